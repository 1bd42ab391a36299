// The portal in every language, width and scheme, and in brand colours that are hard to be legible in.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { axe, contrast } from './axe.ts';
import { Wardrobe } from './brand.ts';
import { cookieOf, crawl } from './crawl.ts';
import { agency, SCHEMES, signIn, tenantNamed, unique, url } from './support.ts';

// As browsers ask for them.
const LANGUAGES = { en: 'en-GB', de: 'de-DE', es: 'es-ES' };
const WIDTHS = [1440, 360, 768];
const COLOURS = { 'a pale yellow': '#ffe94d', 'a middling violet': '#7a5cff', 'nearly black': '#101010' };

// A trace of this many pages takes longer than the pages.
test.use({ trace: 'off' });

/** The messages of a language that are plain words, by key. */
function messages(lang: string): Map<string, string> {
  const dir = new URL(`../../locales/${lang}/`, import.meta.url);
  const lines = readdirSync(dir).flatMap((file) => readFileSync(new URL(file, dir), 'utf8').split('\n'));
  return new Map(lines.flatMap((line) => [...line.matchAll(/^([a-z][\w-]*) = ?(.*)$/g)].map((match) => [match[1]!, match[2]!] as const)));
}

const ENGLISH = messages('en');
/** What the platform counts, as it stands in the database (20261121002000_usage.sql). */
const METERS = [
  'LLM input', 'LLM output', 'Text to speech', 'Speech to text', 'Inbound calls', 'Outbound calls', 'Phone numbers',
  'token', 'character', 'second', 'minute', 'number a month',
];

/** What can only be English: several words that this language says differently. */
function foreign(lang: string): Set<string> {
  const said = messages(lang);
  const own = new Set(said.values());
  const words = [...ENGLISH.values()].filter((words) => words.includes(' ') && !words.includes('{')).concat(METERS);
  return new Set(words.filter((words) => lang !== 'en' && !own.has(words)));
}

/** Every piece of text on the page, seen or read out. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node.textContent ?? '');
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? '');
    return found.map((text) => text.trim()).filter((text) => text !== '');
  });
}

/** What a missing message, or an argument of one, leaves on a page; and English among other words. */
async function slips(page: Page, english: Set<string>): Promise<string[]> {
  const isKey = (word: string) => ENGLISH.has(word);
  return (await texts(page)).filter(
    (text) => /Unknown localization|\{ ?\$/i.test(text) || english.has(text) || (text.match(/\b[a-z]+(?:-[a-z0-9]+)+\b/g) ?? []).some(isKey),
  );
}

test('the portal speaks three languages, in every width', async ({ page, browser }) => {
  test.setTimeout(120_000);
  const tenant = tenantNamed('Harbour & Finch Legal');
  const root = `/t/${tenant.slug}`;
  await signIn(page, 'northwind', tenant.users[0]!);
  // Somebody without a name, whose address is as long as addresses are.
  await page.goto(url('northwind', `${root}/team`));
  await page.getByLabel('E-mail').fill(`${unique()}-appointments@harbourfinch.example`);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByRole('status')).toBeVisible();
  const pages = (await crawl('northwind', [root], await cookieOf(page.context(), 'northwind')))
    .filter(({ path, status, type }) => status === 200 && type === 'text/html' && path.startsWith(root) && !path.includes('?'))
    .map(({ path }) => path);
  expect(pages.length).toBeGreaterThan(20);
  const storageState = await page.context().storageState();
  await Promise.all(
    Object.entries(LANGUAGES).map(async ([lang, locale]) => {
      const context = await browser.newContext({ locale, storageState, reducedMotion: 'reduce' });
      await walk(await context.newPage(), ['/account', ...pages], lang);
      await context.close();
    }),
  );
});

async function walk(page: Page, paths: string[], lang: string): Promise<void> {
  const english = foreign(lang);
  for (const path of paths) {
    const where = `${path} in ${lang}`;
    await page.goto(url('northwind', path));
    expect.soft(await page.locator('html').getAttribute('lang'), where).toBe(lang);
    // An invoice says what its paper says, in the language it was written in.
    expect.soft(await slips(page, path.includes('/invoices/') ? new Set() : english), where).toEqual([]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 740 });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        const content = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
        expect.soft(content, `${where}: width of the content at ${width}, ${colorScheme}`).toBeLessThanOrEqual(width);
      }
    }
    // English is pages.spec's. This one has the longest words, here in the narrowest place.
    if (lang === 'de') {
      await page.setViewportSize({ width: Math.min(...WIDTHS), height: 740 });
      expect.soft(await axe(page), where).toEqual([]);
    }
  }
}

test('it is legible in every colour', async ({ page, browser }) => {
  test.setTimeout(300_000);
  const tenant = agency('southgate').tenants.find(({ users }) => users.length > 0)!;
  const context = await browser.newContext();
  const nobody = await context.newPage();
  await signIn(page, 'southgate', tenant.users[0]!);
  const root = `/t/${tenant.slug}`;
  // What differs by an id alone has the same colours.
  const kinds = new Map((await crawl('southgate', [root], await cookieOf(page.context(), 'southgate')))
    .filter(({ path, status, type }) => status === 200 && type === 'text/html' && path.startsWith(root) && !path.includes('?'))
    .map(({ path }) => [path.replace(/[a-z]+_[0-9A-Z]{26}/g, ':id'), path]));
  expect(kinds.size).toBeGreaterThan(20);
  const wardrobe = await Wardrobe.open(browser, 'southgate');
  try {
    for (const [name, primary] of Object.entries(COLOURS)) {
      await wardrobe.dress({ primary });
      for (const [who, path] of [[nobody, '/sign-in'], [nobody, '/password'], [page, '/account'], ...[...kinds.values()].map((path) => [page, path])] as [Page, string][]) {
        await who.setViewportSize({ width: 1440, height: 900 });
        await who.goto(url('southgate', path));
        for (const colorScheme of SCHEMES) {
          await who.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect.soft(await contrast(who), `${path} in ${name}, ${colorScheme}`).toEqual([]);
        }
      }
    }
  } finally {
    await wardrobe.close();
    await context.close();
  }
});

// Every page of the portal, and the sign-in, opened for the first time: what goes over the wire, all resources, headers and compression included.
import { expect, type Page, test } from '@playwright/test';
import { Wardrobe } from './brand.ts';
import { cookieOf, crawl } from './crawl.ts';
import { agency, signIn, tenantNamed, url } from './support.ts';

const VIEW = 40_000;
const SCRIPTS = 10_000;

// A trace of this many pages takes longer than the pages.
test.use({ trace: 'off' });

test('the first view of every page is light', async ({ page }) => {
  test.setTimeout(60_000);
  expect(await tooHeavy(page, 'northwind', ['/sign-in', '/password'])).toEqual([]);
  const tenant = tenantNamed('Harbour & Finch Legal');
  const root = `/t/${tenant.slug}`;
  await signIn(page, 'northwind', tenant.users[0]!);
  const pages = (await crawl('northwind', [root], await cookieOf(page.context(), 'northwind')))
    .filter(({ path, status, type }) => status === 200 && type === 'text/html' && path.startsWith(root) && !path.includes('?'))
    .map(({ path }) => path);
  expect(pages.length, pages.join('\n')).toBeGreaterThan(20);
  expect(await tooHeavy(page, 'northwind', ['/account', ...pages])).toEqual([]);
});

test('it is as light in every typeface', async ({ page, browser }) => {
  test.setTimeout(60_000);
  const tenant = agency('southgate').tenants.find(({ users }) => users.length > 0)!;
  await signIn(page, 'southgate', tenant.users[0]!);
  const wardrobe = await Wardrobe.open(browser, 'southgate');
  expect(wardrobe.fonts.length).toBeGreaterThan(1);
  try {
    for (const font of wardrobe.fonts) {
      await wardrobe.dress({ font });
      expect.soft(await tooHeavy(page, 'southgate', [`/t/${tenant.slug}`, `/t/${tenant.slug}/settings`]), font).toEqual([]);
    }
  } finally {
    await wardrobe.close();
  }
});

/** Opens the pages, prints what each weighs, and gives those over a limit, part by part. */
async function tooHeavy(page: Page, slug: string, paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const loaded = await firstView(page, url(slug, path));
    const bytes = sum(loaded);
    const scripts = sum(loaded.filter(({ type }) => type === 'Script'));
    const line = `${path}: ${bytes} bytes, ${scripts} of them scripts`;
    console.log(line);
    if (bytes <= VIEW && scripts <= SCRIPTS) continue;
    const parts = loaded.sort((a, b) => b.bytes - a.bytes).map(({ bytes, type, url }) => `${bytes} ${type} ${url}`);
    found.push([line, ...parts].join('\n  '));
  }
  return found;
}

type Loaded = { url: string; type: string; bytes: number };

function sum(loaded: Loaded[]): number {
  return loaded.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** As if the browser had kept nothing. */
async function firstView(page: Page, address: string): Promise<Loaded[]> {
  const cdp = await page.context().newCDPSession(page);
  const begun = new Map<string, { url: string; type: string }>();
  const loaded: Loaded[] = [];
  cdp.on('Network.responseReceived', ({ requestId, response, type }) => void begun.set(requestId, { url: response.url, type }));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const resource = begun.get(requestId);
    if (resource) loaded.push({ ...resource, bytes: encodedDataLength });
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const response = await page.goto(address);
  expect(response?.status(), address).toBe(200);
  expect(page.url(), 'not led elsewhere').toBe(address);
  await page.evaluate(async () => void (await document.fonts.ready));
  // The picture of the tab comes last.
  const icon = await page.locator('link[rel=icon]').getAttribute('href');
  await expect.poll(() => loaded.some((resource) => resource.url.endsWith(icon!)), 'the picture of the tab').toBe(true);
  await cdp.detach();
  return loaded;
}

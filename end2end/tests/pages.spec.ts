// Every page keeps to its Content-Security-Policy (DESIGN §8.7), axe finds nothing on it, light or dark, wide or narrow, and none scrolls sideways
// on a small phone. Of the exceptions to the policy a mail in its frame is here, cards with Stripe.js are stripe.spec's.
import { expect, type Page, type Response, test } from '@playwright/test';
import { axe } from './axe.ts';
import { inEveryLook, PAGES } from './support.ts';

/** The bar of ticked rows floats over the list; what lies under it scrolls free, which axe cannot see. */
function floats(name: string): string[] {
  return name === 'tenants-ticked' ? ['target-size'] : [];
}

for (const { name, open } of PAGES) {
  test(`${name} keeps to its policy and is accessible`, async ({ page, browser }) => {
    test.setTimeout(60_000);
    const heard = listen(page);
    await open(page, browser);
    await page.waitForLoadState('networkidle');
    await keepsToItsPolicy(page, heard);
    await inEveryLook(page, async (look, width) => {
      expect.soft(await axe(page, floats(name)), look).toEqual([]);
      const content = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
      expect.soft(content, `${look}: width of the content`).toBeLessThanOrEqual(width);
    });
  });
}

type Heard = { complaints: string[]; failures: string[]; documents: Promise<{ response: Response; html: string } | null>[] };

/** What the browser says of the pages it opens from now on. */
function listen(page: Page): Heard {
  const heard: Heard = { complaints: [], failures: [], documents: [] };
  page.on('console', (message) => {
    if (/content security policy|content-security-policy/i.test(message.text())) heard.complaints.push(message.text());
  });
  page.on('pageerror', (error) => heard.failures.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) heard.failures.push(`${response.status()} ${response.url()}`);
    const isPage = response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html');
    // As it came over the wire: a script may change the document afterwards. Gone once the next page is open.
    if (isPage) heard.documents.push(response.text().then((html) => ({ response, html }), () => null));
  });
  return heard;
}

async function keepsToItsPolicy(page: Page, { complaints, failures, documents }: Heard): Promise<void> {
  const read = (await Promise.all(documents)).filter((document) => document !== null);
  expect.soft(read.some(({ response }) => response.url() === page.url()), 'the last page was read').toBe(true);
  expect.soft(complaints).toEqual([]);
  expect.soft(failures).toEqual([]);
  for (const { response, html } of read) {
    const policy = response.headers()['content-security-policy'] ?? '';
    // A mail in its frame has styles of its own, and may do nothing else (docs/ARCHITECTURE.md).
    if (new URL(response.url()).pathname === '/settings/mail/preview.html') {
      for (const part of ["default-src 'none'", 'sandbox', "frame-ancestors 'self'"]) expect.soft(policy).toContain(part);
      continue;
    }
    expect.soft(policy, response.url()).toContain("default-src 'self'");
    expect.soft(policy, response.url()).not.toContain('unsafe-');
    const markup = html.replace(/<!--.*?-->/gs, '');
    expect.soft(markup.match(/<script(?![^>]*\ssrc=)[^>]*>/gi) ?? [], 'inline scripts').toEqual([]);
    expect.soft(markup.match(/<style\b[^>]*>/gi) ?? [], 'inline styles').toEqual([]);
    expect.soft(markup.match(/<[a-z][^<>]*\sstyle\s*=[^<>]*>/gi) ?? [], 'style attributes').toEqual([]);
    expect.soft(markup.match(/<[a-z][^<>]*\son[a-z]+\s*=[^<>]*>/gi) ?? [], 'handlers').toEqual([]);
  }
}

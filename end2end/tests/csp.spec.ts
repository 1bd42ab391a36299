// No page breaks its Content-Security-Policy (DESIGN §8.7). Of the exceptions a mail in its frame is here, cards with Stripe.js are stripe.spec's.
import { expect, type Response, test } from '@playwright/test';
import { PAGES } from './support.ts';

for (const { name, open } of PAGES) {
  test(`${name} keeps to its policy`, async ({ page, browser }) => {
    const complaints: string[] = [];
    const failures: string[] = [];
    const documents: Promise<{ response: Response; html: string } | null>[] = [];
    page.on('console', (message) => {
      if (/content security policy|content-security-policy/i.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.request().isNavigationRequest()) failures.push(`${response.status()} ${response.url()}`);
      const isPage = response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html');
      // As it came over the wire: a script may change the document afterwards. Gone once the next page is open.
      if (isPage) documents.push(response.text().then((html) => ({ response, html }), () => null));
    });

    await open(page, browser);
    await page.waitForLoadState('networkidle');
    const read = (await Promise.all(documents)).filter((document) => document !== null);
    expect(read.some(({ response }) => response.url() === page.url()), 'the last page was read').toBe(true);

    expect(complaints).toEqual([]);
    expect(failures).toEqual([]);
    for (const { response, html } of read) {
      const policy = response.headers()['content-security-policy'] ?? '';
      // A mail in its frame has styles of its own, and may do nothing else (docs/ARCHITECTURE.md).
      if (new URL(response.url()).pathname === '/settings/mail/preview.html') {
        for (const part of ["default-src 'none'", 'sandbox', "frame-ancestors 'self'"]) expect(policy).toContain(part);
        continue;
      }
      expect(policy, response.url()).toContain("default-src 'self'");
      expect(policy, response.url()).not.toContain('unsafe-');
      const markup = html.replace(/<!--.*?-->/gs, '');
      expect(markup.match(/<script(?![^>]*\ssrc=)[^>]*>/gi) ?? [], 'inline scripts').toEqual([]);
      expect(markup.match(/<style\b[^>]*>/gi) ?? [], 'inline styles').toEqual([]);
      expect(markup.match(/<[a-z][^<>]*\sstyle\s*=[^<>]*>/gi) ?? [], 'style attributes').toEqual([]);
      expect(markup.match(/<[a-z][^<>]*\son[a-z]+\s*=[^<>]*>/gi) ?? [], 'handlers').toEqual([]);
    }
  });
}

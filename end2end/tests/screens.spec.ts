// bin/screens: pictures of the main pages for the README, with the demo's data.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import UPNG from 'upng-js';
import { agency, manager, signIn, tenantNamed, url, type User } from './support.ts';

// Left out by playwright.config.ts without it.
const dir = process.env.SCREENS ?? '';
const MOST = 150_000;

type Screen = { name: string; path: string; as?: User; phone?: boolean; dark?: boolean };

test('pictures of the main pages', async ({ page }) => {
  test.setTimeout(120_000);
  const tenant = tenantNamed('Harbour & Finch Legal');
  const owner = tenant.users[0]!;
  const admin = manager(agency('northwind'));
  const screens: Screen[] = [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'overview', path: '/overview', as: admin, dark: true },
    { name: 'tenants', path: '/tenants', as: admin, phone: true },
    { name: 'tenant', path: `/tenants/${tenant.id}`, as: admin },
    { name: 'analytics', path: '/analytics', as: admin },
    { name: 'invoices', path: '/invoices', as: admin },
    { name: 'branding', path: '/settings/branding', as: admin },
    { name: 'portal', path: `/t/${tenant.slug}`, as: owner, phone: true, dark: true },
    { name: 'portal-usage', path: `/t/${tenant.slug}/usage`, as: owner },
    { name: 'portal-billing', path: `/t/${tenant.slug}/billing`, as: owner, phone: true },
  ];
  let who: User | undefined;
  for (const { name, path, as, phone, dark } of screens) {
    if (as && as !== who) {
      await page.context().clearCookies();
      await signIn(page, 'northwind', as);
      who = as;
    }
    const response = await page.goto(url('northwind', path));
    expect(response?.status(), path).toBe(200);
    await take(page, name, 1440, 'light');
    if (dark) await take(page, `${name}-dark`, 1440, 'dark');
    if (phone) await take(page, `${name}-phone`, 360, 'light');
  }
});

async function take(page: Page, name: string, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(async () => {
    (document.activeElement as HTMLElement | null)?.blur();
    await document.fonts.ready;
  });
  // Twice as fine on a telephone, where they are shown at their size.
  const cdp = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, width, height: page.viewportSize()!.height, scale: width === 360 ? 2 : 1 };
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'png', clip });
  await cdp.detach();
  const picture = small(Buffer.from(data, 'base64'));
  expect(picture.length, `${name}.png`).toBeLessThanOrEqual(MOST);
  writeFileSync(join(dir, `${name}.png`), picture);
}

/** With a palette: pages have few colours. */
function small(png: Buffer): Uint8Array {
  const { buffer } = new Uint8Array(png);
  const picture = UPNG.decode(buffer);
  return new Uint8Array(UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, 256));
}

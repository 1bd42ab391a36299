// axe finds nothing on any page, light or dark, wide or narrow; and no page scrolls sideways on a small phone.
import { expect, test } from '@playwright/test';
import { axe } from './axe.ts';
import { inEveryLook, PAGES } from './support.ts';

/** The bar of ticked rows floats over the list; what lies under it scrolls free, which axe cannot see. */
function floats(name: string): string[] {
  return name === 'tenants-ticked' ? ['target-size'] : [];
}

for (const { name, open } of PAGES) {
  test(`${name} is accessible`, async ({ page, browser }) => {
    test.setTimeout(60_000);
    await open(page, browser);
    await inEveryLook(page, async (look, width) => {
      expect.soft(await axe(page, floats(name)), look).toEqual([]);
      const content = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
      expect.soft(content, `${look}: width of the content`).toBeLessThanOrEqual(width);
    });
  });
}

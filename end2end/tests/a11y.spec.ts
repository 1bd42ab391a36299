// axe finds nothing on any page, light or dark, wide or narrow; and no page scrolls sideways on a small phone.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { inEveryLook, PAGES } from './support.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** The bar of ticked rows floats over the list; what lies under it scrolls free, which axe cannot see. */
function floats(name: string): string[] {
  return name === 'tenants-ticked' ? ['target-size'] : [];
}

for (const { name, open } of PAGES) {
  test(`${name} is accessible`, async ({ page, browser }) => {
    test.setTimeout(60_000);
    await open(page, browser);
    await inEveryLook(page, async (look, width) => {
      // As high as the page is: what lies under the dock scrolls free, which axe cannot see.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.max(height, 740) });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).disableRules(floats(name)).analyze();
      const found = violations.map((violation) => ({
        rule: violation.id,
        help: violation.help,
        nodes: violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
      }));
      expect.soft(found, look).toEqual([]);
      const content = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
      expect.soft(content, `${look}: width of the content`).toBeLessThanOrEqual(width);
    });
  });
}

// What axe finds on the page that is open, in the size it has.
import { AxeBuilder } from '@axe-core/playwright';
import { type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What colours alone can break, which is much faster. */
export async function contrast(page: Page): Promise<string[]> {
  return found(await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).setLegacyMode(true).analyze());
}

export async function axe(page: Page, except: string[] = []): Promise<string[]> {
  // As high as the page is: what lies under the dock scrolls free, which axe cannot see.
  const { width } = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, 740) });
  // Otherwise it opens a page of its own for each report, to put frames of other origins together; there are none.
  return found(await new AxeBuilder({ page }).withTags(TAGS).disableRules(except).setLegacyMode(true).analyze());
}

function found({ violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}

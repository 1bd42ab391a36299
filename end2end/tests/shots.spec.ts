// SHOTS=directory npx playwright test shots --project script: pictures of the pages, to look at.
import { join } from 'node:path';
import { test } from '@playwright/test';
import { inEveryLook, PAGES } from './support.ts';

// Left out by playwright.config.ts without it.
const dir = process.env.SHOTS ?? '';

for (const { name, open } of PAGES) {
  test(`picture of ${name}`, async ({ page, browser }) => {
    await open(page, browser);
    await inEveryLook(page, async (look) => {
      await page.screenshot({ path: join(dir, `${name}-${look}.png`), fullPage: true });
    });
  });
}

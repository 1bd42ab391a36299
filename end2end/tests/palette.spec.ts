// The search over any page, with its keys; and the same search as a page, without script.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { agency, inEveryLook, manager, signIn, tenantNamed, url } from './support.ts';

const HARBOUR = 'Harbour & Finch Legal';
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

test.beforeEach(async ({ page }) => {
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', '/tenants'));
});

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search' });
const field = (page: Page) => palette(page).getByRole('combobox', { name: 'Find anything' });
const options = (page: Page) => palette(page).getByRole('option');

for (const key of ['/', 'Control+k']) {
  test(`${key} opens it, letters and arrows choose, Enter lands`, async ({ page }) => {
    await page.keyboard.press(key);
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.type('finch');
    await expect(options(page)).toHaveText([new RegExp(HARBOUR)]);
    await expect(palette(page).getByRole('group', { name: 'Tenants' })).toBeVisible();
    await expect(palette(page).getByRole('status')).toHaveText('One result');
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
    const active = await field(page).getAttribute('aria-activedescendant');
    expect(active).toBe(await options(page).first().getAttribute('id'));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(url('northwind', `/tenants/${tenantNamed(HARBOUR).id}`));
    await expect(page.getByRole('heading', { name: HARBOUR })).toBeVisible();
  });
}

test('the arrows go round, and Enter without a choice leads to the page', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('numb');
  await expect(options(page)).toHaveText(['Numbers']);
  await field(page).fill('in');
  await expect(options(page).nth(1)).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await field(page).fill('finch');
  await expect(options(page)).toHaveText([new RegExp(HARBOUR)]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(url('northwind', '/search?q=finch'));
  await expect(page.getByRole('main').getByRole('link', { name: HARBOUR })).toBeVisible();
});

test('Escape gives the focus back, and nothing is remembered', async ({ page }) => {
  const link = page.getByRole('link', { name: 'New tenant' });
  await link.focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('finch');
  await expect(options(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(link).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toHaveValue('');
  await expect(options(page)).toHaveCount(0);
  // The same keys close it.
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
});

test('"/" typed into a field is a letter', async ({ page }) => {
  await page.getByRole('main').getByRole('searchbox').focus();
  await page.keyboard.type('a/b');
  await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue('a/b');
  await expect(palette(page)).toBeHidden();
});

test('says that nothing was found, and shows what was asked last', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('zzz');
  await expect(palette(page).getByRole('status')).toHaveText('Nothing found for “zzz”.');
  await expect(palette(page).getByRole('listbox')).toBeHidden();
  // An answer that comes late is not waited for.
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route(/q=slow/, async (route) => {
    await held;
    await route.continue().catch(() => {}); // the page has given it up
  });
  await Promise.all([page.waitForRequest(/q=slow/), field(page).fill('slow')]);
  await field(page).fill('finch');
  await expect(options(page)).toHaveText([new RegExp(HARBOUR)]);
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await expect(options(page)).toHaveText([new RegExp(HARBOUR)]);
});

test('is accessible while it is open, and so is the page', async ({ page }) => {
  test.setTimeout(60_000);
  const check = (look: string) =>
    new AxeBuilder({ page })
      .withTags(TAGS)
      .analyze()
      .then(({ violations }) => expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), look).toEqual([]));
  await page.keyboard.press('/');
  await page.keyboard.type('finch');
  await expect(options(page)).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await inEveryLook(page, async (look) => void (await check(look)));
  await page.goto(url('northwind', '/search?q=example'));
  await inEveryLook(page, async (look, width) => {
    await check(look);
    expect.soft(await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0), look).toBeLessThanOrEqual(width);
  });
});

test('works without script, from the field and on a phone', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.getByRole('searchbox', { name: 'Find anything' }).fill('harb');
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByRole('link', { name: HARBOUR }).first().click();
  await expect(page.getByRole('heading', { name: HARBOUR })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('banner').getByRole('link', { name: 'Search' }).click();
  await expect(page).toHaveURL(url('northwind', '/search'));
  await page.getByRole('main').getByRole('searchbox').fill('samir@');
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Samir Okafor' })).toBeVisible();
  await page.close();
});

// A tenant is made without touching the mouse, and one always sees where one is.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { agency, manager, newTenant, newTenantForm, signIn, url } from './support.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', '/tenants'));
});

test('creates a tenant with the keyboard alone', async ({ page }) => {
  const tenant = newTenant();
  const form = newTenantForm(page);
  await tabTo(page, page.getByRole('link', { name: 'New tenant' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New tenant' })).toBeVisible();

  for (const [label, text] of [[/^Name$/, tenant.name], [/^Billing e-mail/, tenant.billing]] as const) {
    await tabTo(page, form.getByLabel(label));
    await page.keyboard.type(text);
  }
  await tabTo(page, form.getByLabel('Owner’s e-mail'));
  await page.keyboard.type(tenant.owner);
  await tabTo(page, form.getByLabel('Owner’s first name'));
  await page.keyboard.type('Ines');
  await tabTo(page, form.getByLabel('Owner’s last name'));
  await page.keyboard.type('Moreau');
  await tabTo(page, form.getByRole('button', { name: 'Create tenant' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText(tenant.name);
});

test('Cancel leads back', async ({ page }) => {
  await page.getByRole('link', { name: 'New tenant' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New tenant' })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Cancel', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(url('northwind', '/tenants'));
  await expect(page.getByRole('heading', { name: 'New tenant' })).toBeHidden();
});

test('Escape leads back', async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'the key is a script’s; Cancel is there for everybody');
  await page.getByRole('link', { name: 'New tenant' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New tenant' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'New tenant' })).toBeHidden();
  await expect(page).toHaveURL(url('northwind', '/tenants'));
});

test('the first stop skips to the content', async ({ page }) => {
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveAttribute('href', /#/);
  await expect(page.locator(':focus')).toBeInViewport();
  await expectFocusSeen(page);
  await page.keyboard.press('Enter');
  // What comes next is in the content, not in the navigation.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

/** Presses Tab until the element has the focus, and looks at every stop on the way. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stops = 0; stops < 120; stops++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      await expect(wanted).toBeInViewport();
      return;
    }
    await page.keyboard.press('Tab');
    await expectFocusSeen(page);
  }
  throw new Error(`${wanted} cannot be reached with Tab`);
}

/** The focused element, or what surrounds it closely, has an outline or a ring. */
async function expectFocusSeen(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const focused = document.activeElement;
    // Past the last stop the focus is the browser's for one Tab.
    if (!focused || focused === document.body) return null;
    const rings = (element: Element | null): boolean => {
      if (!element) return false;
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    };
    // Some fields wear the ring on their frame.
    return rings(focused) || rings(focused.parentElement) ? null : focused.outerHTML.slice(0, 200);
  });
  expect(unseen, 'has the focus, and nothing shows it').toBeNull();
}

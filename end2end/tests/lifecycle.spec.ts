// Edit, defaults, manage as the tenant, suspend, delete, restore. With scripting and without.
import { expect, type Page, test } from '@playwright/test';
import { agency, fillNewTenant, manager, newTenant, newTenantForm, signIn, tenantIn, url } from './support.ts';

/** A tenant of this test's own, made through the dialog; the list shows it. */
async function make(page: Page): Promise<string> {
  const tenant = newTenant();
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', '/tenants/new'));
  await fillNewTenant(page, tenant);
  await newTenantForm(page).getByRole('button', { name: 'Create tenant' }).click();
  await expect(page.getByRole('status')).toContainText(tenant.name);
  await page.goto(url('northwind', `/tenants?q=${encodeURIComponent(tenant.name)}`));
  return tenant.name;
}

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ hasText: name });
}

test('a tenant is edited, suspended and reactivated in the same dialog', async ({ page }) => {
  const name = await make(page);
  await row(page, name).getByRole('link', { name: `Edit ${name}` }).click();
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Save changes' }) });
  await form.getByLabel('Billing e-mail').fill('changed@harbour.example');
  await form.getByLabel('Status').selectOption('suspended');
  await form.getByLabel('Reason for the suspension').fill('Asked for a break');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText(`${name} was saved`);

  await page.goto(url('northwind', '/tenants?status=suspended'));
  await expect(row(page, name)).toContainText('Asked for a break');
  await expect(row(page, name)).toContainText('changed@harbour.example');
  await row(page, name).getByRole('link', { name: `Edit ${name}` }).click();
  await form.getByLabel('Status').selectOption('active');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await page.goto(url('northwind', `/tenants?q=${encodeURIComponent(name)}`));
  await expect(row(page, name)).toContainText('Active');
});

test('deleting asks for the name, and can be undone', async ({ page }) => {
  const name = await make(page);
  await row(page, name).getByRole('link', { name: `Delete ${name}` }).click();
  await expect(page.getByRole('heading', { name: `Delete ${name}?` })).toBeVisible();
  await expect(page.getByText('After 90 days everything is deleted')).toBeVisible();
  const typed = page.getByLabel(`Type ${name} to confirm`);
  const sure = page.getByRole('button', { name: `Delete ${name}` });
  // The browser itself refuses another name, with scripting and without.
  await typed.fill('something else');
  await sure.click();
  await expect(page.getByRole('heading', { name: `Delete ${name}?` })).toBeVisible();
  await expect(page).toHaveURL(/\/delete$/);
  await typed.fill(name);
  await sure.click();
  await expect(page.getByRole('status')).toContainText('You can restore it for 90 days');
  await expect(row(page, name)).toContainText('Deleted in 90 days');
  await row(page, name).getByRole('button', { name: `Restore ${name}` }).click();
  await expect(page.getByRole('status')).toContainText(`${name} is back`);
  await expect(page.getByText('Active', { exact: true }).first()).toBeVisible();
});

test('staff manage as the tenant and find their way back', async ({ page }) => {
  const tenant = tenantIn(agency('northwind'), 'active');
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', `/tenants?q=${encodeURIComponent(tenant.name)}`));
  await row(page, tenant.name).getByRole('link', { name: tenant.name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: tenant.name })).toBeVisible();
  const bar = page.getByRole('region', { name: 'Managing as tenant' });
  await expect(bar).toContainText(`You are managing ${tenant.name}`);
  await page.getByRole('link', { name: 'Visits' }).first().click();
  await expect(page.getByRole('navigation', { name: 'Breadcrumb' })).toContainText('Tenants');
  await expect(page.getByRole('navigation', { name: 'Breadcrumb' })).toContainText(tenant.name);
  await expect(bar).toBeVisible();
  await bar.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL(url('northwind', '/tenants'));
});

test('defaults fill the form of a new tenant', async ({ page }) => {
  await signIn(page, 'southgate', manager(agency('southgate')));
  await page.goto(url('southgate', '/tenants/defaults'));
  await page.getByLabel('Timezone').fill('Europe/Lisbon');
  await page.getByLabel('Default caller name (CNAM)').fill('SOUTHGATE');
  await page.getByLabel('Suspension behaviour').selectOption('suspend');
  await page.getByLabel('Billing profile', { exact: true }).selectOption({ label: 'Standard' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('They apply to new tenants');
  await page.goto(url('southgate', '/tenants/new'));
  await expect(newTenantForm(page).locator('#timezone')).toHaveValue('Europe/Lisbon');
  await expect(newTenantForm(page).locator('#cnam')).toHaveValue('SOUTHGATE');
});

test('people of a suspended tenant see one page that says so', async ({ page }) => {
  const tenant = tenantIn(agency('northwind'), 'suspended');
  await signIn(page, 'northwind', tenant.users[0]!);
  await page.goto(url('northwind', `/t/${tenant.slug}/visits`));
  await expect(page.getByRole('heading', { name: 'Your service is suspended' })).toBeVisible();
});

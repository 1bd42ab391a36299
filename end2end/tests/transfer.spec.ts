// A tenant is offered to another agency, which accepts it; the sender has it no more.
import { expect, test } from '@playwright/test';
import { agency, fillNewTenant, manager, newTenant, newTenantForm, signIn, url } from './support.ts';

test('a tenant is transferred to another agency', async ({ page, browser }) => {
  const tenant = newTenant();
  const other = await browser.newPage({ javaScriptEnabled: false });
  await signIn(other, 'southgate', manager(agency('southgate')));
  await other.goto(url('southgate', '/transfers'));
  const id = await other.locator('code').filter({ hasText: /^agn_/ }).innerText();

  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', '/tenants/new'));
  await fillNewTenant(page, tenant);
  await newTenantForm(page).getByRole('button', { name: 'Create tenant' }).click();
  await expect(page.getByRole('status')).toContainText(tenant.name);
  await page.goto(url('northwind', `/tenants?q=${encodeURIComponent(tenant.name)}`));
  await page.getByRole('link', { name: tenant.name, exact: true }).click();
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  const tenantPage = page.url();
  await page.getByRole('link', { name: 'Transfer', exact: true }).click();
  await page.getByLabel('The agency’s id').fill('nonsense');
  await page.getByRole('button', { name: 'Offer the transfer' }).click();
  await expect(page.getByRole('alert')).toContainText('It begins with agn_');
  await page.getByLabel('The agency’s id').fill(id);
  await page.getByLabel('A note for the other side').fill('They asked for you');
  await page.getByRole('button', { name: 'Offer the transfer' }).click();
  await expect(page.getByRole('status')).toContainText(`${tenant.name} was offered`);

  await other.goto(url('southgate', '/transfers'));
  await expect(other.getByText('They asked for you')).toBeVisible();
  await other.getByRole('button', { name: `Accept ${tenant.name}` }).click();
  await expect(other.getByRole('status')).toContainText(`${tenant.name} is here now`);
  await expect(other.getByRole('heading', { name: tenant.name })).toBeVisible();
  const answer = await page.goto(tenantPage);
  expect(answer?.status()).toBe(404);
  await page.goto(url('northwind', '/transfers'));
  await expect(page.getByRole('row').filter({ hasText: tenant.name })).toContainText('Accepted');
});

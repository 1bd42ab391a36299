// Rows are ticked, one change is confirmed for all of them, and taken back. With scripting and without.
import { expect, test } from '@playwright/test';
import { agency, fillNewTenant, manager, newTenant, newTenantForm, signIn, unique, url } from './support.ts';

test('ticked tenants are suspended together and brought back', async ({ page, javaScriptEnabled }) => {
  const mark = unique();
  await signIn(page, 'northwind', manager(agency('northwind')));
  const names: string[] = [];
  for (let n = 0; n < 2; n++) {
    const tenant = { ...newTenant(), name: `Bulk ${mark} ${n}` };
    names.push(tenant.name);
    await page.goto(url('northwind', '/tenants/new'));
    await fillNewTenant(page, tenant);
    await newTenantForm(page).getByRole('button', { name: 'Create tenant' }).click();
    await expect(page.getByRole('status')).toContainText(tenant.name);
  }
  await page.goto(url('northwind', `/tenants?q=${mark}`));
  const bar = page.getByRole('form', { name: 'Selected tenants' });
  await expect(bar).toBeHidden();
  if (javaScriptEnabled !== false) await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  else for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await bar.getByRole('button', { name: 'Suspend…' }).click();
  await expect(page.getByRole('heading', { name: 'Suspend 2 tenants' })).toBeVisible();
  await page.getByLabel('Reason').fill('Asked for a break');
  await page.getByRole('button', { name: 'Suspend all 2' }).click();
  // A job does it; the page follows by itself, or by its link.
  const undo = page.getByRole('button', { name: 'Undo: reactivate these 2' });
  await expect(async () => {
    if (javaScriptEnabled === false) await page.reload();
    await expect(undo).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole('row').filter({ hasText: names[0] })).toContainText('Done');
  await undo.click();
  await page.getByRole('button', { name: 'Reactivate all 2' }).click();
  await page.goto(url('northwind', `/tenants?q=${mark}`));
  await expect(async () => {
    await page.reload();
    for (const name of names) await expect(page.getByRole('row').filter({ hasText: name })).not.toContainText('Suspended', { timeout: 500 });
  }).toPass();
});

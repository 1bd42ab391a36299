// A colleague is invited, comes in, gets another role and is removed; a tenant's owner invites somebody.
import { expect, test } from '@playwright/test';
import { agency, latestMailTo, linkIn, manager, openTenant, signIn, unique, url } from './support.ts';

const PASSWORD = 'seven-lanterns-drift-slowly';

test('a colleague is invited, comes in, and is removed', async ({ page, browser }) => {
  const email = `${unique()}@northwind.example`;
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', '/team'));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('First name').fill('Bob');
  await page.getByLabel('Role').selectOption('agency_read_only');
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByRole('status')).toContainText(email);
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row).toContainText('Invited');

  const colleague = await browser.newPage({ javaScriptEnabled: false });
  await colleague.goto(linkIn(await latestMailTo(email), 'northwind'));
  await colleague.getByLabel('Last name').fill('Dev');
  await colleague.getByLabel('Password').fill(PASSWORD);
  await colleague.getByRole('button', { name: 'Set password' }).click();
  await expect(colleague).toHaveURL(/\/overview$/);

  await page.goto(url('northwind', '/team'));
  await expect(row).toContainText('Active');
  await row.getByRole('link', { name: 'Change Bob Dev' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Remove from the team').click();
  await dialog.getByRole('button', { name: 'Remove Bob Dev' }).click();
  await expect(page.getByRole('status')).toContainText('Bob Dev is no longer on the team');
  await colleague.reload();
  await expect(colleague).toHaveURL(/\/sign-in/);
});

test('staff invite a user into a tenant they manage', async ({ page }) => {
  const { tenant } = openTenant(agency('northwind'));
  const email = `${unique()}@harbour.example`;
  await signIn(page, 'northwind', manager(agency('northwind')));
  await page.goto(url('northwind', `/t/${tenant.slug}/team`));
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row).toContainText('User');
  await row.getByRole('link', { name: `Change ${email}` }).click();
  await page.getByRole('dialog').getByLabel('Role').selectOption('tenant_read_only');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Read only');
});

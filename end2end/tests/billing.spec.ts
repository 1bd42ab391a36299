// A tenant's owner adds a card, moves up with a preview, reads the invoice that follows and downloads its paper. With scripting off.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { agency, PLATFORM, signIn, tenantNamed, url } from './support.ts';

test('a card, an upgrade with its preview, the invoice and its paper', async ({ browser }) => {
  const tenant = tenantNamed('Praxis Lindenhof');
  const root = `/t/${tenant.slug}/billing`;
  const page = await browser.newPage({ javaScriptEnabled: false });
  await signIn(page, 'northwind', tenant.users[0]!);
  // The practice reads German; this one reads English.
  await page.goto(url('northwind', '/account'));
  await page.locator('#language').selectOption('en');
  await page.locator('form[action$="language/set"] button').click();
  await page.goto(url('northwind', root));
  await expect(page.getByText(PLATFORM)).toHaveCount(0);
  await expect(page.locator('body')).not.toContainText('wholesale');

  // A card that is refused: nothing is kept, and the bank's words are there.
  await page.getByRole('link', { name: 'Add card' }).click();
  await page.getByLabel('Card number').fill('4000 0000 0000 0002');
  await page.getByLabel('Expires').fill('12/30');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Add card' }).click();
  await expect(page.getByRole('alert')).toContainText('Your card was declined.');
  await page.getByLabel('Card number').fill('5555 5555 5555 4444');
  await page.getByLabel('Expires').fill('11/31');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Add card' }).click();
  await expect(page.getByRole('status')).toContainText('The card is added.');
  await expect(page.getByRole('listitem').filter({ hasText: 'Mastercard ending 4444' })).toContainText('expires 11/2031');

  // What it would come to stands there before it is done, tax included.
  await page.getByRole('link', { name: 'Upgrade to Business' }).click();
  const preview = page.getByRole('dialog');
  await expect(preview).toContainText('What is paid already and will not be used');
  const now = await preview.locator('dd.total').innerText();
  expect(now).toMatch(/^\$\d/);
  await preview.getByRole('button', { name: 'Upgrade to Business' }).click();
  await expect(page.getByRole('status')).toContainText('Your plan is changed.');
  await expect(page.locator('.plan[aria-current]')).toContainText('Business');

  // The invoice is issued, charged and drawn up by jobs.
  const row = page.getByRole('region', { name: 'Invoices' }).getByRole('row').filter({ hasText: now }).filter({ has: page.getByRole('link', { name: /^NW-/ }) });
  await expect.poll(async () => (await page.reload()) && (await row.filter({ hasText: 'Paid' }).count()), { timeout: 20_000 }).toBe(1);
  await row.getByRole('link').click();
  await expect(page.getByText('Business plan, remaining time')).toBeVisible();
  await expect(page.getByText('Professional plan, unused time')).toBeVisible();
  await expect.poll(async () => (await page.reload()) && (await page.getByRole('link', { name: 'PDF' }).count()), { timeout: 20_000 }).toBe(1);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'PDF' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^NW-\d{4}-\d{4}\.pdf$/);
  const bytes = readFileSync((await download.path())!);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.toString('latin1')).not.toMatch(PLATFORM);
});

test('an agency records a transfer and credits part of an invoice', async ({ page }) => {
  await signIn(page, 'northwind', agency('northwind').users[0]!);
  await page.goto(url('northwind', '/invoices?status=overdue'));
  await page.getByRole('link', { name: /^NW-/ }).first().click();
  await page.getByRole('link', { name: 'Credit part of it' }).click();
  await page.getByLabel(/^Amount/).fill('5.00');
  await page.getByLabel(/^Reason/).fill('Outage');
  await page.getByRole('button', { name: 'Issue a credit note' }).click();
  await expect(page.getByRole('status')).toContainText('The credit note is issued.');
  await expect(page.getByText('−$5.00')).toBeVisible();
  await page.getByRole('link', { name: 'Record a bank transfer' }).click();
  await page.getByLabel('Reference of the transfer').fill('From the bank, 22 November');
  await page.getByRole('button', { name: 'Record a bank transfer' }).click();
  await expect(page.getByRole('status')).toContainText('The payment is recorded.');
  await expect(page.locator('.with .badge')).toHaveText('Paid');
});

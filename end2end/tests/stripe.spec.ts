// Cards with Stripe.js, as localstripe (PyPI) serves it: kept, declined, confirmed by their owner. A Portico of its own that has Stripe's keys.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { type Server, start, stop } from '../server.ts';
import type { Demo } from './support.ts';

const PYTHON = process.env.PORTICO_TEST_PYTHON || fileURLToPath(new URL('../../target/venv/bin/python', import.meta.url));
const STRIPE = fileURLToPath(new URL('../../tests/stripe_server.py', import.meta.url));

let stripe: { child: ChildProcess; origin: string };
let portico: Server;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  const child = spawn(PYTHON, [STRIPE], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) => createInterface(child.stdout!).once('line', resolve));
  stripe = { child, origin: `http://127.0.0.1:${port}` };
  portico = await start({
    STRIPE_SECRET_KEY: 'sk_test_12345',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_12345',
    STRIPE_API_BASE: stripe.origin,
    STRIPE_JS_URL: `${stripe.origin}/js.stripe.com/v3/`,
  });
});

test.afterAll(async () => {
  if (portico) await stop(portico);
  stripe?.child.kill();
});

/** The billing page of a tenant, for its agency's admin who manages it. */
async function billing(browser: Browser, name: string): Promise<{ page: Page; root: string; complaints: string[] }> {
  const demo: Demo = JSON.parse(readFileSync(join(portico.dir, 'data', 'demo.json'), 'utf8'));
  const agency = demo.agencies.find((agency) => agency.slug === 'northwind')!;
  const [user, tenant] = [agency.users[0]!, agency.tenants.find((tenant) => tenant.name === name)!];
  const host = `http://northwind.localhost:${portico.port}`;
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${host}/sign-in`);
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return { page, root: `${host}/t/${tenant.slug}/billing`, complaints };
}

async function type(page: Page, number: string): Promise<void> {
  const fields: [string, string][] = [['number', number], ['exp_month', '12'], ['exp_year', '30'], ['cvc', '123'], ['postal_code', '12345']];
  for (const [name, value] of fields) await page.locator('#card').getByPlaceholder(name, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Add card' }).click();
}

test('a card is declined, another is kept and pays what is open', async ({ browser }) => {
  const { page, root, complaints } = await billing(browser, 'Harbour & Finch Legal');
  const plain = await page.goto(root);
  expect(plain!.headers()['content-security-policy'], 'only the card’s pages let Stripe in').not.toContain(stripe.origin);
  const response = await page.goto(`${root}/card`);
  expect(response!.headers()['content-security-policy']).toContain(`script-src 'self' ${stripe.origin}`);
  await type(page, '4000000000000002');
  await expect(page.getByRole('alert')).toContainText('Your card was declined.');
  await type(page, '4242424242424242');
  await expect(page.getByRole('status')).toContainText('The card is added.');
  await expect(page.getByRole('listitem').filter({ hasText: 'Visa ending 4242' })).toContainText('expires 12/2030');
  // What was open is charged by a job.
  const open = page.getByRole('row').filter({ hasText: /NW-/ }).filter({ hasText: /Open|Overdue/ });
  await expect.poll(async () => (await page.reload()) && (await open.count()), { timeout: 20_000 }).toBe(0);
  expect(complaints).toEqual([]);
});

test('the owner of a card confirms that it may be kept, and what it pays', async ({ browser }) => {
  const { page, root, complaints } = await billing(browser, 'Tidewater Logistics');
  await page.goto(`${root}/card`);
  await type(page, '4000002500003155');
  await page.getByText('Complete authentication').click();
  await expect(page.getByRole('status')).toContainText('The card is added.');
  const confirm = page.getByRole('link', { name: 'Confirm the payment' }).first();
  await expect.poll(async () => (await page.reload()) && (await confirm.count()), { timeout: 20_000 }).toBe(1);
  // Of several open invoices each is asked about; one is confirmed.
  const paid = page.getByRole('row').filter({ hasText: 'Paid' });
  await expect(paid).toHaveCount(0);
  await confirm.click();
  await page.getByRole('button', { name: 'Confirm the payment' }).click();
  await page.getByText('Complete authentication').click();
  await expect(page.getByRole('status')).toContainText('The payment is confirmed.');
  await page.goto(root);
  await expect(paid.filter({ hasText: /^NW-/ })).toHaveCount(1);
  expect(complaints).toEqual([]);
});

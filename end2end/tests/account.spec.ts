// One's own account: a password by mail, an authenticator app, recovery codes, a passkey; each with the password right before it.
import { createHmac } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { agency, latestMailTo, linkIn, manager, signIn, unique, url } from './support.ts';

const PASSWORD = 'seven-lanterns-drift-slowly';

/** Somebody new on Northwind's staff, who disturbs no other test. */
async function newcomer(browser: Browser, javaScriptEnabled: boolean): Promise<{ page: Page; email: string; password: string }> {
  const email = `${unique()}@northwind.example`;
  const admin = await browser.newPage();
  await signIn(admin, 'northwind', manager(agency('northwind')));
  await admin.goto(url('northwind', '/team'));
  await admin.getByLabel('E-mail').fill(email);
  await admin.getByLabel('First name').fill('Bob');
  await admin.getByLabel('Role').selectOption('agency_read_only');
  await admin.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(admin.getByRole('status')).toContainText(email);
  await admin.close();
  const page = await browser.newPage({ javaScriptEnabled });
  await page.goto(linkIn(await latestMailTo(email), 'northwind'));
  await page.getByLabel('Last name').fill('Dev');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page).toHaveURL(/\/overview$/);
  return { page, email, password: PASSWORD };
}

/** What an authenticator app shows (RFC 6238), `ahead` steps from now. */
function code(secret: string, ahead = 0): string {
  const bits = [...secret.replaceAll(' ', '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => parseInt(byte, 2));
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signOut(page: Page): Promise<void> {
  await page.goto(url('northwind', '/account'));
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

async function password(page: Page, user: { email: string; password: string }): Promise<void> {
  await page.goto(url('northwind', '/sign-in'));
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app, a recovery code and a new password by mail, with scripting off', async ({ browser }) => {
  const { page, email } = await newcomer(browser, false);
  await page.goto(url('northwind', '/account'));
  await page.getByRole('link', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: 'Picture for your authenticator app' })).toBeVisible();
  const secret = await page.locator('code.secret').textContent();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('alert')).toContainText('This code is not right');
  await page.getByLabel('Code').fill(code(secret!));
  await page.getByRole('button', { name: 'Switch on' }).click();
  const codes = await page.locator('.codes li').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 left')).toBeVisible();

  // The next step's code: that of this one was used to switch it on.
  await signOut(page);
  await password(page, { email, password: PASSWORD });
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await page.getByLabel('Code').fill(code(secret!, 1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/overview$/);

  // A forgotten password: the link sets a new one, and the second factor is asked for all the same.
  await signOut(page);
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('a link is on its way')).toBeVisible();
  await expect.poll(async () => (await latestMailTo(email)).subject).toBe('Set a new password for Northwind Voice');
  await page.goto(linkIn(await latestMailTo(email), 'northwind', 'password'));
  const changed = 'nine-copper-kettles-whistle';
  await page.getByLabel('New password').fill(changed);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('status')).toContainText('Your new password is set');
  await password(page, { email, password: changed });
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]!.toLowerCase());
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await page.goto(url('northwind', '/account'));
  await expect(page.getByText('9 left')).toBeVisible();
});

test('a passkey signs in alone, answers for the second factor, and is good on its own host only', async ({ browser }) => {
  const { page, email, password: secret } = await newcomer(browser, true);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(url('northwind', '/account'));
  await page.getByLabel('Name of the new passkey').fill('Test device');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  // The first second factor there is brings recovery codes.
  await expect(page.locator('.codes li')).toHaveCount(10);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Test device' })).toContainText('for northwind.localhost');

  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/overview$/);

  await signOut(page);
  await password(page, { email, password: secret });
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/overview$/);

  // Another brand's host: the browser has none to show there, and nobody is signed in.
  await page.goto(url('southgate', '/overview'));
  await expect(page).toHaveURL(/southgate.*\/sign-in/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('No passkey was used');

  // Gone with the password, and a mail says so.
  await page.goto(url('northwind', '/account'));
  await page.getByRole('listitem').filter({ hasText: 'Test device' }).getByRole('link', { name: 'Remove' }).click();
  await page.getByLabel('Current password').fill(secret);
  await page.getByRole('button', { name: 'Remove the passkey' }).click();
  await expect(page.getByRole('status')).toContainText('Done.');
  await expect.poll(async () => (await latestMailTo(email)).subject).toBe('A passkey was removed');
  await signOut(page);
  await password(page, { email, password: secret });
  await expect(page).toHaveURL(/\/overview$/);
});

// Two brands at once: the same address is two people, who never learn of each other.
import { expect, type Page, test } from '@playwright/test';
import { ask, cookieOf } from './crawl.ts';
import { agency, latestMailTo, linkIn, manager, signIn, unique, url } from './support.ts';

const BRANDS = ['northwind', 'southgate'] as const;
const PASSWORDS = { northwind: 'seven-lanterns-drift-slowly', southgate: 'eleven-anchors-rest-quietly' };
const ELSEWHERE = { northwind: 'southgate', southgate: 'northwind' } as const;

test.describe.configure({ timeout: 180_000 });

/** Of somebody whom both agencies have invited, and who has set a password at each. */
let email: string;

test.beforeAll(async ({ browser }) => {
  email = `${unique()}@both.example`;
  for (const slug of BRANDS) {
    const admin = await browser.newPage();
    await signIn(admin, slug, manager(agency(slug)));
    await admin.goto(url(slug, '/team'));
    await admin.getByLabel('E-mail').fill(email);
    await admin.getByLabel('First name').fill(slug === 'northwind' ? 'Nora' : 'Sol');
    await admin.getByLabel('Role').selectOption('agency_read_only');
    await admin.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(admin.getByRole('status')).toContainText(email);
    await admin.close();
    const link = await linkOf(email, slug, 'invitation');
    const page = await browser.newPage();
    // It is a door of one brand only.
    const wrong = await page.goto(link.replace(slug, ELSEWHERE[slug]));
    expect(wrong?.status()).toBe(404);
    await page.goto(link);
    await page.getByLabel('Last name').fill('Twice');
    await page.getByLabel('Password').fill(PASSWORDS[slug]);
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page).toHaveURL(url(slug, '/overview'));
    await page.close();
  }
});

/** The newest mail's link, once the mail is this brand's. */
async function linkOf(email: string, slug: string, to: string): Promise<string> {
  const start = url(slug, `/${to}/`);
  await expect.poll(async () => (await latestMailTo(email)).text).toContain(start);
  return linkIn(await latestMailTo(email), slug, to);
}

async function expectInside(page: Page, slug: string): Promise<void> {
  await page.goto(url(slug, '/overview'));
  await expect(page).toHaveURL(url(slug, '/overview'));
  await expect(page.locator('.rail .me')).toContainText(`${slug === 'northwind' ? 'Nora' : 'Sol'} Twice`);
}

async function expectOutside(page: Page, slug: string): Promise<void> {
  await page.goto(url(slug, '/overview'));
  await expect(page).toHaveURL(new RegExp(`^${url(slug, '/sign-in')}`));
}

async function expectRefused(page: Page, slug: string, email: string, password: string): Promise<void> {
  await page.goto(url(slug, '/sign-in'));
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

test('one address at two brands is two people, in two browsers and in one', async ({ browser, page: both }) => {
  // Two browsers: a password is good at its own brand, and opens nothing at the other.
  for (const slug of BRANDS) {
    const page = await browser.newPage();
    await expectRefused(page, ELSEWHERE[slug], email, PASSWORDS[slug]);
    await signIn(page, slug, { email, password: PASSWORDS[slug] });
    await expectInside(page, slug);
    await expectOutside(page, ELSEWHERE[slug]);
    await page.close();
  }

  // One browser: signed in at both, each under their own name, and signing out of one leaves the other.
  await signIn(both, 'northwind', { email, password: PASSWORDS.northwind });
  await expectOutside(both, 'southgate');
  await signIn(both, 'southgate', { email, password: PASSWORDS.southgate });
  await expectInside(both, 'northwind');
  await expectInside(both, 'southgate');
  await both.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectOutside(both, 'southgate');
  await expectInside(both, 'northwind');
});

test('a cookie of one brand is nothing at another', async ({ page }) => {
  for (const slug of BRANDS) await signIn(page, slug, { email, password: PASSWORDS[slug] });
  for (const slug of BRANDS) {
    const other = ELSEWHERE[slug];
    const cookie = await cookieOf(page.context(), slug);
    expect((await ask(slug, '/overview', { headers: { cookie } })).status, 'at its own').toBe(200);
    for (const path of ['/overview', '/account', '/tenants', '/tenants.csv', '/t/aldergate-dental']) {
      const { status, location, body } = await ask(other, path, { headers: { cookie } });
      expect([status, location?.split('?')[0]], `${path} at ${other}`).toEqual([303, '/sign-in']);
      expect(body.toString()).not.toContain(email);
    }
    // As a form of the other brand's own page would send it.
    const form = { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };
    const { status, location } = await ask(other, '/fn/account/language/set', { method: 'POST', headers: form, body: 'language=de' });
    expect([status, location?.split('?')[0]]).toEqual([303, '/sign-in']);
    expect((await ask(slug, '/overview', { headers: { cookie } })).status, 'at its own, still').toBe(200);
  }
});

test('a host that is nobody’s gets an answer that names nobody', async ({ page }) => {
  await signIn(page, 'northwind', manager(agency('northwind')));
  const cookie = await cookieOf(page.context(), 'northwind');
  const { port, hostname } = new URL(url('northwind', '/'));
  const hosts = ['elsewhere.example', `${hostname}.elsewhere.example`, `www.${hostname}`, `nobody.localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `${hostname}@elsewhere.example`, ''];
  for (const host of hosts) {
    for (const path of ['/', '/sign-in', '/overview', '/password', '/favicon.ico']) {
      const { status, headers, body } = await ask('northwind', path, { headers: { host, cookie } });
      expect([400, 404], `${path} at “${host}”`).toContain(status);
      expect(headers).not.toMatch(/^set-cookie/im);
      expect(`${headers}\n${body}`).not.toMatch(/portico|northwind|southgate/i);
    }
  }
});

test('what a proxy might say of the host counts for nothing', async ({ page, context }) => {
  const user = manager(agency('northwind'));
  const southgate = new URL(url('southgate', '/')).host;
  const forged = { 'x-forwarded-host': southgate, 'x-host': southgate, 'x-original-host': southgate, forwarded: `host=${southgate}` };
  await signIn(page, 'northwind', user);
  const cookie = await cookieOf(context, 'northwind');
  for (const [path, status] of [['/sign-in', 200], ['/overview', 200], ['/no-such-page', 404], ['/api/openapi.json', 200], ['/api/v1/tenants', 401]] as const) {
    const plain = await ask('northwind', path, { headers: { cookie } });
    const answer = await ask('northwind', path, { headers: { cookie, ...forged } });
    expect([plain.status, answer.status], path).toEqual([status, status]);
    expect(`${answer.headers}\n${answer.body}`, path).not.toMatch(/southgate/i);
  }
  // Nor does it choose where the link in a mail leads.
  const before = (await latestMailTo(user.email)).raw;
  await context.clearCookies();
  await context.setExtraHTTPHeaders(forged);
  await page.goto(url('northwind', '/password'));
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect.poll(async () => (await latestMailTo(user.email)).raw === before, 'another mail').toBe(false);
  await linkOf(user.email, 'northwind', 'password');
  expect((await latestMailTo(user.email)).raw).not.toContain('southgate');
});

// The last, as the password is another one then.
test('a new password at one brand changes nothing at the other', async ({ browser, page }) => {
  for (const slug of BRANDS) await signIn(page, slug, { email, password: PASSWORDS[slug] });
  const stranger = await browser.newPage();
  await stranger.goto(url('northwind', '/password'));
  await stranger.getByLabel('E-mail').fill(email);
  await stranger.getByRole('button', { name: 'Send the link' }).click();
  const link = await linkOf(email, 'northwind', 'password');
  await stranger.goto(link.replace('northwind', 'southgate'));
  await expect(stranger.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await expect(stranger.getByLabel('New password')).toHaveCount(0);
  expect(await stranger.content()).not.toContain(email);
  await stranger.goto(link);
  const changed = 'nine-copper-kettles-whistle';
  await stranger.getByLabel('New password').fill(changed);
  await stranger.getByRole('button', { name: 'Set password' }).click();
  await expect(stranger.getByRole('status')).toContainText('Your new password is set');

  // What was open at the one is closed, at the other open.
  await expectOutside(page, 'northwind');
  await expectInside(page, 'southgate');
  await expectRefused(stranger, 'northwind', email, PASSWORDS.northwind);
  await expectRefused(stranger, 'southgate', email, changed);
  await signIn(stranger, 'southgate', { email, password: PASSWORDS.southgate });
  await signIn(stranger, 'northwind', { email, password: changed });
  await stranger.close();
});

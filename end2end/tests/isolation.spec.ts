// One brand neither reads another's pages nor gets its cookies.
import { expect, test } from '@playwright/test';
import { agency, manager, openTenant, signIn, url } from './support.ts';

test('another agency’s tenant is not there', async ({ page }) => {
  // A slug is unique per brand only, so one that Southgate does not have.
  const tenant = agency('northwind').tenants.find((one) => one.slug === 'harbour-finch-legal')!;
  const southgate = agency('southgate');
  await signIn(page, 'southgate', manager(southgate));
  for (const path of [`/tenants/${tenant.id}`, `/t/${tenant.slug}`]) {
    const response = await page.goto(url('southgate', path));
    expect(response?.status(), path).toBe(404);
    expect(await page.content(), path).not.toContain(tenant.name);
  }
});

test('the same address is there for its own agency', async ({ page }) => {
  const northwind = agency('northwind');
  const { tenant } = openTenant(northwind);
  await signIn(page, 'northwind', manager(northwind));
  const response = await page.goto(url('northwind', `/tenants/${tenant.id}`));
  expect(response?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1, name: tenant.name })).toBeVisible();
});

test('a session stays on its brand’s host', async ({ page, context }) => {
  await signIn(page, 'northwind', manager(agency('northwind')));
  const session = (await context.cookies()).filter((cookie) => cookie.httpOnly);
  expect(session.length).toBeGreaterThan(0);
  for (const cookie of session) {
    // A leading dot would be a Domain attribute: the cookie of all hosts below.
    expect(cookie.domain).toBe('northwind.localhost');
    expect(cookie.sameSite).not.toBe('None');
  }
  expect(await context.cookies(url('southgate', '/tenants'))).toEqual([]);

  const request = page.waitForRequest(url('southgate', '/tenants'));
  await page.goto(url('southgate', '/tenants'));
  const sent = (await (await request).allHeaders())['cookie'] ?? '';
  for (const cookie of session) expect(sent).not.toContain(cookie.value);
  await expect(page).toHaveURL(/\/sign-in/);
});

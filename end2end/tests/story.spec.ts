// The story: a partner makes a tenant, its owner walks into the branded portal. With scripting and without.
import { expect, test } from '@playwright/test';
import {
  agency, escaped, fillNewTenant, latestMailTo, linkIn, manager, newTenant, newTenantForm, openTenant, PLATFORM, signIn, unique, url,
} from './support.ts';

const BRAND = 'Northwind Voice';

test('a partner creates a tenant, and its owner walks into the branded portal', async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(60_000);
  const northwind = agency('northwind');
  const taken = openTenant(northwind).tenant.name;
  const tenant = newTenant();
  const form = newTenantForm(page);

  await test.step('signs in', async () => {
    await signIn(page, 'northwind', manager(northwind));
    await expect(page).toHaveURL(url('northwind', '/overview'));
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  });

  await test.step('makes two mistakes and is told of both', async () => {
    await page.getByRole('link', { name: 'New tenant' }).click();
    await expect(page.getByRole('heading', { name: 'New tenant' })).toBeVisible();
    await expect(form).toHaveAttribute('novalidate', /.*/);
    await form.getByLabel('Name', { exact: true }).fill(taken);
    await form.getByLabel('Billing e-mail').fill('accounts@');
    await form.getByRole('button', { name: 'Create tenant' }).click();

    const summary = page.getByRole('alert');
    await expect(summary).toBeVisible();
    await expect(summary.getByRole('link')).toHaveCount(2);
    await expect(page).toHaveTitle(/^2 problems/);
    for (const [label, typed] of [[/^Name$/, taken], [/^Billing e-mail/, 'accounts@']] as const) {
      const field = form.getByLabel(label);
      await expect(field).toHaveValue(typed);
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expect(field).toHaveAccessibleDescription(/\S/);
      // The summary leads to the field.
      await expect(summary.locator(`a[href$="#${await field.getAttribute('id')}"]`)).toBeVisible();
    }
  });

  await test.step('corrects them, and the tenant is there', async () => {
    await fillNewTenant(page, tenant);
    await form.getByRole('button', { name: 'Create tenant' }).click();
    const flash = page.getByRole('status');
    await expect(flash).toContainText(tenant.name);
    await expect(flash).toContainText(tenant.owner);
  });

  await test.step('finds it by its name', async () => {
    await page.goto(url('northwind', '/tenants'));
    // Said once, not on every page after.
    await expect(page.getByRole('status').filter({ hasText: tenant.owner })).toHaveCount(0);
    const search = page.getByRole('main').getByRole('searchbox');
    await search.fill(tenant.name);
    await search.press('Enter');
    await expect(page).toHaveURL(/[?&]q=/);
    await expect(page.getByRole('row').filter({ hasText: tenant.name })).toHaveCount(1);
    await expect(page.getByRole('row').filter({ hasText: taken })).toHaveCount(0);
  });

  const link = await test.step('the owner gets a mail in the agency’s name', async () => {
    const mail = await latestMailTo(tenant.owner);
    expect(mail.from?.name).toBe(BRAND);
    expect(mail.raw).toMatch(/^content-type: text\/plain/im);
    expect(mail.raw).toMatch(/^content-type: text\/html/im);
    for (const part of [mail.subject, mail.text, mail.html]) {
      expect(part).toBeTruthy();
      expect(part).not.toMatch(PLATFORM);
    }
    // Undecoded too: every header, the Message-ID's domain, the names of boundaries.
    expect(mail.raw).not.toMatch(PLATFORM);
    return linkIn(mail, 'northwind');
  });

  await test.step('opens it, sets a password and stands in the portal', async () => {
    const context = await browser.newContext({ javaScriptEnabled });
    const owner = await context.newPage();
    await owner.goto(link);
    expect(await owner.content()).not.toMatch(PLATFORM);
    await owner.getByLabel('First name').fill('Ines');
    await owner.getByLabel('Last name').fill('Moreau');
    await owner.getByLabel('Password', { exact: true }).fill(`walnut ${unique()} lantern orbit`);
    await owner.getByRole('button', { name: 'Set password and continue' }).click();

    await expect(owner).toHaveURL(new RegExp(`^${escaped(url('northwind', '/t/'))}[a-z0-9-]+$`));
    await expect(owner.getByRole('heading', { level: 1, name: tenant.name })).toBeVisible();
    await expect(owner.getByText(BRAND).filter({ visible: true }).first()).toBeVisible();
    expect(await owner.title()).not.toMatch(PLATFORM);
    expect(await owner.content()).not.toMatch(PLATFORM);
    await context.close();
  });

  await test.step('the link works once', async () => {
    const context = await browser.newContext({ javaScriptEnabled });
    const again = await context.newPage();
    await again.goto(link);
    await expect(again.getByText(/used/i).first()).toBeVisible();
    await expect(again.getByRole('button', { name: 'Set password and continue' })).toHaveCount(0);
    await context.close();
  });

  await test.step('the partner reads it all in the audit log', async () => {
    await page.goto(url('northwind', '/audit'));
    await expect(page.getByRole('row').filter({ hasText: tenant.name }).filter({ hasText: /created/i }).first()).toBeVisible();
  });
});

// What several tests need: the demo's people, signing in, the mails, the pages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import PostalMime, { type Email } from 'postal-mime';

// ---- the demo (DESIGN §5) ----

export type User = { role: string; email: string; password: string };
export type Tenant = { id: string; slug: string; name: string; status: string; users: User[] };
export type Agency = { slug: string; name: string; host: string; users: User[]; tenants: Tenant[] };
export type Demo = { operator: { email: string; password: string }; agencies: Agency[] };

const DATA_DIR = process.env.PORTICO_DATA_DIR ?? '';

/** Nothing an agency's client sees may say this, in any case. */
export const PLATFORM = /portico/i;

/** Read when a test runs: listing tests needs no server. */
export function demo(): Demo {
  return JSON.parse(readFileSync(join(DATA_DIR, 'demo.json'), 'utf8'));
}

export function agency(slug: string): Agency {
  return found(demo().agencies.find((agency) => agency.slug === slug), `the demo's agency ${slug}`);
}

export function manager(agency: Agency): User {
  return found(agency.users.find((user) => user.role === 'agency_admin'), `${agency.slug}'s manager`);
}

/** A tenant that its own people can use today, and its owner. */
export function openTenant(agency: Agency): { tenant: Tenant; owner: User } {
  for (const tenant of agency.tenants) {
    const owner = tenant.users.find((user) => user.role === 'tenant_owner');
    if (tenant.status === 'active' && owner) return { tenant, owner };
  }
  throw new Error(`the demo has no active tenant of ${agency.slug} with an owner`);
}

/** The demo's tenant of this status. */
export function tenantIn(agency: Agency, status: string): Tenant {
  return found(agency.tenants.find((tenant) => tenant.status === status), `a tenant of ${agency.slug} that is ${status}`);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing in demo.json`);
  return value;
}

/** Browsers lead every name under localhost to this machine; Node does not, so requests go through a page. */
export function url(slug: string, path: string): string {
  // Without a slug: the platform's own host.
  return `http://${slug && `${slug}.`}localhost:${process.env.END2END_PORT}${path}`;
}

/** A name or address no other test, project or run uses. */
export function unique(): string {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// ---- doing things ----

/** Signs in on an agency's brand host. */
export async function signIn(page: Page, slug: string, user: { email: string; password: string }): Promise<void> {
  await page.goto(url(slug, '/sign-in'));
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** The form behind "New tenant". The list behind it has labels of its own. */
export function newTenantForm(page: Page): Locator {
  return page.locator('form').filter({ has: page.getByRole('button', { name: 'Create tenant' }) });
}

export type NewTenant = { name: string; billing: string; owner: string };

export function newTenant(): NewTenant {
  const id = unique();
  return { name: `Harbour Clinic ${id}`, billing: `accounts-${id}@harbour.example`, owner: `ines-${id}@harbour.example` };
}

export async function fillNewTenant(page: Page, tenant: NewTenant): Promise<void> {
  const form = newTenantForm(page);
  await form.getByLabel('Name', { exact: true }).fill(tenant.name);
  await form.getByLabel('Billing e-mail').fill(tenant.billing);
  await form.getByLabel('Owner’s e-mail').fill(tenant.owner);
  await form.getByLabel('Owner’s first name').fill('Ines');
  await form.getByLabel('Owner’s last name').fill('Moreau');
}

/** Makes a tenant as the signed-in partner and gives the link its owner was sent. */
export async function invitationLink(page: Page, slug: string): Promise<string> {
  const tenant = newTenant();
  await page.goto(url(slug, '/tenants/new'));
  await fillNewTenant(page, tenant);
  await newTenantForm(page).getByRole('button', { name: 'Create tenant' }).click();
  await expect(page.getByRole('status')).toContainText(tenant.name);
  return linkIn(await latestMailTo(tenant.owner), slug);
}

// ---- mail ----

export type Mail = Email & { raw: string };

/** The newest mail to an address, waited for: a job sends it. */
export async function latestMailTo(address: string): Promise<Mail> {
  let mail: Mail | undefined;
  await expect
    .poll(
      async () => {
        // Read first, parsed only where the address is found: there are hundreds of mails by the end of a run.
        const raws = allMails().filter((raw) => raw.toLowerCase().includes(address.toLowerCase()));
        const mails = await Promise.all(raws.map(async (raw) => ({ ...(await PostalMime.parse(raw)), raw })));
        const sent = mails.filter((mail) => mail.to?.some((to) => to.address?.toLowerCase() === address.toLowerCase()));
        mail = sent.sort((a, b) => Date.parse(a.date ?? '') - Date.parse(b.date ?? '')).at(-1);
        return mail !== undefined;
      },
      { message: `a mail to ${address}`, timeout: 15_000 },
    )
    .toBe(true);
  return mail!;
}

function allMails(): string[] {
  return mailFiles().map((file) => readFileSync(file, 'utf8'));
}

/** Every mail that was sent. */
export function mailFiles(): string[] {
  const dir = join(DATA_DIR, 'mail');
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.eml')).map((name) => join(dir, name));
  } catch {
    return []; // made with the first mail
  }
}

/** The address with a token in a mail, of an invitation unless told otherwise, the same in both of its parts. */
export function linkIn(mail: Mail, slug: string, to = 'invitation'): string {
  const link = new RegExp(`${escaped(url(slug, `/${to}/`))}[\\w-]+`);
  const inText = mail.text?.match(link)?.[0];
  const inHtml = mail.html?.match(link)?.[0];
  expect(inText, `the link in the text part:\n${mail.text}`).toBeDefined();
  expect(inHtml, 'the link in the HTML part').toBe(inText);
  return inText!;
}

// ---- the pages that look, accessibility and CSP are checked on ----

export type PageUnderTest = { name: string; open: (page: Page, browser: Browser) => Promise<void> };

const BRAND = 'northwind';

async function asPartner(page: Page, path: string): Promise<void> {
  await signIn(page, BRAND, manager(agency(BRAND)));
  await page.goto(url(BRAND, path));
}

async function asOwner(page: Page, path: string): Promise<void> {
  const { tenant, owner } = openTenant(agency(BRAND));
  await signIn(page, BRAND, owner);
  await page.goto(url(BRAND, `/t/${tenant.slug}${path}`));
}

async function asOperator(page: Page, path: string): Promise<void> {
  await signIn(page, '', demo().operator);
  await page.goto(url('', path));
}

export function tenantNamed(name: string) {
  return agency(BRAND).tenants.find((tenant) => tenant.name === name)!;
}

/** From an invoice to what is behind its last line of usage. */
async function behindALine(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: 'See what is behind it', includeHidden: true });
  const line = page.locator('.bill li').filter({ has: link }).last();
  await line.locator('summary').click();
  await line.getByRole('link').click();
}

/** Makes a hook and reports calls to it, by their ids: each with the tenant it names and its minutes. */
async function report(page: Page, calls: { id: string; tenant: string; minutes: number }[]): Promise<void> {
  await asPartner(page, '/settings/hooks');
  const name = page.getByLabel('Name', { exact: true });
  if (!(await name.isVisible())) await page.getByText('New hook').click();
  await name.fill(`Hook ${Date.now()}`);
  await page.getByRole('button', { name: 'Make the hook' }).click();
  const address = await page.getByLabel('Address').first().inputValue();
  const end = Date.now() - 60_000;
  for (const { id, tenant, minutes } of calls) {
    const call = { id, type: 'inboundPhoneCall', metadata: { tenant } };
    const times = { startedAt: new Date(end - minutes * 60_000).toISOString(), endedAt: new Date(end).toISOString() };
    // As a program sends it, which does not know that *.localhost is here.
    const here = address.replace(/\/\/[^:/]+/, '//127.0.0.1');
    const answer = await fetch(here, { method: 'POST', body: JSON.stringify({ message: { type: 'end-of-call-report', ...times, call } }) });
    expect(answer.status).toBe(200);
  }
  await page.goto(url(BRAND, '/settings/hooks'));
}

/** Sets up a webhook at an address that no name server knows, unless there is one, and opens it with a test on its way. */
async function openWebhook(page: Page, root: string): Promise<void> {
  await asPartner(page, root);
  const link = page.locator('tbody th a');
  if (await link.count()) await link.first().click();
  else {
    await page.getByLabel('Address', { exact: true }).fill('https://hooks.invalid/voice');
    await page.getByRole('button', { name: 'Add webhook' }).click();
  }
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('webhook.test').first()).toBeVisible();
}

async function openProfile(page: Page): Promise<void> {
  await asPartner(page, '/settings/prices');
  await page.getByRole('link', { name: 'Standard' }).click();
}

export const PAGES: PageUnderTest[] = [
  { name: 'sign-in', open: async (page) => void (await page.goto(url(BRAND, '/sign-in'))) },
  {
    name: 'sign-in-refused',
    open: async (page) => {
      await page.goto(url(BRAND, '/sign-in'));
      await page.getByLabel('E-mail', { exact: true }).fill('nobody@northwind.example');
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { name: 'not-found', open: async (page) => void (await page.goto(url(BRAND, '/no-such-page'))) },
  { name: 'operator-agencies', open: (page) => asOperator(page, '/operator/agencies') },
  { name: 'operator-tenants', open: (page) => asOperator(page, '/operator/tenants') },
  { name: 'operator-tenant', open: (page) => asOperator(page, `/operator/tenants/${openTenant(agency(BRAND)).tenant.id}`) },
  { name: 'operator-jobs', open: (page) => asOperator(page, '/operator/jobs') },
  { name: 'operator-health', open: (page) => asOperator(page, '/operator/health') },
  { name: 'operator-audit', open: (page) => asOperator(page, '/operator/audit') },
  { name: 'operator-agencies-new', open: (page) => asOperator(page, '/operator/agencies/new') },
  {
    name: 'operator-rates',
    open: async (page) => {
      await asOperator(page, '/operator/rates');
      await page.getByText('Set a rate').click();
      await page.getByText('Add a meter').click();
    },
  },
  { name: 'hooks', open: (page) => report(page, [{ id: 'nobodys', tenant: 'no-such-tenant', minutes: 3 }]) },
  {
    name: 'hook-payload',
    open: async (page) => {
      await report(page, [{ id: 'nobodys', tenant: 'no-such-tenant', minutes: 3 }]);
      await page.getByRole('link', { name: 'nobodys' }).first().click();
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    },
  },
  {
    name: 'conflicts',
    open: async (page) => {
      const tenant = tenantNamed('Harbour & Finch Legal');
      const call = { id: `differs-${Date.now()}`, tenant: tenant.slug };
      await report(page, [{ ...call, minutes: 3 }, { ...call, minutes: 4 }]);
      await page.goto(url(BRAND, `/tenants/${tenant.id}/conflicts`));
      await expect(page.getByRole('button', { name: /^I have looked at/ }).first()).toBeVisible();
    },
  },
  {
    name: 'webhooks-with-errors',
    open: async (page) => {
      await asPartner(page, '/settings/webhooks');
      await page.getByLabel('Address', { exact: true }).fill('http://hooks.invalid/');
      await page.getByRole('button', { name: 'Add webhook' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'webhook-new',
    open: async (page) => {
      await asPartner(page, '/settings/webhooks');
      await page.getByLabel('Only what is ticked').check();
      await page.getByLabel('Address', { exact: true }).fill('https://hooks.invalid/voice');
      await page.locator('details.more summary').first().click();
      await page.locator('details.more input[type=checkbox]').first().check();
      await page.getByRole('button', { name: 'Add webhook' }).click();
      await expect(page.getByRole('heading', { name: 'Its secret' })).toBeVisible();
    },
  },
  {
    name: 'webhook',
    open: async (page) => {
      await openWebhook(page, '/settings/webhooks');
      await page.getByRole('link', { name: 'Webhooks' }).last().click();
      await page.locator('tbody th a').first().click();
      for (const more of await page.locator('details.more > summary').all()) await more.click();
    },
  },
  { name: 'webhook-delivery', open: (page) => openWebhook(page, '/settings/webhooks') },
  { name: 'portal-webhooks', open: (page) => openWebhook(page, '/t/harbour-finch-legal/webhooks') },
  { name: 'prices', open: (page) => asPartner(page, '/settings/prices') },
  { name: 'prices-profile', open: openProfile },
  {
    name: 'prices-edit-with-errors',
    open: async (page) => {
      await openProfile(page);
      await page.getByRole('link', { name: 'Change Inbound calls' }).click();
      await page.getByLabel('Price', { exact: true }).selectOption('graduated');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { name: 'overview', open: (page) => asPartner(page, '/overview') },
  { name: 'analytics', open: (page) => asPartner(page, '/analytics') },
  { name: 'limits', open: (page) => asPartner(page, '/tenants/limits') },
  { name: 'limits-edit', open: (page) => asPartner(page, `/tenants/limits/${tenantNamed('Tidewater Logistics').id}/edit`) },
  {
    name: 'limits-raise-with-errors',
    open: async (page) => {
      await asPartner(page, `/tenants/limits/${tenantNamed('Tidewater Logistics').id}/raise`);
      await page.getByLabel('Until the end of').fill('2020-01-01');
      await page.getByRole('button', { name: 'Raise it' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { name: 'portal-calls', open: (page) => asPartner(page, '/t/harbour-finch-legal/calls') },
  {
    name: 'portal-call',
    open: async (page) => {
      await asPartner(page, '/t/harbour-finch-legal/calls?status=completed&channel=phone');
      await page.locator('tbody th a').first().click();
      await expect(page.getByRole('heading', { name: 'What it cost' })).toBeVisible();
    },
  },
  { name: 'billing', open: (page) => asPartner(page, '/billing') },
  { name: 'billing-plan', open: (page) => asPartner(page, '/billing/plan/professional') },
  {
    name: 'billing-card-refused',
    open: async (page) => {
      await asPartner(page, '/billing/card');
      await page.getByLabel('Card number').fill('4000 0000 0000 0002');
      await page.getByLabel('Expires').fill('12/30');
      await page.getByLabel('Security code').fill('123');
      await page.getByRole('button', { name: 'Add card' }).click();
      await expect(page.getByRole('alert')).toContainText('Your card was declined.');
    },
  },
  {
    name: 'billing-invoice',
    open: async (page) => {
      await asPartner(page, '/billing');
      await page.getByRole('link', { name: /^PLAT-/ }).first().click();
      await page.locator('.bill summary').last().click();
    },
  },
  {
    name: 'billing-invoice-line',
    open: async (page) => {
      await asPartner(page, '/billing');
      await page.getByRole('link', { name: /^PLAT-/ }).first().click();
      await behindALine(page);
      await expect(page.getByRole('heading', { name: 'Tenants' })).toBeVisible();
    },
  },
  { name: 'invoices', open: (page) => asPartner(page, '/invoices') },
  {
    name: 'invoice',
    open: async (page) => {
      await asPartner(page, '/invoices?status=paid');
      await page.getByRole('link', { name: /^NW-/ }).first().click();
      await page.locator('.bill summary').last().click();
    },
  },
  {
    name: 'invoice-line',
    open: async (page) => {
      await asPartner(page, '/invoices?status=paid');
      // Which invoice is the latest depends on who paid first; not every tenant has usage.
      await page.getByRole('row', { name: /Harbour/ }).getByRole('link', { name: /^NW-/ }).first().click();
      await behindALine(page);
      await expect(page.getByRole('heading', { name: 'What it bills' })).toBeVisible();
    },
  },
  {
    name: 'invoice-credit-with-errors',
    open: async (page) => {
      await asPartner(page, '/invoices?status=paid');
      await page.getByRole('link', { name: /^NW-/ }).first().click();
      await page.getByRole('link', { name: 'Credit part of it' }).click();
      await page.getByRole('button', { name: 'Issue a credit note' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { name: 'plans', open: (page) => asPartner(page, '/settings/plans') },
  {
    name: 'plan-new-with-errors',
    open: async (page) => {
      await asPartner(page, '/settings/plans/new');
      await page.getByLabel('USD a month', { exact: false }).first().fill('much');
      await page.getByRole('button', { name: 'Create plan' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'plan',
    open: async (page) => {
      await asPartner(page, '/settings/plans');
      await page.getByRole('link', { name: 'Care', exact: true }).click();
      await page.locator('details summary').last().click();
    },
  },
  {
    name: 'billing-settings-with-errors',
    open: async (page) => {
      await asPartner(page, '/settings/billing');
      await page.getByLabel('Try the card again after days').fill('7, 3');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await page.getByText('New rate').click();
    },
  },
  {
    name: 'profile-terms',
    open: async (page) => {
      await asPartner(page, '/settings/prices');
      await page.locator('tbody th a').first().click();
      await page.getByRole('link', { name: 'Change Terms' }).click();
    },
  },
  { name: 'settlements', open: (page) => asPartner(page, '/settlements') },
  {
    name: 'settlement',
    open: async (page) => {
      await asPartner(page, '/settlements');
      await page.getByRole('rowheader').getByRole('link').first().click();
      await expect(page.getByRole('heading', { name: 'What was collected' })).toBeVisible();
    },
  },
  {
    name: 'downgrade',
    open: async (page) => {
      await asPartner(page, '/billing/plan/starter');
      await expect(page.getByRole('dialog')).toContainText('no longer');
    },
  },
  {
    name: 'tenant-billing',
    open: async (page) => {
      await asPartner(page, `/tenants/${tenantNamed('Harbour & Finch Legal').id}/billing`);
      await page.getByText('Give credit').first().click();
    },
  },
  { name: 'operator-plans', open: (page) => asOperator(page, '/operator/plans') },
  { name: 'operator-plan', open: (page) => asOperator(page, '/operator/plans/professional') },
  { name: 'operator-invoices', open: (page) => asOperator(page, '/operator/invoices') },
  {
    name: 'operator-invoice-credit',
    open: async (page) => {
      await asOperator(page, '/operator/invoices');
      await page.getByRole('link', { name: /^PLAT-/ }).first().click();
      await page.getByRole('link', { name: 'Credit part of it' }).click();
    },
  },
  { name: 'billing-details', open: (page) => asPartner(page, '/billing/details') },
  { name: 'portal-wallet', open: (page) => asPartner(page, '/t/harbour-finch-legal/billing/wallet') },
  {
    name: 'operator-settlements',
    open: async (page) => {
      await asOperator(page, '/operator/settlements');
      await page.getByText('Change', { exact: true }).click();
    },
  },
  { name: 'operator-billing', open: (page) => asOperator(page, '/operator/billing') },
  { name: 'portal-billing', open: (page) => asPartner(page, '/t/harbour-finch-legal/billing') },
  { name: 'portal-card', open: (page) => asPartner(page, '/t/harbour-finch-legal/billing/card') },
  {
    name: 'portal-invoice',
    open: async (page) => {
      await asPartner(page, '/t/harbour-finch-legal/billing');
      await page.getByRole('link', { name: /^NW-/ }).first().click();
      await expect(page.getByRole('heading', { name: 'Lines' })).toBeVisible();
    },
  },
  {
    name: 'portal-invoice-line',
    open: async (page) => {
      await asPartner(page, '/t/harbour-finch-legal/billing');
      await page.getByRole('link', { name: /^NW-/ }).first().click();
      await behindALine(page);
      await expect(page.getByRole('heading', { name: 'What it bills' })).toBeVisible();
    },
  },
  { name: 'portal-usage', open: (page) => asPartner(page, '/t/harbour-finch-legal/usage') },
  { name: 'tenants', open: (page) => asPartner(page, '/tenants') },
  { name: 'tenants-nothing-found', open: (page) => asPartner(page, '/tenants?q=zzzzzz') },
  { name: 'tenants-new', open: (page) => asPartner(page, '/tenants/new') },
  {
    name: 'tenants-new-with-errors',
    open: async (page) => {
      await asPartner(page, '/tenants/new');
      await newTenantForm(page).getByLabel('Billing e-mail').fill('accounts@');
      await newTenantForm(page).getByRole('button', { name: 'Create tenant' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'transfers',
    open: async (page) => {
      // Something to look at on both sides: offers of tenants of ours to southgate.
      const there = tenantIn(agency(BRAND), 'pending');
      await asPartner(page, `/tenants/${there.id}/transfer`);
      await page.getByLabel('Nobody: the tenant manages itself').check();
      await page.getByLabel('A note for the other side').fill('They want to look after themselves.');
      await page.getByRole('button', { name: 'Offer the transfer' }).click();
      await page.goto(url(BRAND, '/transfers'));
      await expect(page.getByText('They want to look after themselves.')).toBeVisible();
    },
  },
  {
    name: 'tenants-ticked',
    open: async (page) => {
      await asPartner(page, '/tenants');
      await page.getByRole('checkbox', { name: /^Select / }).nth(1).check();
      await page.getByRole('checkbox', { name: /^Select / }).nth(3).check();
    },
  },
  {
    name: 'bulk-confirm',
    open: async (page) => {
      await asPartner(page, '/tenants');
      for (const box of await page.locator('tbody').getByRole('checkbox').all()) await box.check();
      await page.getByRole('button', { name: 'Suspend…' }).click();
      await expect(page.getByRole('button', { name: /Suspend all/ })).toBeVisible();
    },
  },
  {
    name: 'bulk-done',
    open: async (page) => {
      await asPartner(page, '/tenants?status=suspended');
      for (const box of await page.locator('tbody').getByRole('checkbox').all()) await box.check();
      await page.getByRole('button', { name: 'Suspend…' }).click();
      await page.getByRole('button', { name: /^Suspend/ }).click();
      await expect(page.getByRole('progressbar')).toBeHidden();
    },
  },
  { name: 'transfer', open: (page) => asPartner(page, `/tenants/${openTenant(agency(BRAND)).tenant.id}/transfer`) },
  { name: 'operator-transfers', open: (page) => asOperator(page, '/operator/transfers') },
  { name: 'team', open: (page) => asPartner(page, '/team') },
  { name: 'tenant', open: (page) => asPartner(page, `/tenants/${openTenant(agency(BRAND)).tenant.id}`) },
  { name: 'tenant-suspended', open: (page) => asPartner(page, `/tenants/${tenantIn(agency(BRAND), 'suspended').id}`) },
  { name: 'tenants-suspended', open: (page) => asPartner(page, '/tenants?status=suspended') },
  { name: 'tenant-edit', open: (page) => asPartner(page, `/tenants/${openTenant(agency(BRAND)).tenant.id}/edit`) },
  { name: 'tenant-delete', open: (page) => asPartner(page, `/tenants/${openTenant(agency(BRAND)).tenant.id}/delete`) },
  { name: 'tenant-defaults', open: (page) => asPartner(page, '/tenants/defaults') },
  { name: 'managing', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}`) },
  { name: 'managing-visits', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/visits`) },
  {
    name: 'numbers',
    open: async (page) => {
      await asPartner(page, '/numbers');
      // Enough to look at, made once.
      if ((await page.getByRole('row').count()) < 3) {
        const { tenant } = openTenant(agency(BRAND));
        await page.getByLabel('Lines').fill(`+35315550100,ALDERGATE,${tenant.slug}\n+35315550101,,${tenant.slug}\n+35315550102\n`);
        await page.getByRole('button', { name: 'Import' }).click();
        await expect(page.getByRole('row').filter({ hasText: '+35315550102' })).toBeVisible();
      }
    },
  },
  { name: 'numbers-import-refused',
    open: async (page) => {
      await asPartner(page, '/numbers');
      await page.getByLabel('Lines').fill('+35315550109\n0102\n');
      await page.getByRole('button', { name: 'Import' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'extensions',
    open: async (page) => {
      await asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/extensions`);
      await page.getByLabel('Number').fill(String(1000 + Math.floor(Math.random() * 90000)));
      await page.getByLabel('Name', { exact: true }).fill('Front desk');
      await page.getByRole('button', { name: 'Add extension' }).click();
      await expect(page.getByText('The secret is shown this once')).toBeVisible();
    },
  },
  {
    name: 'call-flow',
    open: async (page) => {
      await asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/call-flows`);
      if (!(await page.getByRole('link', { name: 'Open Main line' }).isVisible())) {
        await page.getByLabel('Name', { exact: true }).fill('Main line');
        for (const [n, kind, target] of [[1, 'greeting', 'Welcome to the practice.'], [2, 'ring', '101'], [3, 'voicemail', '200']] as const) {
          await page.getByLabel(`Kind of step ${n}`).selectOption(kind);
          await page.getByLabel(`Target of step ${n}`).fill(target);
        }
        await page.getByRole('button', { name: 'Add call flow' }).click();
      }
      await page.getByRole('link', { name: 'Open Main line' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'voicemail', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/voicemail-messages`) },
  {
    name: 'contacts',
    open: async (page) => {
      await asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/contacts`);
      if ((await page.getByRole('row').count()) > 2) return;
      for (const [name, number] of [['Jane Smith', '+1 212 555 0100'], ['Bob Dev', '+353 1 555 0101']] as const) {
        await page.getByLabel('Name', { exact: true }).fill(name);
        await page.getByRole('textbox', { name: /^Number/ }).fill(number);
        await page.getByRole('button', { name: 'Add contact' }).click();
        await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
      }
    },
  },
  {
    name: 'devices',
    open: async (page) => {
      await asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/devices`);
      if ((await page.getByRole('row').count()) > 1) return;
      await page.getByLabel('Name', { exact: true }).fill('Reception phone');
      await page.getByRole('button', { name: 'Add device' }).click();
    },
  },
  {
    name: 'trunks',
    open: async (page) => {
      await asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/trunks`);
      if ((await page.getByRole('row').count()) > 1) return;
      await page.getByLabel('Name', { exact: true }).fill('Office PBX');
      await page.getByLabel('SIP address').fill('sip:sbc.example.com:5060');
      await page.getByLabel(/^Allowed addresses/).fill('192.0.2.7\n198.51.100.0/24');
      await page.getByRole('button', { name: 'Add trunk' }).click();
      await expect(page.getByRole('row').filter({ hasText: 'Office PBX' })).toBeVisible();
    },
  },
  { name: 'recordings', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/recordings`) },
  { name: 'members', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/team`) },
  { name: 'agents', open: (page) => asPartner(page, `/t/${openTenant(agency(BRAND)).tenant.slug}/agents`) },
  { name: 'audit', open: (page) => asPartner(page, '/audit') },
  { name: 'account', open: (page) => asPartner(page, '/account') },
  { name: 'account-notifications', open: (page) => asPartner(page, '/account/notifications') },
  { name: 'account-password', open: (page) => asPartner(page, '/account/password') },
  { name: 'account-totp', open: (page) => asPartner(page, '/account/totp') },
  { name: 'branding', open: (page) => asPartner(page, '/settings/branding') },
  { name: 'domain', open: (page) => asPartner(page, '/settings/domains') },
  { name: 'company', open: (page) => asPartner(page, '/settings/company') },
  { name: 'mail', open: (page) => asPartner(page, '/settings/mail') },
  { name: 'mail-preview', open: (page) => asPartner(page, '/settings/mail/preview') },
  { name: 'search', open: (page) => asPartner(page, '/search?q=harb') },
  { name: 'search-nothing-found', open: (page) => asPartner(page, '/search?q=zzzzzz') },
  { name: 'search-refused', open: (page) => asPartner(page, `/search?q=${'a'.repeat(101)}`) },
  { name: 'operator-search', open: (page) => asOperator(page, '/operator/search?q=aldergate') },
  { name: 'portal-search', open: (page) => asOwner(page, '/search?q=reception') },
  { name: 'portal-keys', open: (page) => asOwner(page, '/keys') },
  { name: 'portal-recording', open: (page) => asOwner(page, '/settings/recording') },
  { name: 'portal-routing', open: (page) => asOwner(page, '/settings/routing') },
  { name: 'portal-notifications', open: (page) => asOwner(page, '/settings/notifications') },
  { name: 'portal-account', open: (page) => asOwner(page, '/settings/account') },
  { name: 'portal-export', open: (page) => asOwner(page, '/export') },
  { name: 'portal-roles', open: (page) => asOwner(page, '/team/roles') },
  { name: 'forgotten', open: async (page) => void (await page.goto(url(BRAND, '/password'))) },
  {
    name: 'invitation',
    open: async (page, browser) => {
      const partner = await browser.newContext();
      const partnersPage = await partner.newPage();
      await signIn(partnersPage, BRAND, manager(agency(BRAND)));
      const link = await invitationLink(partnersPage, BRAND);
      await partner.close();
      await page.goto(link);
    },
  },
  { name: 'portal', open: (page) => asOwner(page, '') },
  { name: 'portal-settings', open: (page) => asOwner(page, '/settings') },
  {
    name: 'portal-suspended',
    open: async (page) => {
      const tenant = tenantIn(agency(BRAND), 'suspended');
      await signIn(page, BRAND, tenant.users[0]!);
      await page.goto(url(BRAND, `/t/${tenant.slug}`));
    },
  },
];

export const WIDTHS = [1440, 360] as const;
export const SCHEMES = ['light', 'dark'] as const;

/** Shows the page that is open in every width and scheme, one after the other. */
export async function inEveryLook(page: Page, check: (look: string, width: number) => Promise<void>): Promise<void> {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      // Without motion: a transition half-way has colours of its own.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await check(`${width}-${colorScheme}`, width);
    }
  }
}

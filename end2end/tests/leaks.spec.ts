// On a brand's host nothing names the platform or another agency: no page, header, picture, paper, error or mail.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import PostalMime from 'postal-mime';
import { type Answer, ask, type Asked, cookieOf, crawl } from './crawl.ts';
import { leaksIn, leaksInMail, secrets } from './leaks.ts';
import { agency, demo, latestMailTo, mailFiles, PLATFORM, signIn, tenantIn, tenantNamed, unique, url } from './support.ts';

const BRAND = 'northwind';

/** What nobody is led to, but anybody may ask for. */
const UNLINKED: [path: string, asked?: Asked][] = [
  ['/no-such-page'],
  ['/t/no-such-tenant'],
  ['/t/no-such-tenant/billing'],
  ['/operator/agencies'],
  ['/overview'],
  ['/tenants'],
  ['/tenants/ten_00000000000000000000000000'],
  ['/settings/branding'],
  ['/invitation/no-such-token'],
  ['/password/no-such-token'],
  ['/pay/confirm/no-such-secret'],
  ['/favicon.ico'],
  ['/robots.txt'],
  ['/sitemap.xml'],
  ['/.well-known/security.txt'],
  ['/.well-known/change-password'],
  ['/manifest.webmanifest'],
  ['/assets/'],
  ['/assets/no-such-file.css'],
  ['/brand/no-such-file.css'],
  ['/brand/no-such-file.png'],
  ['/healthz'],
  ['/readyz'],
  ['/metrics'],
  ['/api'],
  ['/api/docs'],
  ['/api/openapi.json'],
  ['/api/v1/tenants'],
  ['/api/v1/no-such-thing'],
  ['/api/v1/tenants', { method: 'DELETE' }],
  ['/api/v1/tenants', { headers: { authorization: 'Bearer ptc_live_no_such_key' } }],
  ['/v1/clients'],
  ['/v1/clients', { headers: { 'x-api-key': 'ptc_live_no_such_key' } }],
  ['/api/v1/Account/MA0000000000000000/Subaccount/'],
  ['/api/v1/accounts/MA0000000000000000/sub-accounts'],
  ['/hooks/in/no-such-token', { method: 'POST' }],
  ['/hooks/gateway/no-such-agency', { method: 'POST' }],
  ['/fn/account/session/open'],
  ['/fn/account/session/open', { method: 'POST' }],
  ['/fn/no/such/form', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' } }],
  ['/sign-in', { method: 'PUT' }],
  ['/sign-in', { method: 'OPTIONS' }],
  ['/sign-in', { method: 'HEAD' }],
  ['/sign-in', { method: 'TRACE' }],
  ['/%00'],
  ['/%ff%fe'],
  ['/t/..%2f..%2fetc'],
  [`/${'long'.repeat(4000)}`],
  ['/sign-in', { headers: { cookie: `session=${'x'.repeat(4000)}` } }],
  ['/sign-in', { headers: { 'x-forwarded-host': 'elsewhere.example' } }],
];

async function leaks(answers: Answer[], slug = BRAND): Promise<string[]> {
  const words = secrets(slug);
  return (await Promise.all(answers.map((answer) => leaksIn(answer, words)))).flat();
}

/** An address of the kind is there, and answered so. */
function expectSeen(answers: Answer[], path: RegExp, type: string, status = 200): void {
  expect(answers.some((answer) => path.test(answer.path) && answer.type === type && answer.status === status), `${status} ${type} at ${path}`).toBe(true);
}

test('nobody learns whose platform it is', async () => {
  const linked = await crawl(BRAND, ['/', '/sign-in', '/password', '/sign-in?next=%2Foverview'], '', 2);
  expectSeen(linked, /^\/password$/, 'text/html');
  expectSeen(linked, /^\/assets\/app\./, 'text/css');
  expectSeen(linked, /^\/assets\/app\./, 'text/javascript');
  expectSeen(linked, /^\/assets\/icons\./, 'image/svg+xml');
  const unlinked = await Promise.all(UNLINKED.map(([path, asked]) => ask(BRAND, path, asked)));
  for (const status of [303, 307, 401, 403, 404, 405]) expect(unlinked.map((answer) => answer.status)).toContain(status);
  expect(await leaks([...linked, ...unlinked])).toEqual([]);
});

for (const name of ['Harbour & Finch Legal', 'Praxis Lindenhof']) {
  test(`the owner of ${name} sees one brand`, async ({ page }) => {
    test.setTimeout(60_000);
    const tenant = tenantNamed(name);
    await signIn(page, BRAND, tenant.users[0]!);
    const cookie = await cookieOf(page.context(), BRAND);
    const root = `/t/${tenant.slug}`;
    const linked = await crawl(BRAND, [root, '/account'], cookie, 2);
    expect(linked.filter(({ path, status }) => path.startsWith(root) && status === 200).length).toBeGreaterThan(30);
    const paper = linked.find(({ path, type }) => type === 'application/pdf' && path.startsWith(`${root}/invoices/`))!;
    expect((await leaksIn(paper, [/Northwind Voice/])).join(), 'what stands on the paper is read').toContain('the paper');
    expectSeen(linked, /\/calls\.csv/, 'text/csv');
    const unlinked = await Promise.all(UNLINKED.map(([path, asked]) => ask(BRAND, path, { ...asked, headers: { cookie, ...asked?.headers } })));
    expect(unlinked.map((answer) => answer.status)).toContain(403);
    expect(await leaks([...linked, ...unlinked])).toEqual([]);
  });
}

test('neither do people whose tenant is suspended', async ({ page }) => {
  const tenant = tenantIn(agency(BRAND), 'suspended');
  await signIn(page, BRAND, tenant.users[0]!);
  const seen = await crawl(BRAND, [`/t/${tenant.slug}`], await cookieOf(page.context(), BRAND), 2);
  expectSeen(seen, new RegExp(`^/t/${tenant.slug}/billing`), 'text/html');
  expect(await leaks(seen)).toEqual([]);
});

test('mails are of one brand', async ({ page }) => {
  // Some of each kind there is; other tests have sent more.
  const tenant = tenantNamed('Harbour & Finch Legal');
  const owner = tenant.users[0]!;
  await page.goto(url(BRAND, '/password'));
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect.poll(async () => (await latestMailTo(owner.email)).subject).toBe('Set a new password for Northwind Voice');
  await signIn(page, BRAND, owner);
  const colleague = `${unique()}@harbourfinch.example`;
  await page.goto(url(BRAND, `/t/${tenant.slug}/team`));
  await page.getByLabel('E-mail').fill(colleague);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await latestMailTo(colleague);

  const { operator, agencies } = demo();
  // The platform's own people, and staff, whom it bills and who hand tenants to other agencies.
  const exempt = [operator, ...agencies.flatMap(({ users }) => users)].map(({ email }) => email);
  const found: string[] = [];
  let read = 0;
  for (const file of mailFiles()) {
    const raw = readFileSync(file, 'utf8');
    const { to, text } = await PostalMime.parse(raw);
    const addresses = to?.map(({ address }) => address ?? '') ?? [];
    if (addresses.every((address) => exempt.includes(address))) continue;
    // Whose people read it, or whose page it leads to; tests make agencies of their own.
    const sender =
      agencies.find(({ tenants }) => tenants.some(({ users }) => users.some(({ email }) => addresses.includes(email)))) ??
      agencies.find(({ slug }) => text?.includes(new URL(url(slug, '/')).host));
    read += 1;
    found.push(...(await leaksInMail(file, raw, sender ? secrets(sender.slug) : [PLATFORM])));
  }
  expect(read).toBeGreaterThanOrEqual(2);
  expect(found).toEqual([]);
});

test('a leak would be found', async () => {
  const words = secrets(BRAND);
  // The platform's own host and another agency's say their names, in pages as in what belongs to them.
  expect((await leaks(await crawl('', ['/sign-in']))).join('\n')).toMatch(/sign-in: .*portico/i);
  expect((await leaks(await crawl('southgate', ['/sign-in']))).join('\n')).toMatch(/sign-in: .*southgate/i);
  const answer = { path: '/t/x', status: 200, type: 'text/html', headers: 'server: x', location: undefined, body: Buffer.from('<p>Bonjour</p>') };
  expect(await leaksIn(answer, words)).toEqual([]);
  expect(await leaksIn({ ...answer, headers: 'x-powered-by: Portico' }, words)).toHaveLength(1);
  expect(await leaksIn({ ...answer, body: Buffer.from('<!-- PORTICO -->') }, words)).toHaveLength(1);
  expect(await leaksIn({ ...answer, body: Buffer.from(`<a href="${url('', '/sign-in')}">`) }, words)).toHaveLength(1);
  const mail = 'From: "=?utf-8?B?UG9ydGljbw==?=" <hello@x.example>\r\nTo: a@x.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSouth=\r\ngate\r\n';
  expect((await leaksInMail('mail', mail, words)).length).toBeGreaterThanOrEqual(2);
});

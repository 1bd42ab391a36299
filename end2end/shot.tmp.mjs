import { chromium } from '@playwright/test';
import fs from 'fs';
const demo = JSON.parse(fs.readFileSync('/tmp/pd/demo.json'));
const out = process.argv[2] || '/tmp/shots'; fs.mkdirSync(out, {recursive: true});
const only = process.argv.slice(3);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const nw = demo.agencies[0]; const base='http://northwind.localhost:3000';
const mgr = nw.users[0]; const tn = nw.tenants[0]; const owner = tn.users[0];
async function signIn(ctx, b, u){ const p = await ctx.newPage(); await p.goto(b+'/sign-in'); await p.fill('#email', u.email); await p.fill('#password', u.password); await p.click('button[type=submit]'); await p.waitForLoadState(); return p; }
for (const scheme of ['light','dark']) for (const width of [1440,360]) {
  const ctx = await browser.newContext({ viewport: {width, height: width===1440?900:780}, colorScheme: scheme, deviceScaleFactor: 1 });
  const p = await signIn(ctx, base, mgr);
  const shot = async (name, url, act) => { if (only.length && !only.includes(name)) return; if (url) await p.goto(url.startsWith('http')?url:base+url); if (act) await act(); await p.screenshot({path: `${out}/${name}-${width}-${scheme}.png`}); const over = await p.evaluate(()=>document.scrollingElement.scrollWidth); if (over>width) console.log('OVERFLOW', name, width, over); };
  await shot('tenants','/tenants');
  await shot('new','/tenants/new');
  await shot('errors','/tenants/new', async()=>{ await p.fill('#name','Aldergate Dental'); await p.fill('#billingEmail','accounts@'); await p.click('dialog button[type=submit]'); await p.waitForLoadState(); });
  await shot('tenant','/tenants/'+nw.tenants[11].id);
  await shot('audit','/audit');
  await shot('account','/account');
  await shot('notfound','/nope');
  await shot('none','/tenants?q=zzzz');
  await ctx.close();
  const c2 = await browser.newContext({ viewport: {width, height: width===1440?900:780}, colorScheme: scheme });
  const q = await c2.newPage(); await q.goto(base+'/sign-in'); if(!only.length||only.includes('signin')) await q.screenshot({path:`${out}/signin-${width}-${scheme}.png`});
  const mails = fs.readdirSync('/tmp/pd/mail').map(f=>fs.readFileSync('/tmp/pd/mail/'+f,'utf8')); const link = mails.join('\n').replace(/=\r?\n/g,'').match(/invitation\/([A-Za-z0-9_-]{43})/);
  if (link) { await q.goto(base+'/invitation/'+link[1]); if(!only.length||only.includes('invitation')) await q.screenshot({path:`${out}/invitation-${width}-${scheme}.png`}); }
  await c2.close();
  const c3 = await browser.newContext({ viewport: {width, height: width===1440?900:780}, colorScheme: scheme });
  const t = await signIn(c3, base, owner); if(!only.length||only.includes('portal')) await t.screenshot({path:`${out}/portal-${width}-${scheme}.png`});
  await c3.close();
  const c4 = await browser.newContext({ viewport: {width, height: width===1440?900:780}, colorScheme: scheme });
  const o = await signIn(c4, 'http://localhost:3000', demo.operator); if(!only.length||only.includes('operator')) await o.screenshot({path:`${out}/operator-${width}-${scheme}.png`});
  await c4.close();
}
await browser.close();

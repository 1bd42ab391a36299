// Reads what is there as it comes over the wire: any host, any method, every header, no browser between.
import { request } from 'node:http';
import { type BrowserContext } from '@playwright/test';
import { url } from './support.ts';

export type Answer = {
  path: string;
  status: number;
  /** Without its parameters. */
  type: string;
  /** Names and values as they came, a line each. */
  headers: string;
  location: string | undefined;
  body: Buffer;
};

export type Asked = { method?: string; headers?: Record<string, string>; body?: string };

/** One request to an agency's host. Node does not know names under localhost, so it goes to the address, with the name as `Host`. */
export function ask(slug: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  const { host, port } = new URL(url(slug, path));
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } }, (response) => {
      const parts: Uint8Array[] = [];
      response.on('data', (part: Uint8Array) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const raw = response.rawHeaders;
        resolve({
          path,
          status: response.statusCode ?? 0,
          type: (response.headers['content-type'] ?? '').split(';')[0]!,
          headers: raw.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${raw[i + 1]}`])).join('\n'),
          location: response.headers.location,
          body: Buffer.concat(parts),
        });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** The `Cookie` header of whoever is signed in there. */
export async function cookieOf(context: BrowserContext, slug: string): Promise<string> {
  return (await context.cookies(url(slug, '/'))).map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Follows links on one host, breadth first and by GET alone; of addresses of one kind the first `each`. */
export async function crawl(slug: string, starts: string[], cookie = '', each = 1): Promise<Answer[]> {
  const origin = url(slug, '');
  const found: Answer[] = [];
  const known = new Set<string>();
  const kinds = new Map<string, number>();
  const waiting: string[] = [];
  const note = (href: string, from: string) => {
    const there = new URL(href, new URL(from, origin));
    const path = there.pathname + there.search;
    const times = kinds.get(kind(there)) ?? 0;
    if (there.origin !== origin || known.has(path) || times >= each) return;
    known.add(path);
    kinds.set(kind(there), times + 1);
    waiting.push(path);
  };
  starts.forEach((start) => note(start, '/'));
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const answer = await ask(slug, path, { headers: { cookie } });
    found.push(answer);
    const links = answer.location ? [answer.location] : linksIn(answer);
    links.forEach((link) => note(link, path));
  }
  return found;
}

/** What an address is of: words with a figure in them are names of things, and what a query asks for makes no other page. */
function kind(address: URL): string {
  return `${address.pathname.replace(/[\w-]*\d[\w-]*/g, '*')}?${[...address.searchParams.keys()].sort().join('&')}`;
}

function linksIn({ type, body }: Answer): string[] {
  const text = body.toString();
  if (type === 'text/css') return [...text.matchAll(/url\("?([^")]+)"?\)/g)].map((match) => match[1]!);
  if (type !== 'text/html') return [];
  return [...text.matchAll(/<[a-z][^<>]*?\s(?:href|src|data-begin)="([^"]+)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
}

// What an answer, a paper or a mail gives away: the platform's name or address, or another agency's.
import { inflateSync } from 'node:zlib';
import PostalMime from 'postal-mime';
import { extractText, getMeta } from 'unpdf';
import { type Answer } from './crawl.ts';
import { agency, demo, escaped, PLATFORM, url } from './support.ts';

/** What nothing of an agency may say: the platform's name and host, and name, slug and host of every other agency. */
export function secrets(slug: string): RegExp[] {
  const platformHost = new URL(url('', '/')).hostname;
  const others = demo().agencies.filter((other) => other.slug !== slug).flatMap(({ slug, name, host }) => [slug, name, new URL(`http://${host}`).hostname]);
  expectDifferent(slug, others);
  return [PLATFORM, new RegExp(`(?<![\\w.-])${escaped(platformHost)}`, 'i'), ...others.map((word) => new RegExp(escaped(word), 'i'))];
}

/** Otherwise everything of the agency itself would be a leak. */
function expectDifferent(slug: string, others: string[]): void {
  const own = agency(slug);
  const clash = others.find((word) => [own.slug, own.name].some((name) => name.toLowerCase().includes(word.toLowerCase())));
  if (clash) throw new Error(`${slug} cannot be told from ${clash}`);
}

/** Each with its place and what stands around it. */
export async function leaksIn(answer: Answer, secrets: RegExp[]): Promise<string[]> {
  const found = [...inText(answer.path, answer.path, secrets), ...inText(`${answer.path}, headers`, answer.headers, secrets)];
  const { body, type } = answer;
  // Whatever it is: a picture's notes are plain text, too.
  found.push(...inText(answer.path, body.toString('latin1'), secrets));
  if (body.toString('utf8') !== body.toString('latin1')) found.push(...inText(answer.path, body.toString('utf8'), secrets));
  if (type === 'application/pdf') found.push(...inText(`${answer.path}, the paper`, await paper(body), secrets));
  return [...new Set(found)];
}

/** Undecoded and as it is read: subject, text, HTML, every header. */
export async function leaksInMail(name: string, raw: string, secrets: RegExp[]): Promise<string[]> {
  const mail = await PostalMime.parse(raw);
  const read = [...mail.headers.map(({ key, value }) => `${key}: ${value}`), mail.from?.name, mail.to?.map(({ name }) => name).join(), mail.subject, mail.text, mail.html];
  return [...new Set([...inText(name, raw, secrets), ...inText(name, read.join('\n'), secrets)])];
}

function inText(place: string, text: string, secrets: RegExp[]): string[] {
  return secrets.flatMap((secret) => {
    const at = text.search(secret);
    return at < 0 ? [] : [`${place}: ${secret}: …${text.slice(Math.max(0, at - 60), at + 60).replace(/\s+/g, ' ')}…`];
  });
}

/** A PDF's words, what it says of itself, and what is packed in it. */
export async function paper(bytes: Buffer): Promise<string> {
  // They take the memory away from what they are given.
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  const { info, metadata } = await getMeta(new Uint8Array(bytes));
  return [text, JSON.stringify(info), JSON.stringify(metadata), ...unpacked(bytes)].join('\n');
}

function unpacked(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const start = bytes[at + 6] === 13 ? at + 8 : at + 7;
    const end = bytes.indexOf('endstream', start);
    if (end < 0) break;
    try {
      found.push(inflateSync(new Uint8Array(bytes.subarray(start, end))).toString('latin1'));
    } catch {
      // Not packed, and read as it is.
    }
    at = end + 3;
  }
  return found;
}

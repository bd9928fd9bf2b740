import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The path of the extension by which an AuditEvent is a link of the chain, behind the canonical base. */
export const AUDIT_CHAIN = 'StructureDefinition/audit-chain';

/** What the first link has in the place of the hash before it. */
export const BEFORE_THE_FIRST = '0'.repeat(64);

/** The last link of a chain: its number, which counts from 1, and its hash. */
export interface ChainHead {
  number: number;
  hash: string;
}

/** A link as an AuditEvent carries it. */
export interface ChainLink extends ChainHead {
  previous: string;
}

/** The next link: the extension that `content` gets, and the hash over all of the resource but the hash itself. */
export function nextLink(
  { head, url, key }: { head: ChainHead | undefined; url: string; key?: string },
  textWith: (extension: string) => string,
): { text: string; head: ChainHead } {
  const number = (head?.number ?? 0) + 1;
  const previous = head?.hash ?? BEFORE_THE_FIRST;
  const hash = hashOf(JSON.parse(textWith(extensionText(url, number, previous))), key);
  return { text: textWith(extensionText(url, number, previous, hash)), head: { number, hash } };
}

function extensionText(url: string, number: number, previous: string, hash?: string): string {
  const last = hash === undefined ? '' : `,{"url":"hash","valueString":"${hash}"}`;
  return `,"extension":[{"url":${JSON.stringify(url)},"extension":[{"url":"number","valueDecimal":${number}},{"url":"previous","valueString":"${previous}"}${last}]}]`;
}

/** The hash of an AuditEvent in which none stands yet: SHA-256 of its canonical form, or HMAC with a key, in hex. */
function hashOf(event: unknown, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(canonicalJson(event)).digest('hex');
}

type Extensions = { url?: unknown; extension?: Extensions; valueDecimal?: unknown; valueString?: unknown }[];

/** The link that the text of an AuditEvent says it is; undefined for one that was not appended to a chain. */
export function linkOf(text: string): ChainLink | undefined {
  return readLink(JSON.parse(text))?.link;
}

/** Whether an AuditEvent is what it was when it became a link. */
export function isUnaltered(text: string, key: string | undefined): boolean {
  const event = JSON.parse(text);
  const found = readLink(event);
  if (!found) return false;
  const { link, parts } = found;
  parts.splice(
    parts.findIndex(({ url }) => url === 'hash'),
    1,
  );
  return hashOf(event, key) === link.hash;
}

function readLink(event: { extension?: unknown }): { link: ChainLink; parts: Extensions } | undefined {
  const extensions = Array.isArray(event.extension) ? (event.extension as Extensions) : [];
  const parts =
    extensions.find(({ url }) => typeof url === 'string' && url.endsWith(`/${AUDIT_CHAIN}`))?.extension ?? [];
  const part = (name: string) => parts.find(({ url }) => url === name);
  const number = Number(part('number')?.valueDecimal);
  const previous = part('previous')?.valueString;
  const hash = part('hash')?.valueString;
  if (!Number.isSafeInteger(number) || typeof previous !== 'string' || typeof hash !== 'string')
    return undefined;
  return { link: { number, previous, hash }, parts };
}

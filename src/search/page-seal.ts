import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Makes the text of page links opaque, and takes no other text for one than its own. */
export interface PageSeal {
  /** A JSON value as text for a link. */
  seal(value: unknown): string;
  /** The value that was sealed; undefined for any other text, and for one that was sealed for other rights. */
  open(text: string): unknown;
}

/** A link is the number of its day, a nonce, what is sealed, and the tag that proves it. */
const DAY = 4;
const NONCE = 12;
const TAG = 16;
const MILLISECONDS_A_DAY = 86_400_000;

/** Keys kept at hand; they are made anew when they are asked for again. */
const MOST_KEYS = 1000;

/**
 * Seals page links with the server's key for whoever has some rights, as text (http.html#paging: links are opaque). They
 * hold values by which pages are ordered, such as names, and so they are encrypted and not signed alone: AES-256-GCM
 * under a key that HKDF makes from the server's, the rights, and the day, so that random nonces do not repeat under it.
 */
export function createPageSeals(
  key: Uint8Array,
  now: () => number = Date.now,
): (rights: () => string) => PageSeal {
  const keys = new Map<string, KeyObject>();
  const keyOf = (rights: Buffer, day: number): KeyObject => {
    const name = `${day} ${rights.toString('base64')}`;
    const known = keys.get(name);
    if (known) return known;
    if (keys.size >= MOST_KEYS) keys.clear();
    const made = createSecretKey(Buffer.from(hkdfSync('sha256', key, rights, `page links ${day}`, 32)));
    keys.set(name, made);
    return made;
  };
  return (rights) => {
    let digest: Buffer | undefined;
    const keyFor = (day: number) => {
      digest ??= createHash('sha256').update(rights()).digest();
      return keyOf(digest, day);
    };
    return {
      seal: (value) => {
        const head = randomBytes(DAY + NONCE);
        const day = Math.floor(now() / MILLISECONDS_A_DAY);
        head.writeUInt32BE(day);
        const cipher = createCipheriv('aes-256-gcm', keyFor(day), head.subarray(DAY));
        const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
        return Buffer.concat([head, ...sealed, cipher.getAuthTag()]).toString('base64url');
      },
      open: (text) => {
        const bytes = Buffer.from(text, 'base64url');
        if (bytes.length < DAY + NONCE + TAG) return undefined;
        const nonce = bytes.subarray(DAY, DAY + NONCE);
        const cipher = createDecipheriv('aes-256-gcm', keyFor(bytes.readUInt32BE()), nonce);
        cipher.setAuthTag(bytes.subarray(-TAG));
        try {
          const opened = [cipher.update(bytes.subarray(DAY + NONCE, -TAG)), cipher.final()];
          return JSON.parse(Buffer.concat(opened).toString());
        } catch {
          return undefined;
        }
      },
    };
  };
}

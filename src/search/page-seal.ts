import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Makes the text of page links opaque, and takes no other text for one than its own. */
export interface PageSeal {
  /** A JSON value as text for a link. */
  seal(value: unknown): string;
  /** The value that was sealed; undefined for any other text, and for one that was sealed for other rights. */
  open(text: string): unknown;
}

const SALT = 16;
const TAG = 16;
/** Every link has a key of its own, so that one nonce serves. */
const NONCE = Buffer.alloc(12);

/**
 * Seals page links with the server's key for whoever has `rights`, as text (http.html#paging: links are opaque). They
 * hold values by which pages are ordered, such as names, and so they are encrypted and not signed alone: AES-256-GCM
 * under a key that HKDF makes from the server's, a salt for each link, and the rights.
 */
export function createPageSeal(key: Uint8Array, rights: () => string): PageSeal {
  // HKDF takes 1024 bytes of information, and many scopes and roles are longer.
  const digest = () => createHash('sha256').update(rights()).digest();
  const keyFor = (salt: Buffer) => Buffer.from(hkdfSync('sha256', key, salt, digest(), 32));
  return {
    seal: (value) => {
      const salt = randomBytes(SALT);
      const cipher = createCipheriv('aes-256-gcm', keyFor(salt), NONCE);
      const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
      return Buffer.concat([salt, ...sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open: (text) => {
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < SALT + TAG) return undefined;
      const cipher = createDecipheriv('aes-256-gcm', keyFor(bytes.subarray(0, SALT)), NONCE);
      cipher.setAuthTag(bytes.subarray(-TAG));
      try {
        const opened = [cipher.update(bytes.subarray(SALT, -TAG)), cipher.final()];
        return JSON.parse(Buffer.concat(opened).toString());
      } catch {
        return undefined;
      }
    },
  };
}

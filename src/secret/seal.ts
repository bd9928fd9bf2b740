import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const IV = 12;
const TAG = 16;

/** A key for one purpose alone, from the key of a file (RFC 5869): who learns one of them learns none of the others. */
export const keyFor = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));

/** Encrypts a text by AES-256-GCM. It opens again in the same context only, so that it cannot be put in the place of another. */
export function seal(text: string, key: Buffer, context: string): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** The text that was sealed. Throws where the key or the context is another, or anything was changed. */
export function open(sealed: Uint8Array, key: Buffer, context: string): string {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV), { authTagLength: TAG })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(IV, IV + TAG));
  return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
}

/** A digest that nobody can make, or try out, without the key. */
export const keyedHash = (text: string, key: Buffer): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest();

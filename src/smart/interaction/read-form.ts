import type { IncomingMessage } from 'node:http';

/** The forms of these pages and of OAuth's requests are small. */
const LARGEST = 64 * 1024;

/** A form that cannot be taken, with the status that says why. */
export class FormError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The bytes of a small body; throws a FormError of 413 for a larger one. */
export async function readSmallBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST) throw new FormError(413, `the form is longer than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const isForm = ({ headers }: IncomingMessage): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');

/** The fields of a form; throws a FormError for anything else. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!isForm(request)) throw new FormError(415, 'a form was expected');
  return new URLSearchParams((await readSmallBody(request)).toString());
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '#cli/demo/connection.ts';

/** What a client sent. */
export interface Received {
  method: string;
  url: string;
  body: string;
}

/** An answer: status and resource. */
export interface Answer {
  status?: number;
  resource: object;
}

/** The other end of the wire for one test: answers by a function and remembers every request. */
export async function withPeer<T>(
  answer: (request: Received) => Answer,
  run: (connection: Connection, received: Received[]) => Promise<T>,
): Promise<T> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const heard = { method: request.method!, url: request.url!, body: Buffer.concat(chunks).toString() };
    received.push(heard);
    const { status = 200, resource } = answer(heard);
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(resource));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const { port } = server.address() as AddressInfo;
    return await run({ baseUrl: `http://127.0.0.1:${port}/fhir` }, received);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A searchset of `total` matches. */
export const searchset = (total: number, entry: object[] = []) => ({
  resource: { resourceType: 'Bundle', type: 'searchset', total, entry },
});

/** An OperationOutcome of one issue. */
export const refusal = (status: number, diagnostics: string, expression: string) => ({
  status,
  resource: {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'invalid', diagnostics, expression: [expression] }],
  },
});

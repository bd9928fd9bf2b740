/**
 * The peer: an Express application that keeps bytes in memory and sends them back. A read answers the same bytes as
 * the server does, head and body; of what it creates it parses the JSON and no more.
 */
import express from 'express';

interface Stored {
  body: Buffer;
  head: Record<string, string>;
}

/** The resource as the server stores it: with the meta that it gives, and under the headers that it answers with. */
function store(id: string, body: Buffer): Stored {
  const now = new Date();
  const resource = JSON.parse(body.toString());
  const meta = { versionId: '1', lastUpdated: now.toISOString(), ...resource.meta };
  return {
    body: Buffer.from(JSON.stringify({ ...resource, id, meta })),
    head: {
      ETag: 'W/"1"',
      'Last-Modified': now.toUTCString(),
      'Cache-Control': 'private, no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': 'application/fhir+json; charset=utf-8',
    },
  };
}

const stored = new Map<string, Stored>();
let requests = 0;

const app = express();
app.disable('x-powered-by');
app.get('/healthz', (_, response) => void response.json({ status: 'alive' }));
app.put('/fhir/Observation/:id', express.raw({ type: () => true }), (request, response) => {
  const id = request.params.id as string;
  stored.set(id, store(id, request.body));
  response.status(201).end();
});
app.get('/fhir/Observation/:id', (request, response) => {
  const { body, head } = stored.get(request.params.id) as Stored;
  response.set(head);
  response.set('X-Request-Id', `00000000-${++requests}`);
  response.set('Content-Length', String(body.length));
  response.end(body);
});
app.post(
  '/fhir/Observation',
  express.json({ type: () => true }),
  (request, response) => void response.status(201).json(request.body),
);
app.listen(Number(process.env.PORT), '127.0.0.1');

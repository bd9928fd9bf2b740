/** The peer: an Express application that keeps bytes in memory and sends them back; of what it creates it parses the JSON and no more. */
import express from 'express';

const stored = new Map<string, Buffer>();
const app = express();
app.get('/healthz', (_, response) => void response.json({ status: 'alive' }));
app.put('/fhir/Observation/:id', express.raw({ type: () => true }), (request, response) => {
  stored.set(request.params.id as string, request.body);
  response.status(201).end();
});
app.get('/fhir/Observation/:id', (request, response) => {
  response.setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  response.end(stored.get(request.params.id));
});
app.post(
  '/fhir/Observation',
  express.json({ type: () => true }),
  (request, response) => void response.status(201).json(request.body),
);
app.listen(Number(process.env.PORT), '127.0.0.1');

/** The peer: an Express application that does nothing but send the bytes of one resource, and takes JSON bodies unseen. */
import express from 'express';

const body = Buffer.from(process.env.BODY ?? '{}');
const app = express();
app.get('/healthz', (_, response) => void response.json({ status: 'alive' }));
app.get('/fhir/Observation/:id', (_, response) => {
  response.setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  response.end(body);
});
app.post(
  '/fhir/Observation',
  express.json({ type: () => true }),
  (request, response) => void response.status(201).json(request.body),
);
app.listen(Number(process.env.PORT), '127.0.0.1');

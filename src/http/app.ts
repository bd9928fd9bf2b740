import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Config } from '#config.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { type Answer, refusalAnswer } from '#interaction/answer.ts';
import { type FhirRequest, preference } from '#interaction/request.ts';
import { checkHost } from './check-host.ts';
import { toRefusal } from './handle-error.ts';
import { negotiate } from './negotiate.ts';
import { prettyJson } from './pretty-json.ts';
import { collectBody, readBody } from './read-body.ts';
import type { Rooms } from './rooms.ts';
import { findRoute } from './routes.ts';

/** The path under which the FHIR base stands. */
export const FHIR_PATH = '/fhir';

const CONTENT_TYPE = 'application/fhir+json; charset=utf-8';

/** What the door needs beside the rooms. */
export interface Door {
  rooms: Rooms;
  config: Pick<Config, 'auth' | 'limits'>;
  log: Logger;
  /** Whether the store can do its work now; the answer of /readyz. */
  ready: () => Promise<boolean>;
  /** True once the server stops. */
  stopping: () => boolean;
}

/** The Express application: the FHIR API under /fhir, /healthz and /readyz. */
export function createApp(door: Door): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const collect = collectBody(door.config.limits.bodyBytes);
  app.use(FHIR_PATH, (request, response, next) => {
    begin(door, request, response);
    // Most requests have no body, and need not pass through the reader of bodies.
    if (hasNoBody(request)) return serve(door, request, response);
    return collect(request, response, (error?: unknown) =>
      error ? next(error) : serve(door, request, response),
    );
  });
  app.get('/healthz', (_, response) => void response.json({ status: 'alive' }));
  app.get('/readyz', async (_, response) => {
    const ready = !door.stopping() && (await door.ready());
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
  app.use((request, response, next) => {
    begin(door, request, response);
    if (request.path === '/') response.redirect(`${FHIR_PATH}/metadata`);
    else next(refuse(404, 'not-found', `there is nothing at this path; the FHIR base is ${FHIR_PATH}`));
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    fail(door, error, request, response),
  );
  return app;
}

const hasNoBody = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** Numbers the requests of one run of the server; the prefix tells the runs apart in the log. */
const RUN = randomUUID().slice(0, 8);
let requests = 0;

/** Before the body is read: what can be refused for its headers alone. */
function begin({ config, rooms, stopping }: Door, request: Request, response: Response): void {
  response.locals.last = stopping();
  response.locals.requestId = `${RUN}-${++requests}`;
  response.locals.start = performance.now();
  if (config.auth === 'off') checkHost(request.headers.host, rooms.context.baseUrl);
}

async function serve(door: Door, request: Request, response: Response): Promise<void> {
  try {
    const { query, path } = splitUrl(request.url);
    // A request without a body is not made to wait for one.
    const body = hasNoBody(request) ? undefined : await readBody(request);
    const fhirRequest = toFhirRequest(request, path, query, body);
    const { route, request: routed } = findRoute(fhirRequest, door.rooms.context.resourceTypes);
    // An operation may answer in other forms than FHIR's; it has a parameter for them.
    if (!route.interaction.startsWith('$')) negotiate(parameter(query, '_format'), request.headers.accept);
    response.locals.interaction = route.interaction;
    response.locals.type = routed.type;
    const answer = await route.handle(routed, door.rooms);
    send(
      withPreference(answer, fhirRequest, request.method),
      parameter(query, '_pretty') === 'true',
      response,
    );
    logRequest(door.log, request, response);
  } catch (error) {
    fail(door, error, request, response);
  }
}

function splitUrl(url: string): { path: string[]; query: string } {
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  const segments = path.split('/').filter((segment) => segment !== '');
  return { path: path.includes('%') ? segments.map(decodeSegment) : segments, query };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse(400, 'value', 'the path is not percent-encoded UTF-8', { source: 'RFC 3986, section 2.1' });
  }
}

/** One of the parameters that are about the form of every answer; cheap, since most requests have none. */
function parameter(query: string, name: '_format' | '_pretty'): string | undefined {
  return query.includes(name) ? (new URLSearchParams(query).get(name) ?? undefined) : undefined;
}

function toFhirRequest(request: Request, path: string[], query: string, body: unknown): FhirRequest {
  const { headers } = request;
  return {
    method: request.method,
    path,
    query,
    body,
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
    ifNoneExist: headers['if-none-exist'] as string | undefined,
    prefer: headers.prefer as string | undefined,
  };
}

/** Prefer: return=... for single writes (http.html#ops); a bundle has read the preference itself. */
function withPreference(answer: Answer, { prefer, path }: FhirRequest, method: string): Answer {
  if (method === 'GET' || method === 'HEAD' || path.length === 0 || path.at(-1) === '_search') return answer;
  const wanted = preference(prefer, 'return');
  if (wanted === 'minimal') return { status: answer.status, headers: answer.headers };
  if (wanted !== 'OperationOutcome' || answer.status === 204) return answer;
  const issue = {
    severity: 'information',
    code: 'informational',
    diagnostics: answer.status === 201 ? 'created' : 'stored',
  } as const;
  return { ...answer, body: JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }) };
}

function send(
  { status, headers, body, contentType = CONTENT_TYPE }: Answer,
  pretty: boolean,
  response: Response,
): void {
  const all: Record<string, string | number> = {
    ...headers,
    'X-Request-Id': response.locals.requestId,
    // Study data belongs in no cache; a client revalidates with its ETag.
    'Cache-Control': 'private, no-cache',
    'X-Content-Type-Options': 'nosniff',
    // While the server stops, a client is told to come back on another connection.
    ...(response.locals.last ? { Connection: 'close' } : {}),
  };
  if (body === undefined) {
    response.writeHead(status, all).end();
    return;
  }
  const text = pretty ? prettyJson(body) : body;
  all['Content-Type'] = contentType;
  const length = Buffer.byteLength(text);
  all['Content-Length'] = length;
  // Pages carry what they need in themselves and run nothing.
  if (contentType.startsWith('text/html'))
    all['Content-Security-Policy'] = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
  // As text, head and body leave in one write. Text of as many bytes as characters is ASCII, for which latin1
  // is the same and much faster to write. Node leaves the body of an answer to HEAD away by itself.
  response.writeHead(status, all).end(text, length === text.length ? 'latin1' : 'utf8');
}

function fail({ log }: Door, error: unknown, request: Request, response: Response): void {
  const requestId: string = response.locals.requestId;
  const refusal = toRefusal(error, requestId, (defect) =>
    log.error({ requestId, err: defect }, 'request failed'),
  );
  if (response.headersSent) {
    response.destroy();
    return;
  }
  send(refusalAnswer(refusal), false, response);
  logRequest(log, request, response);
}

/** No path and no query: both may hold what identifies a person. */
function logRequest(log: Logger, request: Request, response: Response): void {
  const { requestId, interaction, type, start } = response.locals;
  const ms = Math.round((performance.now() - start) * 10) / 10;
  log.info(
    {
      requestId,
      method: request.method,
      interaction,
      type: type || undefined,
      status: response.statusCode,
      ms,
    },
    'request',
  );
}

import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { type Caller, NOBODY } from '#access/caller.ts';
import type { AuditedRequest } from '#audit/audited-request.ts';
import type { Config } from '#config.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { PlaceInBody } from '#fhir/place/place-issues.ts';
import { refusalAnswer } from '#interaction/answer.ts';
import { preferredAnswer, readPreference } from '#interaction/preferred-answer.ts';
import type { FhirRequest } from '#interaction/request.ts';
import type { Smart } from '#smart/smart.ts';
import { openAudited, originOf } from './audited.ts';
import { checkHost } from './check-host.ts';
import { clientAddress } from './client-address.ts';
import { toRefusal } from './handle-error.ts';
import { nativeContent } from './native-content.ts';
import { docsRoutes } from './openapi/docs-routes.ts';
import { isJsonPatch } from './patch-type.ts';
import { permitRoute } from './permit-route.ts';
import { placeRefusal } from './place-refusal.ts';
import { ownPresentation, presentationOf, presentationOfRefusal } from './presentation.ts';
import { collectBody, placesInBody, readBody } from './read-body.ts';
import type { Rooms } from './rooms.ts';
import { findRoute, type RoutedRequest } from './routes.ts';
import { send } from './send.ts';
import { isOpen, smartRoutes } from './smart-routes.ts';
import { countedAs, throttle } from './throttle.ts';
import { TokenBuckets } from './token-bucket.ts';

/** The path under which the FHIR base stands. */
export const FHIR_PATH = '/fhir';

/** What the door needs beside the rooms. */
export interface Door {
  rooms: Rooms;
  config: Pick<Config, 'auth' | 'limits' | 'trustedProxies'>;
  log: Logger;
  /** Who issues and verifies tokens; absent where there is no authentication. */
  smart?: Smart | undefined;
  /** Whether the store can do its work now; the answer of /readyz. */
  ready: () => Promise<boolean>;
  /** True once the server stops. */
  stopping: () => boolean;
}

/** The Express application: the FHIR API under /fhir, its description at /docs/, /healthz and /readyz. */
export function createApp(door: Door): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const collect = collectBody(door.config.limits.bodyBytes);
  const { smart, config } = door;
  const buckets = new TokenBuckets(config.limits.requestsPerMinute);
  app.use(FHIR_PATH, (request, response, next) => {
    begin(door, request, response);
    const address = clientAddress(request, config.trustedProxies);
    const origin = originOf(request, { requestId: response.locals.requestId, address });
    Object.assign(response.locals, { origin, audited: openAudited(door.rooms, request, origin) });
    next();
  });
  if (smart) {
    app.use(
      FHIR_PATH,
      smartRoutes(smart, (request) => clientAddress(request, config.trustedProxies)),
    );
    // Before the body is read: nobody makes this server read for them who has not said who they are.
    app.use(FHIR_PATH, async (request, response, next) => {
      await admit(request, response, { smart, buckets, config });
      next();
    });
  }
  app.use(FHIR_PATH, (request, response, next) => {
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
    next();
  });
  app.use(docsRoutes(door.rooms));
  app.use((request, response, next) => {
    if (request.path === '/') response.redirect(`${FHIR_PATH}/metadata`);
    else next(refuse(404, 'not-found', `there is nothing at this path; the FHIR base is ${FHIR_PATH}`));
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    fail(door, error, request, response),
  );
  return app;
}

/** Who asks, and that not too often; of those without a valid token each address is one. */
async function admit(
  request: Request,
  response: Response,
  { smart, buckets, config }: { smart: Smart; buckets: TokenBuckets; config: Door['config'] },
): Promise<void> {
  const { locals } = response;
  const address = clientAddress(request, config.trustedProxies);
  if (isOpen(request)) return throttle(buckets, address);
  try {
    locals.caller = await smart.authenticate(request.headers.authorization);
  } catch (error) {
    throttle(buckets, address);
    throw error;
  }
  auditedOf(response)?.askedBy(locals.caller);
  throttle(buckets, countedAs(locals.caller, address));
}

const hasNoBody = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** Numbers the requests of one run of the server; the prefix tells the runs apart in the log. */
const RUN = randomUUID().slice(0, 8);
let requests = 0;

/** A browser that came by TLS once comes by nothing else for a year (RFC 6797). */
const HSTS = 'max-age=31536000';

/** Before the body is read: what can be refused for its headers alone. */
function begin({ config, rooms, stopping }: Door, request: Request, response: Response): void {
  response.locals.last = stopping();
  response.locals.guarded = config.auth !== 'off';
  if (rooms.context.baseUrl.startsWith('https:')) response.setHeader('Strict-Transport-Security', HSTS);
  response.locals.requestId = `${RUN}-${++requests}`;
  // A client that numbers its requests gets its own number back beside this server's (http.html#custom).
  const own = request.headers['x-request-id'];
  if (typeof own === 'string' && /^[\w.:/+=-]{1,128}$/.test(own)) response.setHeader('X-Correlation-Id', own);
  response.locals.start = performance.now();
  if (config.auth === 'off') checkHost(request.headers.host, rooms.context.baseUrl);
}

async function serve(door: Door, request: Request, response: Response): Promise<void> {
  const { rooms, log } = door;
  const placeInBody: PlaceInBody = (paths) => placesInBody(request, paths, rooms.xml);
  let body: unknown;
  try {
    const { query, path } = splitUrl(request.url);
    // A request without a body is not made to wait for one.
    body = hasNoBody(request) ? undefined : await readBody(request, rooms.xml);
    const fhirRequest = {
      ...toFhirRequest(request, path, query, body, placeInBody),
      caller: callerOf(door, response),
      origin: response.locals.origin,
    };
    const audited = auditedOf(response);
    const { route, request: routed } = findRoute(fhirRequest, rooms.context.resourceTypes);
    response.locals.interaction = route.interaction;
    response.locals.type = routed.type;
    audited?.routed(route.interaction, masked(routed, rooms));
    const own = permitRoute(route, routed, rooms, audited);
    // A Binary may be read as what it holds, and an operation that changes nothing may have forms of its own.
    const isNative = routed.type === 'Binary' && /^v?read$/.test(route.interaction);
    const present = () => presentationOf(request, query, body);
    const agreed = isNative || route.ownForms ? undefined : present();
    const answer = preferredAnswer(
      await route.handle(rooms.pseudonyms.apply(routed), own),
      readPreference(routed.prefer),
    );
    const reply = (isNative && !query.includes('_format') && nativeContent(answer, request)) || answer;
    await audited?.answered(answer);
    const presentation = agreed ?? (reply.contentType ? ownPresentation(query) : present());
    await send(reply, presentation, { request, response, xml: rooms.xml });
    logRequest(log, request, response);
  } catch (error) {
    await fail(door, await placeRefusal(error, body, placeInBody), request, response);
  }
}

/** The request as a log may tell it. */
function masked(request: RoutedRequest, { pseudonyms: { mask } }: Rooms): RoutedRequest {
  const { query, body } = request;
  return { ...request, query: query && mask(query), body: typeof body === 'string' ? mask(body) : body };
}

/** What is told of the request in the log; undefined where nothing is. */
const auditedOf = ({ locals }: Response): AuditedRequest | undefined => locals.audited;

/** With authentication nobody goes without a caller: who has none, may do nothing. */
function callerOf({ smart }: Door, { locals }: Response): Caller | undefined {
  return locals.caller ?? (smart ? NOBODY : undefined);
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

function toFhirRequest(
  request: Request,
  path: string[],
  query: string,
  body: unknown,
  placeInBody: PlaceInBody,
): FhirRequest {
  const { headers } = request;
  return {
    method: request.method,
    path,
    query,
    body,
    isJsonPatch: request.method === 'PATCH' && isJsonPatch(request),
    placeInBody,
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
    ifNoneExist: headers['if-none-exist'] as string | undefined,
    prefer: headers.prefer as string | undefined,
  };
}

/** Sends a refusal in the form that was asked for; in JSON where that very form is what is refused. */
async function fail(
  { log, rooms }: Door,
  error: unknown,
  request: Request,
  response: Response,
): Promise<void> {
  const requestId: string = response.locals.requestId;
  const refusalOf = (what: unknown) =>
    toRefusal(what, requestId, (defect) => log.error({ requestId, err: defect }, 'request failed'));
  let refusal = refusalOf(error);
  // Nothing is answered that is not in the log; where that cannot be written, the store cannot be used.
  await auditedOf(response)
    ?.refused(refusal)
    .catch((failure: unknown) => {
      refusal = refusalOf(failure);
    });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  await send(refusalAnswer(refusal), presentationOfRefusal(request), { request, response, xml: rooms.xml });
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

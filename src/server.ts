import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '#config.ts';
import { capabilityStatement } from '#conformance/capability-statement.ts';
import { type Definitions, loadDefinitions } from '#conformance/definitions.ts';
import { loadSearchParameters } from '#conformance/load-search-parameters.ts';
import { SearchParameters } from '#conformance/search-parameter.ts';
import { operationOutcome, refuse } from '#fhir/operation-outcome.ts';
import { createApp, FHIR_PATH } from '#http/app.ts';
import { OPERATIONS } from '#http/operations.ts';
import type { Rooms } from '#http/rooms.ts';
import { findRoute, ROUTES } from '#http/routes.ts';
import type { Gate } from '#interaction/admit.ts';
import { bundle, requestOf } from '#interaction/bundle/bundle.ts';
import type { ParsedEntry } from '#interaction/bundle/parse-entry.ts';
import { createLinkShapes } from '#interaction/reference/link-shape.ts';
import type { FhirRequest } from '#interaction/request.ts';
import { prepareSearch } from '#interaction/search-type.ts';
import { createIndexer } from '#search/index-resource.ts';
import { createSubset } from '#search/subset.ts';
import { isSupported } from '#search/supported-parameter.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { loadStudy } from '#study/load-study.ts';
import { createValidator } from '#validation/validate.ts';

/** How long a request that is under way at shutdown may take to finish, in milliseconds. */
const GRACE = 10_000;

/** The trial that is served is what stands in these folders. */
const STUDY = new URL('../study/', import.meta.url);
const PROFILES = new URL('../profiles/', import.meta.url);

/** A server that listens. */
export interface RunningServer {
  /** The FHIR base, e.g. `http://127.0.0.1:8080/fhir`. */
  baseUrl: string;
  /** Finishes the requests under way, refuses new ones, and closes the store. */
  close: () => Promise<void>;
}

/** What the definitions of R4 and of the trial's profiles say, read once for a server. */
export interface Conformance {
  definitions: Definitions;
  parameters: SearchParameters;
}

/** Reads the definitions of R4 and the SearchParameters of profiles/. */
export function loadConformance(): Conformance {
  const definitions = loadDefinitions();
  return { definitions, parameters: new SearchParameters(definitions, loadSearchParameters(PROFILES)) };
}

/** Opens the store that the configuration names: MongoDB where MONGODB_URL is set, else SQLite in the data folder. */
export async function openStore(
  config: Config,
  { parameters }: Conformance,
  log: Pick<Logger, 'warn'>,
): Promise<ResourceStore> {
  if (config.mongodbUrl === undefined) return SqliteStore.open(config.dataFolder);
  // The driver is large; a server on the embedded store does not load it.
  const [{ MongoStore }, { indexedParameters }] = await Promise.all([
    import('#storage/mongodb/mongo-store.ts'),
    import('#storage/mongodb/indexed-parameters.ts'),
  ]);
  const warn = (message: string) => log.warn(message);
  return MongoStore.open(config.mongodbUrl, { parametersOf: indexedParameters(parameters), warn });
}

/** Wires the rooms together: every part gets what it needs by name, and nothing reaches around them. */
export function wire(options: {
  store: ResourceStore;
  config: Config;
  baseUrl: string;
  version: string;
  conformance: Conformance;
}): Rooms {
  const { store, config, baseUrl } = options;
  const { definitions, parameters } = options.conformance;
  const { limits } = config;
  const { resourceTypes } = definitions;
  const context = { parameters, resourceTypes, baseUrl };
  const gate: Gate = {
    ...createValidator(definitions),
    index: createIndexer(definitions, parameters, baseUrl),
  };

  const routeOfEntry = (request: FhirRequest) => {
    const found = findRoute(request, resourceTypes);
    if (!found.route.interaction.startsWith('$')) return found;
    throw refuse(400, 'not-supported', 'operations are not carried out within a bundle', {
      source: 'http.html#transaction',
    });
  };
  const perform = (request: FhirRequest) => {
    const { route, request: routed } = routeOfEntry(request);
    return route.handle(routed, rooms);
  };
  const base = {
    store,
    gate,
    context,
    limits,
    baseUrl,
    newId: uuidv7,
    linkShapes: createLinkShapes(definitions),
    subset: createSubset(definitions),
    definitions,
    study: lazily(() => (existsSync(STUDY) ? loadStudy(STUDY) : undefined)),
    software: `trial-fhir-server ${options.version}`,
    now: () => new Date(),
  };
  const prepareGet = (entry: ParsedEntry) => {
    const { route, request } = routeOfEntry(requestOf(entry));
    return route.interaction === 'search-type'
      ? prepareSearch(request, base)
      : () => route.handle(request, rooms);
  };
  const capabilities = lazily(() =>
    JSON.stringify(describe(parameters, resourceTypes, baseUrl, options.version)),
  );
  const rooms: Rooms = {
    ...base,
    capabilities,
    bundle: (request) => bundle(request, { ...base, prepareGet, perform }),
  };
  return rooms;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function describe(
  parameters: SearchParameters,
  resourceTypes: Set<string>,
  baseUrl: string,
  softwareVersion: string,
) {
  const revIncludes = new Map<string, string[]>();
  for (const source of resourceTypes) {
    for (const { code, type, target } of parameters.of(source).filter(isSupported)) {
      if (type !== 'reference') continue;
      for (const t of target ?? []) revIncludes.set(t, [...(revIncludes.get(t) ?? []), `${source}:${code}`]);
    }
  }
  return capabilityStatement({
    baseUrl,
    softwareVersion,
    date: new Date().toISOString(),
    resourceTypes,
    interactions: new Set([...ROUTES.map((route) => route.interaction), 'batch']),
    searchParameters: (type) => parameters.of(type).filter(isSupported),
    searchRevIncludes: (type) => revIncludes.get(type) ?? [],
    operations: OPERATIONS,
  });
}

/** Starts the server: listens first, so that the port is known and held, then opens the store and serves. */
export async function startServer(
  config: Config,
  options: { log: Logger; version: string },
): Promise<RunningServer> {
  const { log, version } = options;
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 });
  const { promise: application, resolve: serve } = Promise.withResolvers<RequestListener>();
  // A request that comes while the store opens waits for it.
  server.on('request', async (request, response) => (await application)(request, response));
  server.on('clientError', refuseUnreadable);
  await listen(server, config);
  const baseUrl = config.baseUrl ?? ownUrl(server, config.host);
  try {
    const conformance = loadConformance();
    const store = await openStore(config, conformance, log);
    const rooms = wire({ store, config, baseUrl, version, conformance });
    const app = createApp({
      rooms,
      config,
      log,
      ready: () => store.ready(),
      stopping: () => !server.listening,
    });
    server.removeAllListeners('request');
    server.on('request', app);
    serve(app);
    return { baseUrl, close: () => close(server, store) };
  } catch (error) {
    server.closeAllConnections();
    server.close();
    throw error;
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** A request that is no HTTP never reaches the application; it gets an OperationOutcome all the same. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const diagnostics = tooLarge
    ? 'the headers are larger than this server takes'
    : 'the request is no HTTP that this server reads';
  const body = JSON.stringify(
    operationOutcome([{ severity: 'error', code: 'structure', diagnostics, source: 'http.html' }]),
  );
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function ownUrl(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${FHIR_PATH}`;
}

async function close(server: Server, store: ResourceStore): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that a client keeps alive becomes idle only when its request under way is answered.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(sweep);
  clearTimeout(late);
  await store.close();
}

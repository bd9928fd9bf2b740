import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import pino from 'pino';
import { type Config, type Limits, readConfig } from '#config.ts';
import type { Resource } from '#fhir/resource.ts';
import { type RunningServer, startServer } from '#server.ts';
import { databaseUrl } from './mongodb/fresh-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One entry of a Bundle that the server answered. */
export interface ReplyEntry {
  fullUrl?: string;
  resource?: Resource;
  search?: { mode: string };
  request?: { method: string; url: string };
  response?: { status: string; location?: string; etag?: string; lastModified?: string };
}

/** What the server answered. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as a resource; an empty object if there is none, or none in JSON. */
  resource: Resource & { id: string };
  /** The entries of a Bundle. */
  entries: ReplyEntry[];
  /** The url of a Bundle's link, taken as a path behind the base. */
  link: (relation: string) => string | undefined;
  /** The issues of an OperationOutcome. */
  issues: { severity: string; code: string; diagnostics: string; expression?: string[] }[];
}

interface Options {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client of a server that runs in this process. Paths are those behind the FHIR base, sent as they are. */
export class ServerForTests {
  readonly #running: RunningServer;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });

  constructor(running: RunningServer) {
    this.#running = running;
  }

  get baseUrl(): string {
    return this.#running.baseUrl;
  }

  get origin(): string {
    return new URL(this.baseUrl).origin;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', path, { body, headers });
  }

  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('PUT', path, { body, headers });
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('DELETE', path, { headers });
  }

  /** Sends a request; a body that is a string or bytes goes as it is, anything else as JSON. */
  send(method: string, path: string, { body, headers = {} }: Options = {}): Promise<Reply> {
    const url = new URL(this.baseUrl);
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const type = body === undefined ? {} : { 'Content-Type': 'application/fhir+json' };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: url.hostname,
          port: url.port,
          path: url.pathname + path,
          method,
          agent: this.#agent,
          headers: { ...type, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve(
              this.#reply(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()),
            ),
          );
        },
      );
      request.on('error', reject);
      request.end(bytes);
    });
  }

  /** Finishes what is under way and stops. */
  close(): Promise<void> {
    this.#agent.destroy();
    return this.#running.close();
  }

  #reply(status: number, headers: IncomingHttpHeaders, text: string): Reply {
    const isJson = text !== '' && /[/+]json/.test(headers['content-type'] ?? '');
    const resource = (isJson ? JSON.parse(text) : {}) as Resource & {
      id: string;
      entry?: ReplyEntry[];
      link?: { relation: string; url: string }[];
      issue?: Reply['issues'];
    };
    const link = (relation: string) =>
      resource.link?.find((l) => l.relation === relation)?.url.slice(this.baseUrl.length);
    return {
      status,
      headers,
      text,
      resource,
      entries: resource.entry ?? [],
      link,
      issues: resource.issue ?? [],
    };
  }
}

/** Settings of a test server by their environment variables. */
type Environment = Record<string, string>;

/** The configuration of a test server: a free port of this machine, no log, the limits and settings given. */
export function configForTests(
  dataFolder: string,
  limits: Partial<Limits> = {},
  environment: Environment = {},
): Config {
  const config = readConfig({
    // Most sentences are about something else than tokens.
    AUTH: 'off',
    ...environment,
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_FOLDER: dataFolder,
    // In the run on MongoDB a database stands in for each folder.
    MONGODB_URL:
      process.env.TEST_MONGODB_URL && databaseUrl(`test_${path.basename(dataFolder).replaceAll(/\W/g, '_')}`),
  });
  return { ...config, limits: { ...config.limits, ...limits } };
}

/** Starts a server on a data folder. */
export async function startForTests(
  dataFolder: string,
  limits: Partial<Limits> = {},
  environment: Environment = {},
): Promise<ServerForTests> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const config = configForTests(dataFolder, limits, environment);
  return new ServerForTests(await startServer(config, { log, version: '0.0.0' }));
}

/** A server with an empty store for the tests of one file, stopped behind the last of them. */
export function useServer(limits: Partial<Limits> = {}, environment: Environment = {}): () => ServerForTests {
  const { folder, remove } = temporaryFolder();
  let server: ServerForTests;
  beforeAll(async () => {
    server = await startForTests(folder, limits, environment);
  });
  afterAll(async () => {
    await server.close();
    remove();
  });
  return () => server;
}

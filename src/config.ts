import path from 'node:path';

/** Every setting of the server. */
export interface Config {
  host: string;
  port: number;
  /** Absolute URL of the FHIR base as clients see it, without a trailing slash; undefined: made from host and port. */
  baseUrl: string | undefined;
  dataFolder: string;
  mongodbUrl: string | undefined;
  /** FHIR base of a terminology server that is asked about codes whose system is not known here; undefined: none is. */
  terminologyServer: string | undefined;
  /**
   * Who issues the tokens that requests need. `smart`: this server's own authorization server; `external`: those of
   * AUTH_ISSUERS; `off`: nobody, and nobody but this machine is served.
   */
  auth: Authentication;
  /** The file that names the identity providers of `external`. */
  authIssuers: string | undefined;
  /** Hosts (`keys.example.org`, `10.0.0.5:8443`) that may be asked for keys although their addresses are private. */
  privateHosts: string[];
  /**
   * Whether `DELETE [type]?[criteria]` may delete several resources at once (http.html#3.1.0.7.1). `single`, the
   * default, refuses with 412: criteria that find more than was meant must not cost a trial its data.
   */
  conditionalDelete: 'single' | 'multiple';
  logLevel: LogLevel;
  limits: Limits;
}

/** Sizes beyond which a request is refused before any work is done for it. */
export interface Limits {
  /** Bytes of one request body. Larger loads go through `import`, which has no such limit. */
  bodyBytes: number;
  /** Entries of one batch or transaction. */
  bundleEntries: number;
  /** The largest `_count`; a larger one is lowered to it (search.html#count lets a server do so). */
  pageSize: number;
  /** `_count` when the client gives none. */
  defaultPageSize: number;
  /** Resources that `_include` and `_revinclude` may add to one page; more is refused, never cut off silently. */
  includes: number;
  /** Resources that one conditional delete may delete where several may be; other writes wait meanwhile. */
  conditionalDeletes: number;
}

const AUTHENTICATIONS = ['off', 'smart', 'external'] as const;
export type Authentication = (typeof AUTHENTICATIONS)[number];

/** What holds where AUTH is not set: nobody gets at a trial's records because a setting was forgotten. */
const DEFAULT_AUTH: Authentication = 'smart';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 32 * 1024 * 1024,
  bundleEntries: 20_000,
  pageSize: 1000,
  defaultPageSize: 50,
  includes: 5000,
  conditionalDeletes: 1000,
};

/** A setting that the server refuses to start with. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65535)
    throw new ConfigError(`PORT is '${text}'; a number from 0 to 65535 was expected`);
  return number;
}

function fhirBase(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username) {
    throw new ConfigError(
      `${name} is '${text}'; an absolute http(s) URL such as https://fhir.example.org/fhir was expected`,
    );
  }
  return text.replace(/\/+$/, '');
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((l) => l === text);
  if (!level) throw new ConfigError(`LOG_LEVEL is '${text}'; one of ${LOG_LEVELS.join(', ')} was expected`);
  return level;
}

function auth(text: string, { host, base }: { host: string; base: string | undefined }): Authentication {
  const value = AUTHENTICATIONS.find((one) => one === text);
  if (!value) throw new ConfigError(`AUTH is '${text}'; one of ${AUTHENTICATIONS.join(', ')} was expected`);
  if (isLoopback(host)) return value;
  if (value === 'off')
    throw new ConfigError(
      `AUTH=off is refused with HOST=${host}: without authentication the server listens on loopback only (127.0.0.1)`,
    );
  // Passwords and tokens over plain HTTP would be anyone's on the way.
  const url = base === undefined ? undefined : new URL(base);
  if (url?.protocol !== 'https:' && !isLoopback(url?.hostname ?? ''))
    throw new ConfigError(
      `with HOST=${host} BASE_URL has to say under which https:// address clients reach the server, through a proxy that ends TLS`,
    );
  return value;
}

function issuers(text: string | undefined, value: Authentication): string | undefined {
  if (value === 'external' && text === undefined)
    throw new ConfigError('AUTH=external needs AUTH_ISSUERS, the file that names the identity providers');
  return text === undefined ? undefined : path.resolve(text);
}

function conditionalDelete(text: string): Config['conditionalDelete'] {
  if (text === 'single' || text === 'multiple') return text;
  throw new ConfigError(`CONDITIONAL_DELETE is '${text}'; single or multiple was expected`);
}

/** An empty variable counts as unset, as compose files and shells leave them. */
function setting(environment: Record<string, string | undefined>, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Reads the settings from environment variables; throws ConfigError with a sentence for a person. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const host = setting(environment, 'HOST') ?? '127.0.0.1';
  const base = setting(environment, 'BASE_URL');
  const mongodbUrl = setting(environment, 'MONGODB_URL');
  const terminology = setting(environment, 'TERMINOLOGY_SERVER');
  if (mongodbUrl && !/^mongodb(\+srv)?:\/\//.test(mongodbUrl)) {
    throw new ConfigError('MONGODB_URL does not begin with mongodb:// or mongodb+srv://');
  }
  const baseUrl = base === undefined ? undefined : fhirBase('BASE_URL', base);
  const authentication = auth(setting(environment, 'AUTH') ?? DEFAULT_AUTH, { host, base: baseUrl });
  return {
    host,
    port: port(setting(environment, 'PORT') ?? '8080'),
    baseUrl,
    dataFolder: path.resolve(setting(environment, 'DATA_FOLDER') ?? 'data'),
    mongodbUrl,
    terminologyServer: terminology === undefined ? undefined : fhirBase('TERMINOLOGY_SERVER', terminology),
    auth: authentication,
    authIssuers: issuers(setting(environment, 'AUTH_ISSUERS'), authentication),
    privateHosts: (setting(environment, 'AUTH_PRIVATE_HOSTS') ?? '')
      .split(',')
      .flatMap((h) => h.trim() || []),
    conditionalDelete: conditionalDelete(setting(environment, 'CONDITIONAL_DELETE') ?? 'single'),
    logLevel: logLevel(setting(environment, 'LOG_LEVEL') ?? 'info'),
    limits: DEFAULT_LIMITS,
  };
}

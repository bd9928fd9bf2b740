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
  auth: 'off';
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

/** There is no authentication yet, so the only honest value is `off`, and `off` is for this machine alone. */
function auth(text: string, host: string): 'off' {
  if (text !== 'off')
    throw new ConfigError(
      `AUTH is '${text}'; this version knows only 'off', which serves this machine alone`,
    );
  if (!isLoopback(host)) {
    throw new ConfigError(
      `AUTH=off is refused with HOST=${host}: without authentication the server listens on loopback only (127.0.0.1)`,
    );
  }
  return 'off';
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
  return {
    host,
    port: port(setting(environment, 'PORT') ?? '8080'),
    baseUrl: base === undefined ? undefined : fhirBase('BASE_URL', base),
    dataFolder: path.resolve(setting(environment, 'DATA_FOLDER') ?? 'data'),
    mongodbUrl,
    terminologyServer: terminology === undefined ? undefined : fhirBase('TERMINOLOGY_SERVER', terminology),
    auth: auth(setting(environment, 'AUTH') ?? 'off', host),
    conditionalDelete: conditionalDelete(setting(environment, 'CONDITIONAL_DELETE') ?? 'single'),
    logLevel: logLevel(setting(environment, 'LOG_LEVEL') ?? 'info'),
    limits: DEFAULT_LIMITS,
  };
}

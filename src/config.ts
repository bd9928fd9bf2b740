import type { BlockList } from 'node:net';
import path from 'node:path';
import { ConfigError } from '#config/config-error.ts';
import { type KeyTableFiles, keyTableFiles, secretsKeyFile } from '#config/key-settings.ts';
import { absolute, hmacKey, listed, oneOf, setting, wholeNumber } from '#config/plain-settings.ts';
import {
  type Authentication,
  authentication,
  canonicalBase,
  fhirBase,
  type TlsFiles,
  tlsFiles,
  trustedProxies,
} from '#config/web-settings.ts';

export { ConfigError } from '#config/config-error.ts';
export { isLoopback } from '#config/is-loopback.ts';
export type { TlsFiles } from '#config/web-settings.ts';

/** Every setting of the server. */
export interface Config {
  host: string;
  port: number;
  /** Absolute URL of the FHIR base as clients see it, without a trailing slash; undefined: made from host and port. */
  baseUrl: string | undefined;
  dataFolder: string;
  /**
   * The base of the trial's canonical URLs and identifier systems, e.g. `https://trial.example.org/fhir`; undefined: the one
   * that its files are written with.
   */
  canonicalBase: string | undefined;
  /** FHIR packages that are installed at the start: files (.tgz), or folders of them. */
  packages: string[];
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
  /** What the server ends TLS with by itself; undefined: it speaks plain HTTP, for this machine or a proxy before it. */
  tls: TlsFiles | undefined;
  /** Proxies whose `X-Forwarded-For` is believed, so that limits count clients and not the proxy. */
  trustedProxies: BlockList;
  /**
   * Whether every access leaves an AuditEvent. On wherever callers are known, since a trial has to say who saw and who
   * changed what; with AUTH=off it is off unless it is asked for, and tells the address but nobody's name.
   */
  audit: 'on' | 'off';
  /**
   * The key of the hashes that chain the AuditEvents (HMAC-SHA-256). Without it whoever may write to the database could
   * make the whole chain anew; whoever has it could too, so it belongs to neither.
   */
  auditKey: string | undefined;
  /**
   * Whether a change of what is in a patient's record is refused (422) that does not say why. `optional`: it leaves a
   * Provenance without a reason, which the audit trail shows as such; laboratories correct results by messages that
   * have none.
   */
  changeReason: 'optional' | 'required';
  /** Where it is kept who the subjects are; undefined: nowhere, and identifiers of elsewhere are stored as they come. */
  keyTable: KeyTableFiles | undefined;
  /**
   * The file of the key by which users and signing keys are sealed in the store; beside the data folder unless it is said, so
   * that a copy of the one is not a copy of the other. Made where it is not there.
   */
  secretsKey: string;
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
  /** Requests a minute of one client, user of a client, or address without a token; 0: as many as they like. */
  requestsPerMinute: number;
  /** Seconds until the headers of a request have to be there. */
  headerSeconds: number;
  /** Seconds until the whole of a request has to be there. */
  requestSeconds: number;
}

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
  requestsPerMinute: 6000,
  headerSeconds: 10,
  requestSeconds: 60,
};

/** The FHIR base as the settings have it, for who works on the store without a server that listens. */
export function baseUrlOf({
  baseUrl,
  host,
  port,
  tls,
}: Pick<Config, 'baseUrl' | 'host' | 'port' | 'tls'>): string {
  return baseUrl ?? `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}/fhir`;
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
  const auth = authentication(setting(environment, 'AUTH') ?? DEFAULT_AUTH, { host, base: baseUrl });
  const authIssuers = absolute(setting(environment, 'AUTH_ISSUERS'));
  if (auth === 'external' && authIssuers === undefined)
    throw new ConfigError('AUTH=external needs AUTH_ISSUERS, the file that names the identity providers');
  const dataFolder = path.resolve(setting(environment, 'DATA_FOLDER') ?? 'data');
  return {
    host,
    port: wholeNumber('PORT', setting(environment, 'PORT') ?? '8080', { from: 0, to: 65535 }),
    baseUrl,
    dataFolder,
    canonicalBase: canonicalBase(setting(environment, 'CANONICAL_BASE')),
    packages: listed(setting(environment, 'PACKAGES')).map((one) => path.resolve(one)),
    mongodbUrl,
    terminologyServer: terminology === undefined ? undefined : fhirBase('TERMINOLOGY_SERVER', terminology),
    auth,
    authIssuers,
    privateHosts: listed(setting(environment, 'AUTH_PRIVATE_HOSTS')),
    conditionalDelete: oneOf('CONDITIONAL_DELETE', setting(environment, 'CONDITIONAL_DELETE') ?? 'single', [
      'single',
      'multiple',
    ]),
    tls: tlsFiles(setting(environment, 'TLS_CERT'), setting(environment, 'TLS_KEY')),
    trustedProxies: trustedProxies(setting(environment, 'TRUST_PROXY')),
    audit: oneOf('AUDIT', setting(environment, 'AUDIT') ?? (auth === 'off' ? 'off' : 'on'), ['on', 'off']),
    auditKey: hmacKey('AUDIT_KEY', setting(environment, 'AUDIT_KEY')),
    changeReason: oneOf('CHANGE_REASON', setting(environment, 'CHANGE_REASON') ?? 'optional', [
      'optional',
      'required',
    ]),
    keyTable: keyTableFiles(
      setting(environment, 'KEY_TABLE'),
      setting(environment, 'KEY_TABLE_KEY'),
      dataFolder,
    ),
    secretsKey: secretsKeyFile(setting(environment, 'SECRETS_KEY'), dataFolder),
    logLevel: oneOf('LOG_LEVEL', setting(environment, 'LOG_LEVEL') ?? 'info', LOG_LEVELS),
    limits: limits(environment),
  };
}

function limits(environment: Record<string, string | undefined>): Limits {
  const { requestsPerMinute, headerSeconds, requestSeconds } = DEFAULT_LIMITS;
  const number = (name: string, otherwise: number, bounds: Parameters<typeof wholeNumber>[2]) => {
    const text = setting(environment, name);
    return text === undefined ? otherwise : wholeNumber(name, text, bounds);
  };
  const seconds = { from: 1, to: 3600, unit: 'seconds' };
  return {
    ...DEFAULT_LIMITS,
    requestsPerMinute: number('RATE_LIMIT', requestsPerMinute, {
      from: 0,
      to: 1_000_000,
      unit: 'requests a minute',
    }),
    headerSeconds: number('HEADER_TIMEOUT', headerSeconds, seconds),
    requestSeconds: number('REQUEST_TIMEOUT', requestSeconds, seconds),
  };
}

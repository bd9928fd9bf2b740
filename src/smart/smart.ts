import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Caller } from '#access/caller.ts';
import type { Records } from '#storage/records.ts';
import type { ReportEvent } from './events.ts';
import type { Ask } from './interaction/find-resources.ts';

/** What the door for tokens does for the other doors. */
export interface Smart {
  /** Who stands behind a request by its Authorization header; throws 401, 403, or 503 where that cannot be told. */
  authenticate: (authorization: string | undefined) => Promise<Caller>;
  /** The document under `.well-known/smart-configuration`. */
  configuration: () => Promise<Record<string, unknown>>;
  /** `CapabilityStatement.rest.security`. */
  security: object;
  /**
   * Answers what is below the issuer, its `url` relative to that, for a client at an address; absent where another server issues the
   * tokens.
   */
  handle?: (request: IncomingMessage, response: ServerResponse, address: string) => Promise<void>;
}

/** What it is made of. */
export interface SmartRooms {
  records: Records;
  resourceTypes: ReadonlySet<string>;
  baseUrl: string;
  /** Hosts that may be asked although they are private. */
  privateHosts: readonly string[];
  ask: Ask;
  report: ReportEvent;
  log: Pick<Logger, 'warn' | 'error'>;
  now: () => number;
}

/** The path of the issuer below the FHIR base, so that what forwards the one forwards the other. */
export const ISSUER_PATH = '/auth';

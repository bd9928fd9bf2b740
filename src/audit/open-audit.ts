import type { Config } from '#config.ts';
import type { Definitions } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { AuditLog } from './audit-log.ts';
import { type AskedRequest, AuditedRequest } from './audited-request.ts';
import { RecordPatients } from './record-patients.ts';

/** What the audit of a server is made of. */
export interface OpenAuditRooms {
  store: ResourceStore;
  index: IndexResource;
  definitions: Definitions;
  parameters: SearchParameters;
  baseUrl: string;
  /** Name and version of the server. */
  software: string;
  newId: () => string;
  now: () => Date;
}

/** Opens the log of one server; what comes back begins to audit a request. Undefined where nothing is audited. */
export function openAudit(
  { audit, auditKey: key }: Pick<Config, 'audit' | 'auditKey'>,
  rooms: OpenAuditRooms,
): ((asked: AskedRequest) => AuditedRequest) | undefined {
  if (audit === 'off') return undefined;
  const { store, index, definitions, parameters, baseUrl, software, now } = rooms;
  const log = new AuditLog({ ...rooms, key });
  const source = { baseUrl, software };
  const patients = new RecordPatients(definitions, parameters, index);
  return (asked) => new AuditedRequest(asked, { log, store, patients, source, now });
}

import type { Config } from '#config.ts';
import type { Definitions } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Gate } from '#interaction/admit.ts';
import { AUDIT_CHAIN } from '#storage/audit-chain.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { AuditLog } from './audit-log.ts';
import { type AskedRequest, AuditedRequest } from './audited-request.ts';
import { RecordPatients } from './record-patients.ts';
import { type SecurityEvent, type SecurityEventOrigin, securityEvent } from './security-event.ts';

/** What the audit of a server is made of. */
export interface OpenAuditRooms {
  store: ResourceStore;
  gate: Gate;
  definitions: Definitions;
  parameters: SearchParameters;
  baseUrl: string;
  /** Where the definitions of the trial are published. */
  canonicalBase: string;
  /** Name and version of the server. */
  software: string;
  newId: () => string;
  now: () => Date;
}

/** The audit of one server. */
export interface Audit {
  /** Begins to audit a request; undefined where there is nothing to be stored beside what it asks for. */
  begin: (asked: AskedRequest) => AuditedRequest | undefined;
  /** Tells of a sign-in, a consent or a token; resolves when that is in the log. */
  tell: (event: SecurityEvent, origin: SecurityEventOrigin, issuer: string) => Promise<void>;
}

/** Opens the log of one server. */
export function openAudit(
  { audit, auditKey: key, changeReason }: Pick<Config, 'audit' | 'auditKey' | 'changeReason'>,
  rooms: OpenAuditRooms,
): Audit {
  const { store, gate, definitions, parameters, baseUrl, software, now } = rooms;
  const { index } = gate;
  const url = `${rooms.canonicalBase}/${AUDIT_CHAIN}`;
  const chain = { url, ...(key === undefined ? {} : { key }) };
  const log = new AuditLog({ ...rooms, index, chain });
  const isOn = audit === 'on';
  const reasonRequired = changeReason === 'required';
  const source = { baseUrl, software };
  const patients = new RecordPatients(definitions, parameters, index);
  const own = { log, store, patients, source, gate, now, isOn, reasonRequired };
  return {
    begin: (asked) => {
      const { reason, provenance } = asked.origin ?? {};
      const isNeeded = isOn || reasonRequired || reason !== undefined || provenance !== undefined;
      return isNeeded ? new AuditedRequest(asked, own) : undefined;
    },
    tell: async (event, origin, issuer) => {
      if (isOn) await log.append(securityEvent(event, origin, { issuer, time: now(), source }));
    },
  };
}

import type { Caller } from '#access/caller.ts';
import type { CallersStore } from '#access/store/restricted-store.ts';
import type { FhirError } from '#fhir/operation-outcome.ts';
import { isId } from '#fhir/resource.ts';
import type { Gate } from '#interaction/admit.ts';
import { type Answer, versionOfEtag } from '#interaction/answer.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { FhirRequest } from '#interaction/request.ts';
import type { ResourceStore, Transaction, TransactionResult } from '#storage/resource-store.ts';
import type { Trail } from '#storage/trail.ts';
import type { AuditSource } from './agents.ts';
import { askedText } from './asked-text.ts';
import { type Access, auditEvent } from './audit-event.ts';
import type { AuditLog } from './audit-log.ts';
import { kindOf } from './audited-kind.ts';
import { auditedStore, type Notes } from './audited-store.ts';
import { readChangeReason } from './change-reason.ts';
import { checkProvenance, explainChange } from './explain-change.ts';
import { namedPatients } from './named-patients.ts';
import type { RecordPatients } from './record-patients.ts';
import { trailOfWrites, type WriteAccess } from './trail-of-writes.ts';

/** What auditing a request needs. */
export interface AuditRooms {
  log: AuditLog;
  store: Pick<ResourceStore, 'read' | 'search'>;
  patients: RecordPatients;
  source: AuditSource;
  gate: Pick<Gate, 'check'>;
  now: () => Date;
  /** Whether accesses leave events; if not, only reasons that are given are stored. */
  isOn: boolean;
  /** Whether a change of what is in a patient's record has to say why. */
  reasonRequired: boolean;
}

/** A request as its events name it. */
export type AskedRequest = Pick<FhirRequest, 'method' | 'path' | 'query' | 'body' | 'caller' | 'origin'> & {
  /** The path and query as they came, where they came by HTTP. */
  url?: string;
};

/** These tell of the server and of nobody's data, and anybody may ask. */
const NOT_AUDITED = new Set(['capabilities', 'options']);

/** Who is held off for asking too often does not fill the log for that. */
const TOO_MANY = 429;

/** Their events stand in the transaction that they write. */
const WRITES = new Set(['create', 'update', 'patch', 'delete']);

/** Patients that one event names at most: a page and what is included with it have fewer. Of more it says that there are more. */
const MOST_PATIENTS = 10_000;

/**
 * One request, or one entry of a batch, from when it comes until it is answered: it leaves an event whether it is
 * carried out, refused or fails. Writes leave theirs in the transaction that stores them.
 */
export class AuditedRequest implements Notes {
  readonly #rooms: AuditRooms;
  #asked: AskedRequest;
  #interaction = '';
  /** The type and id in the URL, where the interaction is about them. */
  #about: { type: string; id: string; versionId: string } = { type: '', id: '', versionId: '' };
  readonly #patients = new Set<string>();
  #namesAll = true;
  #isStored = false;
  /** Events of what a transaction read. */
  readonly #reads: Promise<void>[] = [];

  constructor(asked: AskedRequest, rooms: AuditRooms) {
    this.#asked = asked;
    this.#rooms = rooms;
  }

  /** Tells what the request turned out to be. */
  routed(interaction: string, request: AskedRequest & { type: string; id: string; versionId: string }): void {
    this.#asked = { ...this.#asked, ...request };
    this.#about = request;
    const { type } = (request.body ?? {}) as { type?: unknown };
    this.#interaction = interaction === 'transaction' && type === 'batch' ? 'batch' : interaction;
  }

  /** Tells who asks, once that is known. */
  askedBy(caller: Caller): void {
    this.#asked = { ...this.#asked, caller };
  }

  /** The caller's store, which notes what this request does with it. */
  storeOf(store: CallersStore): CallersStore {
    return auditedStore(store, this, this.#rooms);
  }

  async shown(versions: readonly { type: string; id: string; text?: string }[]): Promise<void> {
    if (WRITES.has(this.#interaction) || !this.#rooms.isOn) return;
    const breathe = createBreathe();
    for (const { type, id, text } of versions) {
      if (text === undefined) continue;
      if (this.#patients.size >= MOST_PATIENTS) {
        this.#namesAll = false;
        return;
      }
      for (const patient of this.#rooms.patients.ofText({ type, id, text })) this.#patients.add(patient);
      await breathe();
    }
  }

  async trailOf(transaction: Transaction): Promise<Trail> {
    const { log, store, patients, isOn, reasonRequired, now, gate } = this.#rooms;
    const { caller, origin } = this.#asked;
    const draft = (access: WriteAccess, assigned: string[]) => log.draft(this.#event(access), assigned);
    const said = readChangeReason(origin ?? {});
    await checkProvenance(said, caller, { gate, log, now });
    const explain = explainChange({
      log,
      caller,
      program: origin?.program,
      said,
      now,
      always: isOn,
      required: reasonRequired,
    });
    const rooms = { store, patients, standIns: log.standIns, draft: isOn ? draft : undefined, explain };
    return log.trail(await trailOfWrites(transaction, rooms, createBreathe()));
  }

  stored({ writes }: Transaction, { read }: TransactionResult): void {
    if (writes.length) this.#isStored = true;
    for (const version of read) {
      if (!version) continue;
      const { type, id, versionId, text = '' } = version;
      const what = `${type}/${id}/_history/${versionId}`;
      const patients = this.#rooms.patients.ofText({ type, id, text });
      const event = this.#append({ kind: kindOf('read'), what, patients });
      // Whoever answers waits for it, and hears of a failure then.
      event.catch(() => {});
      this.#reads.push(event);
    }
  }

  /** Resolves when what was done is in the log: not before may it be answered. */
  async answered({ headers }: Answer): Promise<void> {
    await Promise.all(this.#reads);
    if (NOT_AUDITED.has(this.#interaction)) return;
    if (WRITES.has(this.#interaction) && this.#isStored) return;
    await this.#append(this.#access(versionOfEtag(headers.ETag ?? '')));
  }

  /** Resolves when the refusal is in the log. */
  async refused({ status, issues }: FhirError): Promise<void> {
    await Promise.allSettled(this.#reads);
    if (NOT_AUDITED.has(this.#interaction) || status === TOO_MANY) return;
    await this.#append({ ...this.#access(undefined), refusal: { status, code: issues[0]?.code } });
  }

  async #append(access: WriteAccess & Partial<Access>): Promise<void> {
    if (!this.#rooms.isOn) return;
    await this.#rooms.log.append(this.#event(access));
  }

  #event(access: WriteAccess & Partial<Access>) {
    const { caller, origin } = this.#asked;
    const { address, requestId, program } = origin ?? {};
    const time = this.#rooms.now().getTime();
    return auditEvent({ time, caller, address, requestId, program, ...access }, this.#rooms.source);
  }

  /** What this request was about, with the version that it was answered with. */
  #access(versionId: string | undefined): WriteAccess & Partial<Access> {
    const kind = kindOf(this.#interaction);
    const { type, id } = this.#about;
    const isAboutOne = type !== '' && isId(id);
    const version = versionId ?? this.#about.versionId;
    const suffix = isId(version) && kind.profile !== 'Query' ? `/_history/${version}` : '';
    const isQuery = kind.profile === 'Query' || kind.action === 'E';
    return {
      kind,
      patients: [...new Set([...namedPatients(this.#asked, this.#about), ...this.#patients])],
      ...(this.#namesAll ? {} : { namesAll: false }),
      ...(isAboutOne && kind.profile !== 'Query' ? { what: `${type}/${id}${suffix}` } : {}),
      ...(isQuery || !this.#interaction ? { query: askedText(this.#asked) } : {}),
    };
  }
}

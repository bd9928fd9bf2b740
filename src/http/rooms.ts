import type { Caller } from '#access/caller.ts';
import type { Restriction } from '#access/restriction.ts';
import type { CallersStore } from '#access/store/restricted-store.ts';
import type { AuditedRequest } from '#audit/audited-request.ts';
import type { Audit } from '#audit/open-audit.ts';
import type { Answer } from '#interaction/answer.ts';
import type { CreateRooms } from '#interaction/create.ts';
import type { DeleteRooms } from '#interaction/delete.ts';
import type { HistoryRooms } from '#interaction/history.ts';
import type { PatchInteractionRooms } from '#interaction/patch/patch.ts';
import type { FhirRequest } from '#interaction/request.ts';
import type { SearchRooms } from '#interaction/search.ts';
import type { AuditTrailRooms } from '#operation/audit-trail.ts';
import type { EverythingRooms } from '#operation/everything/everything.ts';
import type { StatsRooms } from '#operation/observation/observation-stats.ts';
import type { ReportRooms } from '#operation/outcome-report.ts';
import type { ReindexRooms } from '#operation/reindex.ts';
import type { ClosureRooms } from '#operation/terminology/concept-map-closure.ts';
import type { RecordIssueRooms } from '#operation/validate/record-issues.ts';
import type { Pseudonyms } from '#subject-key/open-pseudonyms.ts';
import type { Xml } from '#xml/xml.ts';
import type { DescribeCapabilities } from './describe-capabilities.ts';

/** What the routes call; each interaction takes of it what it names in its own signature. */
export interface Rooms
  extends CreateRooms,
    PatchInteractionRooms,
    DeleteRooms,
    SearchRooms,
    HistoryRooms,
    ReportRooms,
    EverythingRooms,
    StatsRooms,
    ClosureRooms,
    RecordIssueRooms,
    AuditTrailRooms,
    ReindexRooms {
  /** The CapabilityStatement as JSON text. */
  capabilities: DescribeCapabilities;
  /** Makes ready to serve: what was stored by another version, or before a parameter came, is indexed. */
  begin: () => Promise<void>;
  /** Ends what is done in the background, and lets go of the store. */
  stop: () => Promise<void>;
  /** The XML format. */
  xml: Xml;
  /** A batch or transaction. */
  bundle: (request: FhirRequest, rooms?: CallersRooms) => Promise<Answer>;
  /** Any request, as if it had come by HTTP. */
  perform: (request: FhirRequest) => Promise<Answer>;
  /** What is told of requests, entries of a batch, and tokens. */
  audit: Audit;
  /** What becomes of requests that name people by what they are called elsewhere. */
  pseudonyms: Pick<Pseudonyms, 'apply' | 'mask'>;
  /** What a caller may do. */
  restrictionOf: (caller: Caller) => Restriction;
  /** The rooms as a caller has them for one request; as they are where there is no authentication. */
  of: (caller: Caller | undefined, audited: AuditedRequest | undefined) => CallersRooms;
}

/** The rooms of one caller, whose store gives and takes only what that caller may have. */
export type CallersRooms = Rooms & { store: CallersStore };

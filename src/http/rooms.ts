import type { Answer } from '#interaction/answer.ts';
import type { CreateRooms } from '#interaction/create.ts';
import type { HistoryRooms } from '#interaction/history.ts';
import type { FhirRequest } from '#interaction/request.ts';
import type { SearchRooms } from '#interaction/search-type.ts';
import type { ReportRooms } from '#operation/outcome-report.ts';

/** What the routes call; each interaction takes of it what it names in its own signature. */
export interface Rooms extends CreateRooms, SearchRooms, HistoryRooms, ReportRooms {
  /** The CapabilityStatement as JSON text. */
  capabilities: () => string;
  /** A batch or transaction. */
  bundle: (request: FhirRequest) => Promise<Answer>;
}

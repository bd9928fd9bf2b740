import type { Answer } from '#interaction/answer.ts';
import { OUTCOME_REPORT, outcomeReport } from '#operation/outcome-report.ts';
import type { Rooms } from './rooms.ts';
import type { RoutedRequest } from './routes.ts';

/** One operation that this server carries out (operations.html), as its OperationDefinition says of itself. */
export interface Operation {
  /** The name without its `$`. */
  name: string;
  /** The canonical of its OperationDefinition. */
  definition: string;
  /** Where it may be called: the base, a type, a resource. */
  levels: ('system' | 'type' | 'instance')[];
  /** The resource types that have it; absent where every type has it. */
  types?: string[];
  /** An operation that changes nothing may be called by GET as well (operations.html#3.2.0.1). */
  affectsState: boolean;
  handle: (request: RoutedRequest, rooms: Rooms) => Promise<Answer>;
}

/** All operations; the routes and the CapabilityStatement come from this table. */
export const OPERATIONS: Operation[] = [
  {
    name: 'outcome-report',
    definition: OUTCOME_REPORT,
    levels: ['instance'],
    types: ['ResearchStudy'],
    affectsState: false,
    handle: outcomeReport,
  },
];

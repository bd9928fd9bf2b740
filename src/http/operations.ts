import type { Answer } from '#interaction/answer.ts';
import { AUDIT_TRAIL, auditTrail } from '#operation/audit-trail.ts';
import { PATIENT_EVERYTHING, patientEverything } from '#operation/everything/patient-everything.ts';
import { STUDY_EVERYTHING, studyEverything } from '#operation/everything/study-everything.ts';
import { META, meta } from '#operation/meta.ts';
import { META_ADD, metaAdd } from '#operation/meta-add.ts';
import { META_DELETE, metaDelete } from '#operation/meta-delete.ts';
import { LASTN, observationLastn } from '#operation/observation/observation-lastn.ts';
import { observationStats } from '#operation/observation/observation-stats.ts';
import { STATS } from '#operation/observation/stats-input.ts';
import type { InputDefinition } from '#operation/operation-input.ts';
import { OUTCOME_REPORT, outcomeReport } from '#operation/outcome-report.ts';
import { INSTALL_PACKAGE, installPackageOperation } from '#operation/package/install-package.ts';
import { REINDEX, REINDEX_STATUS, reindexOperation, reindexStatus } from '#operation/reindex.ts';
import { codeSystemLookup, LOOKUP } from '#operation/terminology/code-system-lookup.ts';
import { codeSystemSubsumes, SUBSUMES } from '#operation/terminology/code-system-subsumes.ts';
import {
  CODE_SYSTEM_VALIDATE_CODE,
  codeSystemValidateCode,
} from '#operation/terminology/code-system-validate-code.ts';
import { CLOSURE, conceptMapClosure } from '#operation/terminology/concept-map-closure.ts';
import { conceptMapTranslate, TRANSLATE } from '#operation/terminology/concept-map-translate.ts';
import { namingSystemPreferredId, PREFERRED_ID } from '#operation/terminology/naming-system-preferred-id.ts';
import { EXPAND, valueSetExpand } from '#operation/terminology/value-set-expand.ts';
import {
  VALUE_SET_VALIDATE_CODE,
  valueSetValidateCode,
} from '#operation/terminology/value-set-validate-code.ts';
import { VALIDATE, validate } from '#operation/validate/validate.ts';
import type { CallersRooms } from './rooms.ts';
import type { RoutedRequest } from './routes.ts';

/** One operation that this server carries out (operations.html), as its OperationDefinition says of itself. */
export interface Operation {
  /** The name without its `$`. */
  name: string;
  /** The canonical of its OperationDefinition; that of one in profiles/ without the canonical base. */
  definition: string;
  /** Where it may be called: the base, a type, a resource, one of its versions. */
  levels: ('system' | 'type' | 'instance' | 'version')[];
  /** The resource types that have it; absent where every type has it. */
  types?: string[];
  /** What it takes, as its OperationDefinition says. */
  inputs: InputDefinition[];
  /** An operation that changes nothing may be called by GET as well (operations.html#3.2.0.1). */
  affectsState: boolean;
  handle: (request: RoutedRequest, rooms: CallersRooms) => Promise<Answer>;
}

/** All operations; the routes and the CapabilityStatement come from this table. */
export const OPERATIONS: Operation[] = [
  {
    name: 'outcome-report',
    definition: OUTCOME_REPORT,
    levels: ['instance'],
    types: ['ResearchStudy'],
    inputs: [{ name: 'output', min: 0, max: '1', type: 'code' }],
    affectsState: false,
    handle: outcomeReport,
  },
  {
    name: 'audit-trail',
    definition: AUDIT_TRAIL,
    levels: ['instance'],
    types: ['Patient', 'ResearchSubject'],
    inputs: [{ name: 'output', min: 0, max: '1', type: 'code' }],
    affectsState: false,
    handle: auditTrail,
  },
  { ...VALIDATE, affectsState: false, handle: validate },
  { ...PATIENT_EVERYTHING, affectsState: false, handle: patientEverything },
  {
    ...STUDY_EVERYTHING,
    levels: ['instance'],
    types: ['ResearchStudy'],
    affectsState: false,
    handle: studyEverything,
  },
  { ...LASTN, affectsState: false, handle: observationLastn },
  { ...STATS, affectsState: false, handle: observationStats },
  { ...REINDEX, affectsState: true, handle: reindexOperation },
  { ...REINDEX_STATUS, affectsState: false, handle: reindexStatus },
  { ...INSTALL_PACKAGE, affectsState: true, handle: installPackageOperation },
  // "As a special case, this operation can be performed on a historical version of a resource."
  { ...META, levels: [...META.levels, 'version'], affectsState: false, handle: meta },
  { ...META_ADD, affectsState: true, handle: metaAdd },
  { ...META_DELETE, affectsState: true, handle: metaDelete },
  { ...LOOKUP, affectsState: false, handle: codeSystemLookup },
  { ...CODE_SYSTEM_VALIDATE_CODE, affectsState: false, handle: codeSystemValidateCode },
  { ...SUBSUMES, affectsState: false, handle: codeSystemSubsumes },
  { ...EXPAND, affectsState: false, handle: valueSetExpand },
  { ...VALUE_SET_VALIDATE_CODE, affectsState: false, handle: valueSetValidateCode },
  { ...TRANSLATE, affectsState: false, handle: conceptMapTranslate },
  { ...CLOSURE, affectsState: true, handle: conceptMapClosure },
  { ...PREFERRED_ID, affectsState: false, handle: namingSystemPreferredId },
];

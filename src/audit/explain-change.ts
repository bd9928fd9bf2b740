import type { Caller } from '#access/caller.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import { type Gate, refuseErrors } from '#interaction/admit.ts';
import type { TrailEntry } from '#storage/trail.ts';
import type { AuditLog } from './audit-log.ts';
import type { ChangeReason } from './change-reason.ts';
import { type Activity, provenanceOf } from './provenance.ts';
import type { ToldWrite } from './trail-of-writes.ts';

const ACTIVITY = { created: 'CREATE', updated: 'UPDATE', deleted: 'DELETE' } as const;

/** What explaining changes needs. */
export interface ExplainRooms {
  log: AuditLog;
  caller: Caller | undefined;
  /** The program that asks without a token. */
  program: string | undefined;
  said: ChangeReason;
  now: () => Date;
  /** Whether every change of what is in a patient's record leaves a Provenance, a reason or not. */
  always: boolean;
  /** Whether such a change is refused that has no reason. */
  required: boolean;
}

/** Gives the Provenance of a write, if it has one: where a reason is given, and for every change of a patient's record. */
export function explainChange(rooms: ExplainRooms): (write: ToldWrite) => TrailEntry | undefined {
  const { log, caller, program, said, now, always, required } = rooms;
  const isSaid = said.reason !== undefined || said.provenance !== undefined;
  return ({ type, place, patients, makes, isChange, assigned }) => {
    const isOfTrial = patients.length > 0 && type !== 'Provenance';
    if (required && isOfTrial && isChange && !hasReason(said)) throw noReason(type, place);
    if (!isSaid && !(always && isOfTrial)) return undefined;
    const draft = (activity: Activity) =>
      log.draft(
        provenanceOf({ type, activity, time: now() }, said, { caller, program, standIns: log.standIns }),
        assigned,
      );
    // What is new has nothing to be explained, unless it is.
    const told = isSaid ? makes : makes.filter((outcome) => outcome !== 'created');
    const drafts = told.map((outcome) => [outcome, draft(ACTIVITY[outcome])] as const);
    return drafts.length ? { drafts: Object.fromEntries(drafts) } : undefined;
  };
}

function hasReason({ reason, provenance }: ChangeReason): boolean {
  const own = provenance?.reason;
  return reason !== undefined || (Array.isArray(own) && own.length > 0);
}

function noReason(type: string, place: string): Error {
  const diagnostics = `a change of this ${type} has to say why, in X-Reason or in the reason of X-Provenance`;
  return refuse(422, 'business-rule', diagnostics, {
    ...(place ? { expression: place } : {}),
    source: '21 CFR 11.10(e); CHANGE_REASON=required',
  });
}

/** Throws 400 with what is wrong with the Provenance that a client has sent. */
export async function checkProvenance(
  said: ChangeReason,
  caller: Caller | undefined,
  { gate, log, now }: { gate: Pick<Gate, 'check'>; log: AuditLog; now: () => Date },
): Promise<void> {
  if (!said.provenance) return;
  const about = { type: 'Basic', activity: 'UPDATE', time: now() } as const;
  const whole = provenanceOf(about, said, { caller, standIns: log.standIns });
  const issues = await gate.check(whole);
  try {
    refuseErrors(issues);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    const told = error.issues.map((issue) => ({
      ...issue,
      diagnostics: `X-Provenance: ${issue.diagnostics}`,
    }));
    throw new FhirError(error.status, told);
  }
}

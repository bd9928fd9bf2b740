import type { Caller } from '#access/caller.ts';
import type { Resource } from '#fhir/resource.ts';
import type { StandIns } from '#storage/trail.ts';
import { clientOf, whoIs } from './agents.ts';
import type { ChangeReason } from './change-reason.ts';

/** What a change was, as Provenance.activity says it. */
export type Activity = 'CREATE' | 'UPDATE' | 'DELETE';

const PARTICIPANT = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
const OPERATION = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';

const agent = (code: string, who: object) => ({ type: { coding: [{ system: PARTICIPANT, code }] }, who });

/** The Provenance of one write, which names the version that is made and the one that it replaces by what stands in for them. */
export function provenanceOf(
  { type, activity, time }: { type: string; activity: Activity; time: Date },
  { reason, provenance }: ChangeReason,
  {
    caller,
    program,
    standIns,
  }: { caller: Caller | undefined; program?: string | undefined; standIns: StandIns },
): Resource {
  const version = (number: string) => ({ reference: `${type}/${standIns.id}/_history/${number}` });
  const user = caller?.user;
  const agents = user
    ? [agent('author', whoIs(caller)), agent('assembler', clientOf(caller))]
    : [agent('author', clientOf(caller, program))];
  const own = provenance ?? { resourceType: 'Provenance' };
  const said = asList(own.reason);
  return {
    ...own,
    target: [version(standIns.versionId)],
    recorded: own.recorded ?? time.toISOString(),
    ...(reason ? { reason: [...said, { text: reason }] } : {}),
    activity: own.activity ?? { coding: [{ system: OPERATION, code: activity }] },
    agent: own.agent ?? agents,
    ...(activity === 'CREATE'
      ? {}
      : { entity: [...asList(own.entity), { role: 'revision', what: version(standIns.previous) }] }),
  };
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

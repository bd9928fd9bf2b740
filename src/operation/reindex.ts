import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { ReindexJob, ReindexJobs } from '#reindex/reindex-jobs.ts';
import { type OperationRooms, type OperationSignature, readParameters } from './parameters.ts';

/** What `$reindex` is called by, and where. */
export const REINDEX: OperationSignature & { levels: ('system' | 'type')[] } = {
  name: 'reindex',
  definition: 'OperationDefinition/reindex',
  levels: ['system', 'type'],
  inputs: [{ name: 'type', min: 0, max: '*', type: 'code' }],
};

/** What `$reindex-status` is called by, and where. */
export const REINDEX_STATUS: OperationSignature & { levels: ('system' | 'type')[] } = {
  name: 'reindex-status',
  definition: 'OperationDefinition/reindex-status',
  levels: ['system'],
  inputs: [{ name: 'job', min: 0, max: '1', type: 'id' }],
};

/** What the operations need. */
export interface ReindexRooms extends OperationRooms {
  reindexJobs: ReindexJobs;
  baseUrl: string;
}

interface Call {
  type: string;
  query: string;
  body: unknown;
}

/**
 * `POST [base]/$reindex`, `POST [base]/[type]/$reindex`: begins to index all resources, or those of some types, anew.
 * Answers 202 and where to ask how far it has come (async.html).
 */
export async function reindexOperation({ type, query, body }: Call, rooms: ReindexRooms): Promise<Answer> {
  const input = readParameters({ query, body }, REINDEX, rooms.definitions);
  const asked = type ? [type] : input.all('type').map(({ value }) => value as string);
  const { resourceTypes } = rooms.definitions;
  const unknown = asked.find((one) => !resourceTypes.has(one));
  if (unknown !== undefined)
    throw refuse(400, 'value', `'${unknown.slice(0, 64)}' is no resource type`, {
      source: REINDEX.definition,
    });
  const job = await rooms.reindexJobs.begin(asked.length ? asked : [...resourceTypes].sort());
  const headers = { 'Content-Location': statusUrl(rooms, job), 'X-Progress': progressOf(job) };
  return { status: 202, headers, body: JSON.stringify(parametersOf([job])) };
}

/**
 * `GET [base]/$reindex-status`: the jobs of the last days; with `job` that one, 202 while it runs and 200 once it has
 * ended (async.html).
 */
export async function reindexStatus({ query, body }: Call, rooms: ReindexRooms): Promise<Answer> {
  const input = readParameters({ query, body }, REINDEX_STATUS, rooms.definitions);
  const id = input.text('job');
  if (id === undefined)
    return { status: 200, headers: {}, body: JSON.stringify(parametersOf(await rooms.reindexJobs.list())) };
  const job = await rooms.reindexJobs.find(id);
  if (!job)
    throw refuse(404, 'not-found', 'there is no such job, or no more', { source: REINDEX_STATUS.definition });
  const running = job.status === 'running';
  return {
    status: running ? 202 : 200,
    headers: running ? { 'X-Progress': progressOf(job), 'Retry-After': '1' } : {},
    body: JSON.stringify(parametersOf([job])),
  };
}

const statusUrl = ({ baseUrl }: ReindexRooms, { id }: ReindexJob): string =>
  `${baseUrl}/$reindex-status?job=${encodeURIComponent(id)}`;

/** Resources that are done and those there are, over all types. */
function totals({ types }: ReindexJob): { done: number; total: number } {
  return Object.values(types).reduce(
    (sum, one) => ({ done: sum.done + one.done, total: sum.total + one.total }),
    { done: 0, total: 0 },
  );
}

function progressOf(job: ReindexJob): string {
  const { done, total } = totals(job);
  return `${job.status}, ${done} of ${total} resources`;
}

function parametersOf(jobs: ReindexJob[]) {
  const parameter = jobs.map((job) => {
    const { done, total } = totals(job);
    return {
      name: 'job',
      part: [
        { name: 'id', valueId: job.id },
        { name: 'status', valueCode: job.status },
        { name: 'begun', valueInstant: job.begun },
        { name: 'done', valueInteger: done },
        { name: 'total', valueInteger: total },
        ...job.parameters.map((url) => ({ name: 'parameter', valueCanonical: url })),
        ...Object.entries(job.types)
          .filter(([, { total: some }]) => some > 0)
          .map(([type, progress]) => ({
            name: 'type',
            part: [
              { name: 'name', valueCode: type },
              { name: 'done', valueInteger: progress.done },
              { name: 'total', valueInteger: progress.total },
            ],
          })),
      ],
    };
  });
  return { resourceType: 'Parameters', ...(parameter.length ? { parameter } : {}) };
}

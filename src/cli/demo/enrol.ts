import { type Connection, request } from './connection.ts';
import type { CohortSubject } from './hospital/generate-cohort.ts';

/** How far an enrolment has come, or how it ended. */
export interface Enrolment {
  /** Subjects whose bundles were sent. */
  enrolled: number;
  /** Subjects that were complete on the server already. */
  present: number;
  /** Transactions sent. */
  bundles: number;
  /** Entries in them. */
  resources: number;
}

export interface EnrolOptions {
  connection: Connection;
  cohort: Iterable<CohortSubject>;
  /** Subjects in flight at a time; the bundles of one subject go one after the other. */
  concurrency?: number;
  /** Called after every subject. */
  progress?: (soFar: Enrolment) => void;
}

/**
 * Sends a cohort over HTTP. A subject that the server knows to its end is left alone, so that a second run changes
 * nothing; one that was interrupted is sent again, which completes it. Stops at the first refusal and throws it with
 * the number of the subject.
 */
export async function enrol({
  connection,
  cohort,
  concurrency = 4,
  progress,
}: EnrolOptions): Promise<Enrolment> {
  const total: Enrolment = { enrolled: 0, present: 0, bundles: 0, resources: 0 };
  const subjects = cohort[Symbol.iterator]();
  let refusal: unknown;
  const work = async () => {
    while (refusal === undefined) {
      const next = subjects.next();
      if (next.done) return;
      try {
        await enrolSubject(connection, next.value, total);
        progress?.({ ...total });
      } catch (error) {
        refusal ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (refusal !== undefined) throw refusal;
  return total;
}

async function enrolSubject(connection: Connection, subject: CohortSubject, total: Enrolment): Promise<void> {
  if (await isComplete(connection, subject)) {
    total.present++;
    return;
  }
  for (const bundle of subject.bundles) {
    try {
      await request(connection, '', { method: 'POST', body: bundle });
    } catch (error) {
      throw new Error(`${subject.id}: ${(error as Error).message}`, { cause: error });
    }
    total.bundles++;
    total.resources += bundle.entry.length;
  }
  total.enrolled++;
}

async function isComplete(connection: Connection, { complete }: CohortSubject): Promise<boolean> {
  const found = await request<{ total?: number }>(connection, `${complete}&_summary=count`, {
    method: 'GET',
  });
  return (found.total ?? 0) > 0;
}

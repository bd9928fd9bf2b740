import { describe, expect, test } from '@jest/globals';
import { type Enrolment, enrol } from '#cli/demo/enrol.ts';
import { cohort } from './hospital/cohort.ts';
import { type Received, refusal, searchset, withPeer } from './peer.ts';

const subjects = cohort(7).slice(0, 6);
const done = { resource: { resourceType: 'Bundle', type: 'transaction-response' } };
const isSearch = ({ method }: Received) => method === 'GET';
const posts = (received: Received[]) => received.filter(({ method }) => method === 'POST');
/** The subject that a transaction is about. */
const about = ({ body }: Received) => /"value":"(EXO-\d{3})"/.exec(body)![1]!;

describe('enrolment over HTTP', () => {
  test('sends every bundle of a subject in order, and tells how far it is', async () => {
    const progress: Enrolment[] = [];
    const { total, received } = await withPeer(
      (request) => (isSearch(request) ? searchset(0) : done),
      async (connection, heard) => ({
        total: await enrol({ connection, cohort: subjects, progress: (soFar) => progress.push(soFar) }),
        received: heard,
      }),
    );
    const bundles = subjects.flatMap((subject) => subject.bundles);
    expect(total).toMatchObject({ enrolled: 6, present: 0, bundles: bundles.length });
    expect(progress.map(({ enrolled }) => enrolled)).toEqual([1, 2, 3, 4, 5, 6]);
    const sent = Map.groupBy(posts(received), about);
    for (const { id, bundles: own } of subjects) {
      const entries = sent.get(id)!.map(({ body }) => JSON.parse(body).entry.length);
      expect(entries).toEqual(own.map(({ entry }) => entry.length));
    }
  });

  test('keeps the digits of decimals on the wire', async () => {
    const received = await withPeer(
      (request) => (isSearch(request) ? searchset(0) : done),
      async (connection, heard) => {
        await enrol({ connection, cohort: subjects });
        return heard;
      },
    );
    expect(posts(received).some(({ body }) => /"value":\d+\.\d0,/.test(body))).toBe(true);
  });

  test('sends nothing about subjects that are complete on the server', async () => {
    const { total, received } = await withPeer(
      () => searchset(1),
      async (connection, heard) => ({
        total: await enrol({ connection, cohort: subjects }),
        received: heard,
      }),
    );
    expect(total).toEqual({ enrolled: 0, present: 6, bundles: 0, resources: 0 });
    expect(posts(received)).toEqual([]);
  });

  test('stops at the first refusal and says whose it was and why', async () => {
    const received: Received[] = [];
    const run = withPeer(
      (request) => {
        received.push(request);
        if (isSearch(request)) return searchset(0);
        return about(request) === 'EXO-002'
          ? refusal(422, 'unit ng/m is not allowed', 'Bundle.entry[5].resource')
          : done;
      },
      (connection) => enrol({ connection, cohort: subjects, concurrency: 1 }),
    );
    await expect(run).rejects.toThrow(
      'EXO-002: HTTP 422: unit ng/m is not allowed (Bundle.entry[5].resource)',
    );
    expect(posts(received).filter((request) => about(request) === 'EXO-003')).toEqual([]);
  });
});

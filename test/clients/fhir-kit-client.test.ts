import type { Bundle, OperationOutcome, Patient, Resource, ValueSet } from '@medplum/fhirtypes';
import { Client } from 'fhir-kit-client';
import { useServer } from '../server-for-tests.ts';
import { ids, records, SUBJECTS } from './records.ts';

const server = useServer();
let client: Client;

/** What the client answered, as the type that it is. */
async function as<T extends Resource>(answer: Promise<unknown> | undefined): Promise<T> {
  return (await answer) as T;
}

/** The status that the client was told, and the OperationOutcome with it. */
async function refusal(answer: Promise<unknown>): Promise<{ status?: number; outcome?: OperationOutcome }> {
  try {
    await answer;
    return {};
  } catch (error) {
    const { response } = error as { response: { status: number; data: OperationOutcome } };
    return { status: response.status, outcome: response.data };
  }
}

const responseOf = (resource: object) => Client.httpFor(resource as never).response as Response;

beforeAll(async () => {
  client = new Client({ baseUrl: server().baseUrl });
  const { entry } = await as<Bundle>(client.transaction({ body: records() as never }));
  expect(new Set(entry?.map(({ response }) => response?.status))).toEqual(new Set(['201 Created']));
});

it('reads the capabilities', async () => {
  const statement = await client.capabilityStatement();
  expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
});

describe('one resource', () => {
  let made: Patient;

  it('is created, with the place where it stands', async () => {
    const body = { resourceType: 'Patient', active: true };
    made = await as<Patient>(client.create({ resourceType: 'Patient', body }));
    expect(made).toMatchObject({ active: true, meta: { versionId: '1' } });
    const response = responseOf(made);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`${server().baseUrl}/Patient/${made.id}/_history/1`);
  });

  it('is read, and a version of it', async () => {
    const id = made.id as string;
    expect(await client.read({ resourceType: 'Patient', id })).toEqual(made);
    expect(await client.vread({ resourceType: 'Patient', id, version: '1' })).toEqual(made);
  });

  it('is updated, if the version is the one that was read', async () => {
    const id = made.id as string;
    const body = { ...made, active: false } as never;
    const update = (version: string) =>
      client.update({
        resourceType: 'Patient',
        id,
        body,
        options: { headers: { 'If-Match': `W/"${version}"` } },
      });
    expect((await refusal(update('7'))).status).toBe(412);
    expect(await update('1')).toMatchObject({ active: false, meta: { versionId: '2' } });
  });

  it('is patched', async () => {
    const jsonPatch = [{ op: 'replace' as const, path: '/active', value: true }];
    const patched = await client.patch({ resourceType: 'Patient', id: made.id as string, jsonPatch });
    expect(patched).toMatchObject({ active: true, meta: { versionId: '3' } });
  });

  it('is deleted, and gone', async () => {
    const id = made.id as string;
    await client.delete({ resourceType: 'Patient', id });
    const { status, outcome } = await refusal(client.read({ resourceType: 'Patient', id }));
    expect({ status, outcome }).toMatchObject({
      status: 410,
      outcome: { resourceType: 'OperationOutcome', issue: [{ code: 'deleted' }] },
    });
  });

  it('has a history', async () => {
    const { entry } = await as<Bundle>(client.history({ resourceType: 'Patient', id: made.id as string }));
    expect(entry?.map(({ request }) => request?.method)).toEqual(['DELETE', 'PATCH', 'PUT', 'POST']);
  });
});

it('reads the history of a type and of the system', async () => {
  const ofType = await as<Bundle>(client.history({ resourceType: 'ResearchSubject' }));
  expect(ofType.entry).toHaveLength(SUBJECTS.length);
  const ofSystem = await as<Bundle>(client.history());
  expect(ofSystem).toMatchObject({ type: 'history' });
});

describe('a search', () => {
  it.each([false, true])('finds by parameters, by POST: %s', async (postSearch) => {
    const searchParams = { gender: 'female', _sort: 'birthdate' };
    const found = await as<Bundle>(
      client.search({ resourceType: 'Patient', searchParams, options: { postSearch } }),
    );
    expect(ids(found)).toEqual(['p1', 'p3', 'p5']);
  });

  it('goes through pages and back', async () => {
    const searchParams = { _sort: 'date', _count: 2, code: '4548-4' };
    const first = await as<Bundle>(client.search({ resourceType: 'Observation', searchParams }));
    const second = await as<Bundle>(client.nextPage({ bundle: first as never }));
    const third = await as<Bundle>(client.nextPage({ bundle: second as never }));
    expect([first, second, third].map((page) => ids(page))).toEqual([['o1', 'o2'], ['o3', 'o4'], ['o5']]);
    expect(client.nextPage({ bundle: third as never })).toBeUndefined();
    const back = await as<Bundle>(client.prevPage({ bundle: third as never }));
    expect(ids(back)).toEqual(['o3', 'o4']);
  });

  it('follows chains, reverse chains and includes', async () => {
    const chained = await as<Bundle>(
      client.search({ resourceType: 'Observation', searchParams: { 'subject:Patient.gender': 'male' } }),
    );
    expect(ids(chained).toSorted()).toEqual(['o2', 'o4']);
    const reversed = await as<Bundle>(
      client.search({
        resourceType: 'Patient',
        searchParams: { '_has:ResearchSubject:individual:status': 'withdrawn' },
      }),
    );
    expect(ids(reversed).toSorted()).toEqual(['p4', 'p5']);
    const included = await as<Bundle>(
      client.search({
        resourceType: 'Observation',
        searchParams: {
          'value-quantity': 'gt9',
          _include: 'Observation:subject',
          '_revinclude:iterate': 'ResearchSubject:individual',
        },
      }),
    );
    expect(ids(included)).toEqual(['o5']);
    expect(ids(included, 'include').toSorted()).toEqual(['p5', 's5']);
  });

  it('stays in a compartment, or goes over several types', async () => {
    const within = await as<Bundle>(
      client.search({ resourceType: 'Observation', compartment: { resourceType: 'Patient', id: 'p3' } }),
    );
    expect(ids(within)).toEqual(['o3']);
    const overall = await as<Bundle>(
      client.search({ searchParams: { _type: 'Patient,Observation', _id: 'p1,o1,s1' } }),
    );
    expect(ids(overall).toSorted()).toEqual(['o1', 'p1']);
    const posted = await as<Bundle>(
      client.search({ searchParams: { _type: 'Patient', _id: 'p1' }, options: { postSearch: true } }),
    );
    expect(ids(posted)).toEqual(['p1']);
  });

  it('by a parameter that there is not is refused with those that there are', async () => {
    const { status, outcome } = await refusal(
      client.search({ resourceType: 'Patient', searchParams: { colour: 'blue' } }),
    );
    expect(status).toBe(400);
    expect(outcome?.issue?.[0]?.diagnostics).toContain('birthdate');
  });
});

describe('conditions', () => {
  const identified = (value: string, more: object = {}) => ({
    resourceType: 'Patient',
    identifier: [{ system: 'http://example.org/subjects', value }],
    ...more,
  });
  const found = 'identifier=http://example.org/subjects|S-1';

  it('keep a create from making a second one', async () => {
    const options = { headers: { 'If-None-Exist': found } };
    const answer = await client.create({ resourceType: 'Patient', body: identified('S-1'), options });
    expect(answer).toMatchObject({ id: 'p1' });
    expect(responseOf(answer).status).toBe(200);
  });

  it('spare a read what the client has', async () => {
    const options = { headers: { 'If-None-Match': 'W/"1"' } };
    // The client takes every status that is no success for a failure.
    const { status } = await refusal(client.read({ resourceType: 'Patient', id: 'p3', options }));
    expect(status).toBe(304);
  });

  it('find what is updated', async () => {
    const searchParams = { identifier: 'http://example.org/subjects|S-2' };
    const body = identified('S-2', { gender: 'male' });
    const answer = await client.update({ resourceType: 'Patient', searchParams, body });
    expect(answer).toMatchObject({ id: 'p2', meta: { versionId: '2' } });
  });

  it('find what is patched and deleted', async () => {
    const request = (method: 'PATCH' | 'DELETE', options: object, body?: unknown) =>
      client.request(`Patient?${found}`, { method, options, body });
    const patched = await request('PATCH', { headers: { 'Content-Type': 'application/json-patch+json' } }, [
      { op: 'add', path: '/active', value: true },
    ]);
    expect(patched).toMatchObject({ id: 'p1', active: true });
    await request('DELETE', {});
    expect((await refusal(client.read({ resourceType: 'Patient', id: 'p1' }))).status).toBe(410);
  });
});

it('carries out a batch, entry by entry', async () => {
  const entry = ['Patient/p3', 'Patient/nobody', 'Observation?_summary=count'].map((url) => ({
    request: { method: 'GET', url },
  }));
  const answer = await as<Bundle>(client.batch({ body: { resourceType: 'Bundle', type: 'batch', entry } }));
  expect(answer.type).toBe('batch-response');
  expect(answer.entry?.map(({ response }) => response?.status?.slice(0, 3))).toEqual(['200', '404', '200']);
});

it('carries out a transaction whole or not at all', async () => {
  const post = (resource: object) => ({ resource, request: { method: 'POST', url: 'Basic' } });
  const entry = [post({ resourceType: 'Basic', code: { text: 'One' } }), post({ resourceType: 'Basic' })];
  const { status, outcome } = await refusal(
    client.transaction({ body: { resourceType: 'Bundle', type: 'transaction', entry } }),
  );
  expect(status).toBe(400);
  expect(outcome?.issue?.[0]?.expression).toEqual(['Bundle.entry[1].resource']);
  const none = await as<Bundle>(
    client.search({ resourceType: 'Basic', searchParams: { _summary: 'count' } }),
  );
  expect(none.total).toBe(0);
});

describe('operations', () => {
  it('$validate', async () => {
    const outcome = await as<OperationOutcome>(
      client.operation({
        name: 'validate',
        resourceType: 'Observation',
        input: { resourceType: 'Observation', code: { text: 'A' } },
      }),
    );
    expect(outcome.issue?.[0]).toMatchObject({ severity: 'error', code: 'required' });
  });

  it('$everything of a patient', async () => {
    const everything = await as<Bundle>(
      client.operation({ name: '$everything', resourceType: 'Patient', id: 'p4', method: 'GET' }),
    );
    const all = everything.entry?.map(({ resource }) => resource?.id);
    expect(all).toEqual(expect.arrayContaining(['p4', 's4', 'o4']));
    expect(all).not.toContain('o5');
  });

  it('$expand of a value set', async () => {
    const valueSet = await as<ValueSet>(
      client.operation({
        name: 'expand',
        resourceType: 'ValueSet',
        method: 'GET',
        input: { url: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
      }),
    );
    expect(valueSet.expansion?.contains?.map(({ code }) => code).toSorted()).toEqual([
      'female',
      'male',
      'other',
      'unknown',
    ]);
  });

  it('$lastn of observations', async () => {
    const lastn = await as<Bundle>(
      client.operation({
        name: 'lastn',
        resourceType: 'Observation',
        method: 'GET',
        input: { subject: 'Patient/p4', code: 'http://loinc.org|4548-4' },
      }),
    );
    expect(ids(lastn)).toEqual(['o4']);
  });
});

it('resolves references', async () => {
  const observation = await client.read({ resourceType: 'Observation', id: 'o3' });
  const { reference } = observation.subject as { reference: string };
  expect(await client.resolve({ reference, context: observation })).toMatchObject({ id: 'p3' });
});

import { isOperationOutcome, MedplumClient, type OperationOutcomeError } from '@medplum/core';
import type { Binary, Bundle, OperationOutcome, Patient, Resource, ValueSet } from '@medplum/fhirtypes';
import { useServer } from '../server-for-tests.ts';
import { ids, records, SUBJECTS } from './records.ts';

const server = useServer();
let client: MedplumClient;

/** The OperationOutcome with which the server refused. */
async function refusal(answer: PromiseLike<unknown>): Promise<OperationOutcome | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    return (error as OperationOutcomeError).outcome;
  }
}

beforeAll(async () => {
  client = new MedplumClient({
    baseUrl: `${server().origin}/`,
    fhirUrlPath: 'fhir',
    maxRetryTime: 0,
    cacheTime: 0,
  });
  const { entry } = await client.executeBatch(records());
  expect(new Set(entry?.map(({ response }) => response?.status))).toEqual(new Set(['201 Created']));
});

it('reads the capabilities', async () => {
  const statement = await client.get<Resource>(client.fhirUrl('metadata'));
  expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', kind: 'instance' });
});

describe('one resource', () => {
  let made: Patient & { id: string };

  it('is created', async () => {
    made = await client.createResource<Patient>({ resourceType: 'Patient', active: true });
    expect(made).toMatchObject({ active: true, meta: { versionId: '1' } });
  });

  it('is read, by id, by reference and in a version', async () => {
    expect(await client.readResource('Patient', made.id)).toEqual(made);
    expect(await client.readReference({ reference: `Patient/${made.id}` })).toEqual(made);
    expect(await client.readVersion('Patient', made.id, '1')).toEqual(made);
  });

  it('is updated', async () => {
    const updated = await client.updateResource<Patient>({ ...made, active: false });
    expect(updated).toMatchObject({ active: false, meta: { versionId: '2' } });
    // What changes nothing makes no version.
    expect((await client.updateResource<Patient>(updated)).meta?.versionId).toBe('2');
  });

  it('is patched', async () => {
    const operations = [{ op: 'replace' as const, path: '/active', value: true }];
    const patched = await client.patchResource('Patient', made.id, operations);
    expect(patched).toMatchObject({ active: true, meta: { versionId: '3' } });
    const wrong = [{ op: 'replace' as const, path: '/gender', value: 'blue' }];
    expect((await refusal(client.patchResource('Patient', made.id, wrong)))?.issue?.[0]).toMatchObject({
      severity: 'error',
    });
  });

  it('is deleted, and gone', async () => {
    await client.deleteResource('Patient', made.id);
    expect((await refusal(client.readResource('Patient', made.id)))?.issue?.[0]?.code).toBe('deleted');
  });

  it('has a history', async () => {
    const { entry } = await client.readHistory('Patient', made.id);
    expect(entry?.map(({ response }) => response?.status?.slice(0, 3))).toEqual(['204', '200', '200', '201']);
  });
});

it('stores a Binary as what it holds, and gets it back', async () => {
  const binary: Binary = await client.createBinary({
    data: 'subject,visit\n1,baseline\n',
    contentType: 'text/csv',
  });
  const blob = await client.download(client.fhirUrl('Binary', binary.id as string).toString(), {
    headers: { Accept: 'text/csv' },
  });
  expect(await blob.text()).toBe('subject,visit\n1,baseline\n');
});

describe('a search', () => {
  it('finds by parameters', async () => {
    const found = await client.searchResources('Patient', { gender: 'female', _sort: 'birthdate' });
    expect(found.map(({ id }) => id)).toEqual(['p1', 'p3', 'p5']);
    expect(await client.searchOne('Patient', 'identifier=http://example.org/subjects|S-2')).toMatchObject({
      id: 'p2',
    });
  });

  it('by POST finds the same', async () => {
    const bundle = await client.post(
      client.fhirUrl('Patient', '_search'),
      'gender=male&_sort=birthdate',
      'application/x-www-form-urlencoded',
    );
    expect(ids(bundle)).toEqual(['p2', 'p4']);
  });

  it('goes through all pages', async () => {
    const pages: (string | undefined)[][] = [];
    for await (const page of client.searchResourcePages('Observation', { _sort: 'date', _count: 2 }))
      pages.push(page.map(({ id }) => id));
    expect(pages).toEqual([['o1', 'o2'], ['o3', 'o4'], ['o5']]);
  });

  it('follows chains, reverse chains and includes', async () => {
    const chained = await client.searchResources('Observation', 'subject:Patient.gender=male');
    expect(chained.map(({ id }) => id).toSorted()).toEqual(['o2', 'o4']);
    const reversed = await client.searchResources(
      'Patient',
      '_has:ResearchSubject:individual:status=withdrawn',
    );
    expect(reversed.map(({ id }) => id).toSorted()).toEqual(['p4', 'p5']);
    const included = await client.search(
      'Observation',
      'value-quantity=gt9&_include=Observation:subject&_revinclude:iterate=ResearchSubject:individual',
    );
    expect(ids(included)).toEqual(['o5']);
    expect(ids(included, 'include').toSorted()).toEqual(['p5', 's5']);
  });

  it('stays in a compartment, or goes over several types', async () => {
    const within = await client.get<Bundle>(client.fhirUrl('Patient', 'p3', 'Observation'));
    expect(ids(within)).toEqual(['o3']);
    const overall = await client.get<Bundle>(`${client.fhirUrl()}?_type=Patient,Observation&_id=p1,o1,s1`);
    expect(ids(overall).toSorted()).toEqual(['o1', 'p1']);
  });

  it('by a parameter that there is not is refused with those that there are', async () => {
    const outcome = await refusal(client.search('Patient', 'colour=blue'));
    expect(isOperationOutcome(outcome)).toBe(true);
    expect(outcome?.issue?.[0]?.diagnostics).toContain('birthdate');
  });
});

describe('conditions', () => {
  const identifier = (value: string) => [{ system: 'http://example.org/subjects', value }];

  it('keep a create from making a second one', async () => {
    const answer = await client.createResourceIfNoneExist<Patient>(
      { resourceType: 'Patient', identifier: identifier('S-1') },
      'identifier=http://example.org/subjects|S-1',
    );
    expect(answer.id).toBe('p1');
  });

  it('find what is updated, and create it where there is none', async () => {
    const upsert = (value: string) =>
      client.upsertResource<Patient>(
        { resourceType: 'Patient', gender: 'other', identifier: identifier(value) },
        `identifier=http://example.org/subjects|${value}`,
      );
    expect(await upsert('S-2')).toMatchObject({ id: 'p2', gender: 'other', meta: { versionId: '2' } });
    const made = await upsert('S-99');
    expect(made.meta?.versionId).toBe('1');
    expect((await upsert('S-99')).id).toBe(made.id);
  });

  it('hold an update to the version that was read', async () => {
    const patient = await client.readResource('Patient', 'p3');
    const update = (version: string) =>
      client.updateResource<Patient>(
        { ...patient, active: true },
        { headers: { 'If-Match': `W/"${version}"` } },
      );
    expect((await refusal(update('7')))?.issue?.[0]?.code).toBe('conflict');
    expect(await update('1')).toMatchObject({ active: true });
  });

  it('find what is patched and deleted', async () => {
    const url = `${client.fhirUrl('Patient')}?identifier=http://example.org/subjects|S-1`;
    const patched = await client.patch(url, [{ op: 'add', path: '/active', value: true }]);
    expect(patched).toMatchObject({ id: 'p1', active: true });
    await client.delete(url);
    expect((await refusal(client.readResource('Patient', 'p1')))?.issue?.[0]?.code).toBe('deleted');
  });
});

it('reads the history of a type and of the system', async () => {
  const ofType = await client.get<Bundle>(client.fhirUrl('ResearchSubject', '_history'));
  expect(ofType.entry).toHaveLength(SUBJECTS.length);
  const ofSystem = await client.get<Bundle>(`${client.fhirUrl('_history')}?_count=3`);
  expect(ofSystem).toMatchObject({ type: 'history', entry: [{}, {}, {}] });
});

it('carries out a batch, entry by entry', async () => {
  const entry = ['Patient/p3', 'Patient/nobody', 'Observation?_summary=count'].map((url) => ({
    request: { method: 'GET' as const, url },
  }));
  const answer = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry });
  expect(answer.entry?.map(({ response }) => response?.status?.slice(0, 3))).toEqual(['200', '404', '200']);
});

describe('operations', () => {
  it('$validate', async () => {
    const outcome = await client.validateResource({ resourceType: 'Patient', gender: 'blue' as never });
    expect(outcome.issue?.[0]).toMatchObject({ severity: 'error', expression: ['Patient.gender'] });
  });

  it('$everything of a patient', async () => {
    const everything = await client.readPatientEverything('p4');
    const all = everything.entry?.map(({ resource }) => resource?.id);
    expect(all).toEqual(expect.arrayContaining(['p4', 's4', 'o4']));
    expect(all).not.toContain('o5');
  });

  it('$expand of a value set, as the field of a form asks for it', async () => {
    const valueSet: ValueSet = await client.valueSetExpand({
      url: 'http://hl7.org/fhir/ValueSet/administrative-gender',
      filter: 'fem',
    });
    expect(valueSet.expansion?.contains?.map(({ code }) => code)).toEqual(['female']);
  });
});

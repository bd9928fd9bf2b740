import { useServer } from '../../server-for-tests.ts';
import { fhirpathPatch, jsonPatch, operation, parametersOf, part } from './patch-of.ts';

const server = useServer();
let n = 0;

const patient = (more: object = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:s', value: `v${n}` }],
  ...more,
});

/** Creates a patient whose identifier is `v` and a number; that number. */
async function created(more: object = {}): Promise<number> {
  n++;
  const id = `p${n}`;
  expect(await server().put(`/Patient/${id}`, patient({ id, ...more }))).toMatchObject({ status: 201 });
  return n;
}

const female = [{ op: 'add', path: '/gender', value: 'female' }];
const toFemale = operation(
  'add',
  'Patient',
  part('name', 'valueString', 'gender'),
  part('value', 'valueCode', 'female'),
);

describe('patch', () => {
  it('is a version that its history knows as PATCH', async () => {
    const i = await created();
    const reply = await jsonPatch(server(), `/Patient/p${i}`, female);
    expect(reply).toMatchObject({
      status: 200,
      headers: { etag: 'W/"2"', 'last-modified': expect.stringContaining('GMT') },
      resource: { gender: 'female', meta: { versionId: '2' } },
    });
    const { entries } = await server().get(`/Patient/p${i}/_history`);
    expect(entries[0]).toMatchObject({
      request: { method: 'PATCH', url: `Patient/p${i}` },
      response: { status: '200 OK' },
      resource: { gender: 'female' },
    });
  });

  it('is found by what it has changed, and no longer by what that was', async () => {
    const i = await created();
    await jsonPatch(server(), `/Patient/p${i}`, [
      { op: 'replace', path: '/identifier/0/value', value: `new${i}` },
    ]);
    const total = async (value: string) =>
      (await server().get(`/Patient?identifier=${value}`)).resource.total;
    expect([await total(`v${i}`), await total(`new${i}`)]).toEqual([0, 1]);
  });

  it('that changes nothing makes no version', async () => {
    const i = await created({ gender: 'female' });
    expect(await jsonPatch(server(), `/Patient/p${i}`, female)).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
    });
    expect(await jsonPatch(server(), `/Patient/p${i}`, [])).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
    });
    expect((await server().get(`/Patient/p${i}/_history`)).entries).toHaveLength(1);
  });

  it("leaves to the server what is the server's in meta", async () => {
    const i = await created();
    const reply = await jsonPatch(server(), `/Patient/p${i}`, [
      { op: 'test', path: '/meta/versionId', value: '1' },
      { op: 'replace', path: '/meta/versionId', value: '77' },
      { op: 'replace', path: '/meta/lastUpdated', value: '1999-01-01T00:00:00Z' },
      { op: 'add', path: '/meta/tag', value: [{ system: 'urn:t', code: 'x' }] },
    ]);
    expect(reply.resource.meta).toMatchObject({ versionId: '2', tag: [{ code: 'x' }] });
    expect(reply.resource.meta?.lastUpdated).not.toContain('1999');
  });

  it('looks references by search up', async () => {
    const i = await created();
    const link = {
      op: 'add',
      path: '/link',
      value: [{ other: { reference: `Patient?identifier=v${i}` }, type: 'seealso' }],
    };
    expect((await jsonPatch(server(), `/Patient/p${i}`, [link])).resource.link).toEqual([
      { other: { reference: `Patient/p${i}` }, type: 'seealso' },
    ]);
    const lost = { op: 'replace', path: '/link/0/other/reference', value: 'Patient?identifier=nobody' };
    expect((await jsonPatch(server(), `/Patient/p${i}`, [lost])).status).toBe(412);
  });

  it('answers 404 for what never was and 410 for what was deleted', async () => {
    expect(await jsonPatch(server(), '/Patient/never', female)).toMatchObject({
      status: 404,
      issues: [{ code: 'not-found' }],
    });
    const i = await created();
    await server().delete(`/Patient/p${i}`);
    expect(await jsonPatch(server(), `/Patient/p${i}`, female)).toMatchObject({
      status: 410,
      issues: [{ code: 'deleted' }],
    });
  });

  it('heeds If-Match before anything else', async () => {
    const i = await created();
    const at = (tag: string, operations: object[] = female) =>
      jsonPatch(server(), `/Patient/p${i}`, operations, { 'If-Match': tag });
    expect(await at('W/"2"', [{ op: 'remove', path: '/nothing' }])).toMatchObject({
      status: 412,
      issues: [{ code: 'conflict' }],
    });
    expect((await at('2')).status).toBe(400);
    expect((await at('W/"1"')).status).toBe(200);
    expect((await at('W/"1"')).status).toBe(412);
    expect((await at('*', [])).status).toBe(200);
    expect((await jsonPatch(server(), '/Patient/never', female, { 'If-Match': 'W/"1"' })).status).toBe(412);
  });

  it('answers as Prefer asks', async () => {
    const i = await created();
    const preferring = (value: string) =>
      jsonPatch(server(), `/Patient/p${i}`, female, { Prefer: `return=${value}` });
    expect(await preferring('minimal')).toMatchObject({ status: 200, text: '', headers: { etag: 'W/"2"' } });
    expect(await preferring('representation')).toMatchObject({
      status: 200,
      resource: { resourceType: 'Patient' },
    });
    expect(await preferring('OperationOutcome')).toMatchObject({
      status: 200,
      resource: { resourceType: 'OperationOutcome' },
    });
  });

  it('loses none of 50 that come at once', async () => {
    const i = await created();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, k) =>
        jsonPatch(server(), `/Patient/p${i}`, [
          { op: 'add', path: '/identifier/-', value: { value: `at-once-${k}` } },
        ]),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ headers }) => headers.etag)).size).toBe(50);
    const { resource } = await server().get(`/Patient/p${i}`);
    expect(resource.identifier).toHaveLength(51);
  });

  it('is carried out together with updates that come at once, and each version is one of theirs', async () => {
    const i = await created();
    const update = (k: number) =>
      server().put(`/Patient/p${i}`, patient({ id: `p${i}`, multipleBirthInteger: k }));
    const change = () => jsonPatch(server(), `/Patient/p${i}`, female);
    await Promise.all(Array.from({ length: 20 }, (_, k) => (k % 2 ? update(k) : change())));
    const { entries } = await server().get(`/Patient/p${i}/_history?_count=100`);
    const births = entries
      .filter(({ request }) => request?.method === 'PATCH')
      .map(({ resource }) => resource?.multipleBirthInteger);
    const before = (at: number) => entries[at + 1]?.resource?.multipleBirthInteger;
    entries.forEach(({ request, resource }, at) => {
      if (request?.method !== 'PATCH') return;
      expect(resource).toMatchObject({ gender: 'female' });
      expect(resource?.multipleBirthInteger).toBe(before(at));
    });
    expect(births.length).toBeGreaterThan(0);
  });
});

describe('conditional patch', () => {
  it('changes the one that matches', async () => {
    const i = await created();
    expect(await jsonPatch(server(), `/Patient?identifier=urn:s|v${i}`, female)).toMatchObject({
      status: 200,
      resource: { id: `p${i}`, gender: 'female' },
    });
    expect(
      await fhirpathPatch(server(), `/Patient?identifier=v${i}`, operation('delete', 'Patient.gender')),
    ).toMatchObject({
      status: 200,
      headers: { etag: 'W/"3"' },
    });
  });

  it('is 404 for none and 412 for several', async () => {
    expect(await jsonPatch(server(), '/Patient?identifier=nobody', female)).toMatchObject({
      status: 404,
      issues: [{ code: 'not-found' }],
    });
    await server().put('/Patient/two1', { ...patient({ id: 'two1' }), identifier: [{ value: 'two' }] });
    await server().put('/Patient/two2', { ...patient({ id: 'two2' }), identifier: [{ value: 'two' }] });
    expect(await jsonPatch(server(), '/Patient?identifier=two', female)).toMatchObject({
      status: 412,
      issues: [{ code: 'multiple-matches' }],
    });
  });

  it('heeds If-Match, and refuses no criteria', async () => {
    const i = await created();
    const path = `/Patient?identifier=v${i}`;
    expect((await jsonPatch(server(), path, female, { 'If-Match': 'W/"7"' })).status).toBe(412);
    expect(await jsonPatch(server(), '/Patient', female)).toMatchObject({
      status: 405,
      headers: { allow: expect.any(String) },
    });
    expect((await jsonPatch(server(), '/Patient?unheard-of=1', female)).status).toBe(400);
  });

  it('may take the resource out of its own criteria', async () => {
    const i = await created();
    const operations = [{ op: 'replace', path: '/identifier/0/value', value: 'moved-away' }];
    expect((await jsonPatch(server(), `/Patient?identifier=v${i}`, operations)).status).toBe(200);
    expect((await jsonPatch(server(), `/Patient?identifier=v${i}`, operations)).status).toBe(404);
  });
});

describe('the format of a patch', () => {
  it('is told by its media type', async () => {
    const i = await created();
    const send = (type: string, body: unknown) =>
      server().send('PATCH', `/Patient/p${i}`, { body, headers: { 'Content-Type': type } });
    expect((await send('application/json-patch+json; charset=utf-8', female)).status).toBe(200);
    expect((await send('application/json', parametersOf(operation('delete', 'Patient.gender')))).status).toBe(
      200,
    );
    const xml = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
      <part><name value="type"/><valueCode value="add"/></part>
      <part><name value="path"/><valueString value="Patient"/></part>
      <part><name value="name"/><valueString value="birthDate"/></part>
      <part><name value="value"/><valueDate value="1970-01-01"/></part></parameter></Parameters>`;
    expect((await send('application/fhir+xml', xml)).status).toBe(200);
    expect((await server().get(`/Patient/p${i}`)).resource).toMatchObject({ birthDate: '1970-01-01' });
    for (const [type, body] of [
      ['application/xml-patch+xml', '<diff/>'],
      ['application/merge-patch+json', {}],
      ['text/plain', 'x'],
      ['application/fhir+json', female],
    ] as const)
      expect(await send(type, body)).toMatchObject({
        status: 415,
        headers: { 'accept-patch': expect.stringContaining('application/json-patch+json') },
        resource: { resourceType: 'OperationOutcome' },
      });
    expect((await send('application/json-patch+json', parametersOf(toFemale))).status).toBe(400);
    expect((await send('application/fhir+json', patient())).status).toBe(400);
    expect((await send('application/json-patch+json', '[{')).status).toBe(400);
    expect((await server().send('PATCH', `/Patient/p${i}`)).status).toBe(400);
  });

  it('is no format for a create or update', async () => {
    for (const [method, path] of [
      ['POST', '/Patient'],
      ['PUT', '/Patient/x'],
    ] as const)
      expect(
        (
          await server().send(method, path, {
            body: female,
            headers: { 'Content-Type': 'application/json-patch+json' },
          })
        ).status,
      ).toBe(415);
  });
});

describe('the narrative after a patch', () => {
  const text = (status: string) => ({ status, div: '<div xmlns="http://www.w3.org/1999/xhtml">male</div>' });

  it.each(['generated', 'extensions'])(
    'goes where it was made from data that have changed: %s',
    async (status) => {
      const i = await created({ text: text(status), gender: 'male' });
      const { resource } = await jsonPatch(server(), `/Patient/p${i}`, female);
      expect(resource).toMatchObject({ gender: 'female' });
      expect(resource).not.toHaveProperty('text');
    },
  );

  it('stays where the patch changes it as well, or nothing but meta', async () => {
    const i = await created({ text: text('generated') });
    const tag = { op: 'add', path: '/meta/tag', value: [{ code: 'x' }] };
    expect((await jsonPatch(server(), `/Patient/p${i}`, [tag])).resource).toMatchObject({
      text: text('generated'),
    });
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">female</div>';
    const both = [...female, { op: 'replace', path: '/text/div', value: div }];
    expect((await jsonPatch(server(), `/Patient/p${i}`, both)).resource).toMatchObject({ text: { div } });
  });

  it('cannot stay, and cannot go, where it says more than the data', async () => {
    const i = await created({ text: text('additional'), gender: 'male' });
    expect(
      await fhirpathPatch(server(), `/Patient/p${i}`, operation('delete', 'Patient.gender')),
    ).toMatchObject({
      status: 422,
      issues: [{ code: 'business-rule', expression: ['Patient.text'] }],
    });
    const both = [operation('delete', 'Patient.gender'), operation('delete', 'Patient.text')];
    expect((await fhirpathPatch(server(), `/Patient/p${i}`, ...both)).status).toBe(200);
  });
});

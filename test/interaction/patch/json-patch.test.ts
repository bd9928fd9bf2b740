import { useServer } from '../../server-for-tests.ts';
import { jsonPatch } from './patch-of.ts';

const server = useServer();
let n = 0;

/** Creates a resource from JSON text; its path. */
async function created(text: string): Promise<string> {
  const id = `r${++n}`;
  const type = JSON.parse(text).resourceType as string;
  const reply = await server().put(`/${type}/${id}`, text.replace('{', `{"id":"${id}",`));
  expect(reply).toMatchObject({ status: 201 });
  return `/${type}/${id}`;
}

const patch = (path: string, ...operations: object[]) => jsonPatch(server(), path, operations);
/** The resource without what the server adds, as text. */
const content = async (path: string) =>
  (await server().get(path)).text.replace(/"id":"[^"]*","meta":\{[^}]*\},?/, '');

describe('JSON Patch', () => {
  it('adds, replaces and removes members and items', async () => {
    const path = await created(
      '{"resourceType":"Patient","active":true,"name":[{"family":"A","given":["x","y"]}]}',
    );
    const reply = await patch(
      path,
      { op: 'add', path: '/gender', value: 'female' },
      { op: 'replace', path: '/name/0/family', value: 'B' },
      { op: 'add', path: '/name/0/given/1', value: 'z' },
      { op: 'add', path: '/name/-', value: { family: 'C' } },
      { op: 'remove', path: '/active' },
      { op: 'remove', path: '/name/0/given/0' },
    );
    expect(reply).toMatchObject({
      status: 200,
      headers: { etag: 'W/"2"' },
      resource: {
        gender: 'female',
        name: [{ family: 'B', given: ['z', 'y'] }, { family: 'C' }],
        meta: { versionId: '2' },
      },
    });
    expect(reply.resource).not.toHaveProperty('active');
    expect((await server().get(path)).resource).toEqual(reply.resource);
  });

  it('tests, moves and copies', async () => {
    const path = await created('{"resourceType":"Patient","name":[{"family":"A"},{"family":"B"}]}');
    const reply = await patch(
      path,
      { op: 'test', path: '/name/1', value: { family: 'B' } },
      { op: 'move', from: '/name/1', path: '/name/0' },
      { op: 'copy', from: '/name/0/family', path: '/name/1/text' },
    );
    expect(reply.resource.name).toEqual([{ family: 'B' }, { family: 'A', text: 'B' }]);
  });

  it('takes operations in their order', async () => {
    const path = await created('{"resourceType":"Patient"}');
    const reply = await patch(
      path,
      { op: 'add', path: '/name', value: [] },
      { op: 'add', path: '/name/0', value: { family: 'A' } },
      { op: 'add', path: '/name/0/given', value: ['x'] },
    );
    expect(reply.resource.name).toEqual([{ family: 'A', given: ['x'] }]);
  });

  it('keeps the text of every number, of those it moves and of those it adds', async () => {
    const path = await created(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":7.10},"component":[{"code":{"text":"a"},"valueQuantity":{"value":1.00}},{"code":{"text":"b"},"valueQuantity":{"value":2.0}}]}',
    );
    const { status } = await jsonPatch(
      server(),
      path,
      '[{"op":"test","path":"/valueQuantity/value","value":7.1},{"op":"copy","from":"/valueQuantity/value","path":"/component/1/valueQuantity/value"},{"op":"move","from":"/component/1","path":"/component/0"},{"op":"replace","path":"/valueQuantity/value","value":6.50},{"op":"add","path":"/component/-","value":{"code":{"text":"c"},"valueQuantity":{"value":0.000}}}]',
    );
    expect(status).toBe(200);
    expect((await content(path)).match(/"value":[\d.]+/g)).toEqual([
      '"value":6.50',
      '"value":7.10',
      '"value":1.00',
      '"value":0.000',
    ]);
  });

  it('keeps the text of numbers in lists', async () => {
    const path = await created(
      '{"resourceType":"MolecularSequence","coordinateSystem":0,"quality":[{"type":"snp","roc":{"precision":[0.10,0.2,0.30]}}]}',
    );
    const list = '/quality/0/roc/precision';
    const { status } = await jsonPatch(
      server(),
      path,
      `[{"op":"remove","path":"${list}/0"},{"op":"add","path":"${list}/1","value":0.50},{"op":"move","from":"${list}/2","path":"${list}/0"}]`,
    );
    expect(status).toBe(200);
    expect(await content(path)).toContain('"precision":[0.30,0.2,0.50]');
  });

  it('reaches members with / and ~ in their names by the escapes of a pointer', async () => {
    const path = await created('{"resourceType":"Patient"}');
    const reply = await patch(path, { op: 'add', path: '/a~1b~01', value: 1 });
    expect(reply).toMatchObject({ status: 400, issues: [{ diagnostics: expect.stringContaining('a/b~1') }] });
  });

  it('replaces the whole by the same resource', async () => {
    const path = await created('{"resourceType":"Patient","active":true}');
    const id = path.split('/')[2];
    const value = { resourceType: 'Patient', id, active: false };
    expect(await patch(path, { op: 'replace', path: '', value })).toMatchObject({
      status: 200,
      resource: { active: false, meta: { versionId: '2' } },
    });
  });
});

describe('a JSON Patch that cannot be carried out changes nothing', () => {
  const body =
    '{"resourceType":"Patient","gender":"male","name":[{"family":"A"}],"contact":[{"address":{"text":"x"}}]}';
  const first = { op: 'replace', path: '/gender', value: 'female' };

  it.each([
    ['removes what is not there', { op: 'remove', path: '/photo/3' }, 'Patient.photo[3]'],
    ['replaces what is not there', { op: 'replace', path: '/birthDate', value: '2000' }, 'Patient.birthDate'],
    [
      'adds below what is not there',
      { op: 'add', path: '/contact/0/name/text', value: 'x' },
      'Patient.contact[0].name.text',
    ],
    ['adds behind the end of a list', { op: 'add', path: '/name/2', value: {} }, 'Patient.name[2]'],
    ['adds to a list under a name', { op: 'add', path: '/name/family', value: 'x' }, 'Patient.name.family'],
    ['reads an index with a leading zero', { op: 'remove', path: '/name/00' }, 'Patient.name'],
    ['reads the length of a list', { op: 'test', path: '/name/length', value: 1 }, 'Patient.name.length'],
    ['removes behind the end by -', { op: 'remove', path: '/name/-' }, 'Patient.name'],
    ['goes below a string', { op: 'add', path: '/gender/0', value: 'x' }, 'Patient.gender[0]'],
    [
      'finds another value',
      { op: 'test', path: '/name/0/family', value: 'Nobody' },
      'Patient.name[0].family',
    ],
    ['finds another type', { op: 'test', path: '/name', value: { 0: { family: 'A' } } }, 'Patient.name'],
    [
      'reads what every object inherits',
      { op: 'copy', from: '/constructor', path: '/language' },
      'Patient.constructor',
    ],
    [
      'reads below what every object inherits',
      { op: 'add', path: '/constructor/prototype/x', value: 1 },
      'Patient.constructor.prototype.x',
    ],
    ['writes __proto__', { op: 'add', path: '/__proto__', value: {} }, 'Patient.__proto__'],
    ['writes below __proto__', { op: 'add', path: '/__proto__/x', value: 1 }, 'Patient.__proto__.x'],
    ['removes the whole', { op: 'remove', path: '' }, 'Patient'],
  ])('because it %s: 422 with the operation and the element', async (_, operation, element) => {
    const path = await created(body);
    const before = await server().get(path);
    expect(await patch(path, first, operation)).toMatchObject({
      status: 422,
      issues: [
        {
          code: 'processing',
          diagnostics: expect.stringContaining(`operation 1 (${operation.op})`),
          expression: [element],
        },
      ],
    });
    expect((await server().get(path)).text).toBe(before.text);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each([
    ['is no array', { op: 'remove', path: '/gender' }, 'no array'],
    ['has something that is no operation', ['remove'], 'operation 0'],
    ['has no op', [{ path: '/gender' }], 'op missing'],
    [
      'has an unknown op',
      [first, { op: 'delete', path: '/gender' }],
      "operation 1 of the JSON Patch has the op 'delete'",
    ],
    ['has an op that every object inherits', [{ op: 'toString', path: '/gender' }], 'toString'],
    ['has no path', [{ op: 'remove' }], 'path missing'],
    ['has a path that is no pointer', [{ op: 'remove', path: 'gender' }], "path 'gender'"],
    ['has a path with a wrong escape', [{ op: 'remove', path: '/~2' }], "path '/~2'"],
    ['has no value', [{ op: 'add', path: '/gender' }], 'without a value'],
    ['has no from', [{ op: 'move', path: '/gender' }], 'from missing'],
    ['moves a value into itself', [{ op: 'move', from: '/name', path: '/name/0' }], 'into itself'],
  ])('because it %s: 400', async (_, operations, diagnostics) => {
    const path = await created(body);
    expect(await jsonPatch(server(), path, operations)).toMatchObject({
      status: 400,
      issues: [{ code: 'structure', diagnostics: expect.stringContaining(diagnostics) }],
    });
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });

  it.each([
    ['takes away what is mandatory', { op: 'remove', path: '/code' }, 'Observation'],
    ['puts in a wrong code', { op: 'replace', path: '/status', value: 'done' }, 'Observation.status'],
    [
      'puts in what R4 does not have',
      { op: 'add', path: '/constructor', value: 1 },
      'Observation.constructor',
    ],
    ['puts in null', { op: 'add', path: '/subject', value: null }, 'Observation.subject'],
    ['changes the id', { op: 'replace', path: '/id', value: 'other' }, 'Observation.id'],
    ['takes the id away', { op: 'remove', path: '/id' }, 'Observation.id'],
    [
      'changes the type',
      { op: 'replace', path: '/resourceType', value: 'Patient' },
      'Observation.resourceType',
    ],
    ['makes it no resource', { op: 'replace', path: '', value: [] }, 'Observation'],
  ])('because it %s: 400 as for an update', async (_, operation, element) => {
    const path = await created('{"resourceType":"Observation","status":"final","code":{"text":"x"}}');
    expect(await patch(path, operation)).toMatchObject({
      status: 400,
      issues: [{ expression: [element] }],
    });
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });
});

describe('a JSON Patch that would grow without end is refused', () => {
  it('by copies of copies', async () => {
    const path = await created('{"resourceType":"Patient","name":[{"family":"A"}]}');
    const copies = Array.from({ length: 60 }, () => ({
      op: 'copy',
      from: '/name',
      path: '/name/0/extension',
    }));
    expect(await patch(path, ...copies)).toMatchObject({ status: 413, issues: [{ code: 'too-long' }] });
  });

  it('by values nested in each other', async () => {
    const path = await created('{"resourceType":"Patient","name":[{"family":"A"}]}');
    const deep = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    const below = '/a'.repeat(40);
    const reply = await patch(
      path,
      { op: 'add', path: '/a', value: deep(40) },
      { op: 'add', path: below, value: deep(40) },
    );
    expect(reply).toMatchObject({ status: 413, issues: [{ code: 'too-long' }] });
  });

  it('by too many operations', async () => {
    const path = await created('{"resourceType":"Patient","active":true}');
    const tests = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/active', value: true }));
    expect(await patch(path, ...tests)).toMatchObject({ status: 400 });
  });
});

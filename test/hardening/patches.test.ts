/** A patch changes the resource that it is about, and neither its identity nor anything behind it. */
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const JSON_PATCH = { 'Content-Type': 'application/json-patch+json' };

beforeAll(async () => {
  await server().put('/Patient/p', {
    resourceType: 'Patient',
    id: 'p',
    active: true,
    name: [{ family: 'Sari' }],
  });
});

afterEach(async () => {
  expect((await server().get('/Patient/p')).resource).toMatchObject({ id: 'p', meta: { versionId: '1' } });
  expect({}).not.toHaveProperty('admin');
  expect((await server().get('/metadata')).status).toBe(200);
});

it.each([
  [{ op: 'add', path: '/__proto__/admin', value: true }],
  [{ op: 'add', path: '/constructor/prototype/admin', value: true }],
  [{ op: 'add', path: '/name/__proto__/admin', value: true }],
  [{ op: 'replace', path: '/__proto__', value: { admin: true } }],
  [{ op: 'copy', from: '/__proto__', path: '/extension' }],
  [{ op: 'move', from: '/constructor', path: '/language' }],
  [{ op: 'replace', path: '/id', value: 'q' }],
  [{ op: 'remove', path: '/id' }],
  [{ op: 'replace', path: '/resourceType', value: 'Observation' }],
  [{ op: 'replace', path: '', value: { resourceType: 'Patient', id: 'q' } }],
  [{ op: 'eval', path: '/active', value: 'process.exit()' }],
  [{ op: 'add', path: '/name/-1', value: {} }],
  [{ op: 'add', path: '/name/1e3', value: {} }],
  [{ op: 'add', path: '/colour', value: 'red' }],
])('JSON Patch refuses %j', async (operation) => {
  const reply = await server().send('PATCH', '/Patient/p', { body: [operation], headers: JSON_PATCH });
  expect(reply.resource).toMatchObject({ resourceType: 'OperationOutcome' });
  expect([400, 409, 422]).toContain(reply.status);
});

const fhirPathPatch = (type: string, path: string, more: object[] = []) => ({
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...more],
    },
  ],
});

it.each([
  ['replace', 'Patient.id', [{ name: 'value', valueId: 'q' }]],
  ['delete', 'Patient.id', []],
  [
    'add',
    'Patient',
    [
      { name: 'name', valueString: '__proto__' },
      { name: 'value', valueBoolean: true },
    ],
  ],
  [
    'add',
    'Patient',
    [
      { name: 'name', valueString: 'constructor' },
      { name: 'value', valueBoolean: true },
    ],
  ],
  ['replace', "Patient.name.where(family.matches('(a+)+$')).family", [{ name: 'value', valueString: 'x' }]],
  ['replace', '%context.ownerDocument', [{ name: 'value', valueString: 'x' }]],
])('FHIRPath Patch refuses to %s %s', async (type, path, more) => {
  const reply = await server().send('PATCH', '/Patient/p', { body: fhirPathPatch(type, path, more) });
  expect(reply.resource).toMatchObject({ resourceType: 'OperationOutcome' });
  expect([400, 409, 422]).toContain(reply.status);
});

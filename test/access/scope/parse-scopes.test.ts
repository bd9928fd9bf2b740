import { parseClinicalScope, parseScopes } from '#access/scope/parse-scopes.ts';

const TYPES = new Set(['Patient', 'Observation', 'Condition']);

const parse = (text: string) => {
  const scope = parseClinicalScope(text, TYPES);
  return scope && { ...scope, permissions: [...scope.permissions].join('') };
};

it.each([
  ['patient/Observation.rs', 'patient', 'Observation', 'rs'],
  ['user/*.cruds', 'user', '*', 'cruds'],
  ['system/Patient.c', 'system', 'Patient', 'c'],
  ['patient/Observation.read', 'patient', 'Observation', 'rs'],
  ['patient/Observation.write', 'patient', 'Observation', 'cud'],
  ['user/*.*', 'user', '*', 'cruds'],
])('reads %s', (text, level, type, permissions) => {
  expect(parse(text)).toEqual({ level, type, permissions, criteria: [], text });
});

it('reads criteria, which all hold together', () => {
  const text = 'patient/Observation.rs?category=http://x/c|laboratory,vital-signs&status=final%2Bamended';
  expect(parse(text)?.criteria).toEqual([
    { name: 'category', value: 'http://x/c|laboratory,vital-signs' },
    { name: 'status', value: 'final+amended' },
  ]);
});

it.each([
  '',
  'patient',
  'patient/Observation',
  'patient/Observation.',
  'patient/Observation.sr',
  'patient/Observation.rr',
  'patient/Observation.x',
  'patient/Observation.Read',
  'Patient/Observation.rs',
  'admin/Observation.rs',
  'patient/observation.rs',
  'patient/Nothing.rs',
  'patient/*.rs?category=laboratory',
  'patient/Observation.read?category=laboratory',
  'patient/Observation.rs?',
  'patient/Observation.rs?category',
  'patient/Observation.rs?category=',
  'patient/Observation.rs?=laboratory',
  'patient/Observation.rs?category=a&',
  'patient/Observation.rs?category=%zz',
  'patient/Observation.rs?subject.name=x',
  'patient/Observation.rs?code:in=x',
  'patient/Observation.rs?_has:Observation:patient:code=x',
  `patient/Observation.rs?${'a=b&'.repeat(10)}a=b`,
  'patient/__proto__.rs',
  'patient/constructor.rs',
  ' patient/Observation.rs',
])("grants nothing by '%s'", (text) => {
  expect(parse(text)).toBeUndefined();
});

it('leaves out what it does not know, and each scope that is there twice', () => {
  const scopes = parseScopes(
    'openid patient/Patient.rs admin/*.rs patient/Patient.rs launch/patient launch/everything  offline_access',
    TYPES,
  );
  expect(scopes.clinical.map(({ text }) => text)).toEqual(['patient/Patient.rs']);
  expect([...scopes.other]).toEqual(['openid', 'launch/patient', 'offline_access']);
});

it('reads a bounded number of scopes', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `patient/Patient.rs?_id=${i}`).join(' ');
  expect(parseScopes(many, TYPES).clinical.length).toBeLessThanOrEqual(200);
});

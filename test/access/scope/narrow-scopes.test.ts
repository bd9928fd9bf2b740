import { clinicalScope, narrowScopes } from '#access/scope/narrow-scopes.ts';
import { parseClinicalScope, parseScopes } from '#access/scope/parse-scopes.ts';

const TYPES = new Set(['Patient', 'Observation', 'Condition']);

const narrow = (asked: string, allowed: string): string =>
  narrowScopes(parseScopes(asked, TYPES).clinical, parseScopes(allowed, TYPES).clinical)
    .map(({ text }) => text)
    .join(' ');

it.each([
  ['patient/Patient.rs', 'patient/*.cruds', 'patient/Patient.rs'],
  ['patient/Patient.read', 'patient/Patient.rs', 'patient/Patient.read'],
  ['patient/*.cruds', 'patient/*.rs', 'patient/*.rs'],
  ['patient/*.rs', 'patient/Patient.r patient/Observation.rs', 'patient/Patient.r patient/Observation.rs'],
  ['patient/Observation.rs', 'patient/Observation.rs?category=lab', 'patient/Observation.rs?category=lab'],
  ['patient/Observation.rs?category=lab', 'patient/Observation.rs', 'patient/Observation.rs?category=lab'],
  [
    'patient/Observation.rs?status=final',
    'patient/Observation.rs?category=lab',
    'patient/Observation.rs?status=final&category=lab',
  ],
  ['patient/*.rs', 'patient/Observation.rs?category=lab', 'patient/Observation.rs?category=lab'],
  ['patient/*.read', 'patient/*.r', 'patient/*.r'],
])('gives of %s, where %s is allowed, %s', (asked, allowed, given) => {
  expect(narrow(asked, allowed)).toBe(given);
});

it.each([
  ['patient/Patient.rs', 'user/*.cruds'],
  ['system/Patient.rs', 'patient/*.cruds user/*.cruds'],
  ['patient/Patient.cud', 'patient/*.rs'],
  ['patient/Condition.rs', 'patient/Patient.rs patient/Observation.rs'],
  ['patient/Patient.rs', ''],
  ['', 'patient/*.cruds'],
])("gives nothing of '%s' where '%s' is allowed", (asked, allowed) => {
  expect(narrow(asked, allowed)).toBe('');
});

it('writes criteria so that they are read again as they were, and fit into a scope', () => {
  const criteria = [{ name: 'code', value: 'http://x/c|a&b=c+d %"\\ü,e' }];
  const { text } = clinicalScope({ level: 'user', type: 'Observation', permissions: ['s', 'r'], criteria });
  expect(text).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+$/);
  expect(parseClinicalScope(text, TYPES)).toMatchObject({ criteria, text });
  expect(text.startsWith('user/Observation.rs?code=http://x/c|a')).toBe(true);
});

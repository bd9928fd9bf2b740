import { refuse } from '#fhir/operation-outcome.ts';
import type { ValuePart } from './element-value.ts';

/** One operation of a FHIRPath Patch (fhirpatch.html#concept). */
export type FhirpathOperation = { path: string; place: string } & (
  | { type: 'add'; name: string; value: ValuePart }
  | { type: 'insert'; value: ValuePart; index: number }
  | { type: 'delete' }
  | { type: 'replace'; value: ValuePart }
  | { type: 'move'; source: number; destination: number }
);

const SOURCE = 'fhirpatch.html#format';

/** More than a person or program writes; each path is evaluated for every attempt. */
const MOST_OPERATIONS = 1000;

/** The parts of each type of operation besides `type` and `path`; none may be missing, and no other may be there. */
const PARTS: Record<string, string[]> = {
  add: ['name', 'value'],
  insert: ['value', 'index'],
  delete: [],
  replace: ['value'],
  move: ['source', 'destination'],
};

/** The JSON properties that may hold the value of a part. */
const FORMS: Record<string, string[]> = {
  type: ['valueCode', 'valueString'],
  path: ['valueString'],
  name: ['valueString', 'valueCode', 'valueId'],
  index: ['valueInteger', 'valueUnsignedInt', 'valuePositiveInt'],
  source: ['valueInteger', 'valueUnsignedInt', 'valuePositiveInt'],
  destination: ['valueInteger', 'valueUnsignedInt', 'valuePositiveInt'],
};

interface Parameter {
  name: string;
  part?: ValuePart[];
}

/**
 * The operations of a Parameters resource that is valid R4. Throws 400 that names the part for one that the
 * format does not have, one too many, one missing, and one of another type. `place` is that of the Parameters.
 */
export function readOperations(parameters: Parameter[], place: string): FhirpathOperation[] {
  if (parameters.length > MOST_OPERATIONS) {
    const what = `the patch has ${parameters.length} operations; at most ${MOST_OPERATIONS} are taken`;
    throw refuse(400, 'too-costly', what, { expression: `${place}.parameter`, source: SOURCE });
  }
  return parameters.map((parameter, i) => readOperation(parameter, `${place}.parameter[${i}]`));
}

function readOperation({ name, part = [] }: Parameter, place: string): FhirpathOperation {
  if (name !== 'operation') throw wrong(`the parameter is '${name}'; operation was expected`, place);
  const parts = new Map<string, unknown>();
  for (const [i, one] of part.entries()) {
    const where = `${place}.part[${i}]`;
    if (parts.has(one.name)) throw wrong(`the part ${one.name} is there twice`, where);
    parts.set(one.name, one.name === 'value' ? one : readPart(one, where));
  }
  const type = parts.get('type');
  const needed = typeof type === 'string' && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!needed) {
    const found = typeof type === 'string' ? `'${type.slice(0, 40)}'` : 'missing';
    throw wrong(`the type is ${found}; one of ${Object.keys(PARTS).join(', ')} was expected`, place);
  }
  const names = ['type', 'path', ...needed];
  const missing = names.find((name) => !parts.has(name));
  if (missing) throw wrong(`${type} has no ${missing}; ${names.join(', ')} were expected`, place);
  const other = [...parts.keys()].find((name) => !names.includes(name));
  if (other) throw wrong(`${type} has a part ${other}; ${names.join(', ')} were expected`, place);
  return { ...Object.fromEntries(parts), place } as FhirpathOperation;
}

function readPart(part: ValuePart, place: string): unknown {
  const forms = Object.hasOwn(FORMS, part.name) ? (FORMS[part.name] as string[]) : undefined;
  if (!forms) {
    const known = [...Object.keys(FORMS), 'value'].join(', ');
    throw wrong(`the part is '${part.name.slice(0, 64)}'; one of ${known} was expected`, place);
  }
  const form = forms.find((key) => part[key] !== undefined);
  if (form) return part[form];
  throw wrong(`the part ${part.name} has no ${forms[0]}`, place);
}

const wrong = (diagnostics: string, expression: string): Error =>
  refuse(400, 'structure', diagnostics, { expression, source: SOURCE });

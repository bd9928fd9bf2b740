import { serializeJson } from '#fhir/json/serialize-json.ts';
import { FhirError, type Issue, refuse } from '#fhir/operation-outcome.ts';
import { isId, type Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { Condition, Draft } from '#storage/resource-store.ts';

/** Validates a resource; the issues found, none if it is valid. */
export type Validate = (resource: Resource) => Issue[];

/**
 * What one request brings along under an id that it has assigned: the resource that it writes, and the condition that
 * may find a stored one in its place.
 */
export interface Companion {
  resource?: Resource;
  condition?: Condition;
}

/** Finds a companion of what is written; undefined where the request brings none under this id. */
export type FindCompanion = (type: string, id: string) => Companion | undefined;

/** What every write passes: the validator and the index. */
export interface Gate {
  /**
   * Checks a resource against R4, the profiles that it claims, those that the trial's rules ask for, and `profiles`.
   * One of these that is not known is an error of the code not-found.
   */
  check: (resource: Resource, options?: { among?: FindCompanion; profiles?: string[] }) => Promise<Issue[]>;
  /** Validates against R4 and the profiles that are at hand. */
  validate: Validate;
  /** Validates a Bundle without the resources in it, which pass the gate one by one. */
  validateBundleShell: Validate;
  /** The same gate, which knows what these resources define as well: for what comes with them in one transaction. */
  including: (resources: Resource[]) => Gate;
  index: IndexResource;
}

/**
 * The one way into the store: checks a resource and makes the draft that is stored under `id`. Throws 400 with every
 * error found, or 422 where R4 itself has no objection, but a profile or a rule of the trial. `place` is where the
 * resource stands in a bundle; issues are told from there. `among` finds what the request brings along.
 */
export async function admit(
  resource: Resource,
  id: string,
  gate: Gate,
  options: { place?: string; assigned?: string[]; among?: FindCompanion } = {},
): Promise<Draft> {
  const { place, among } = options;
  refuseErrors(await gate.check(resource, among && { among }), place);
  return draftOf(resource, id, gate, options.assigned);
}

/** The draft of a resource that is known to be valid. */
export function draftOf(
  resource: Resource,
  id: string,
  gate: Pick<Gate, 'index'>,
  assigned: string[] = [],
): Draft {
  return {
    type: resource.resourceType,
    id,
    meta: metaText(resource.meta),
    content: contentText(resource),
    index: gate.index(resource),
    assigned,
  };
}

/**
 * Throws the errors among the issues, told from the place of the resource: 400, or 422 where profiles alone have an
 * objection (http.html#create).
 */
export function refuseErrors(issues: Issue[], place?: string): void {
  const errors = issues.filter((issue) => isError(issue) && !isToldOnly(issue));
  if (errors.length === 0) return;
  const status = errors.every(({ profile }) => profile !== undefined) ? 422 : 400;
  throw new FhirError(status, place ? errors.map((issue) => from(place, issue)) : errors);
}

const isError = ({ severity }: Issue): boolean => severity === 'error' || severity === 'fatal';

/**
 * Rules of R4 whose breach leaves data that is read and searched as it is meant: a canonical or a system of identifiers
 * that is relative, a unit that its system does not have, a mapped code that its system does not have, a narrative without words. `$validate` tells of them as errors; R4's
 * own examples break them, and no resource is kept out for them, unless a profile asks for the same.
 */
const TOLD_ONLY =
  /^(?:datatypes\.html#(?:canonical|Quantity|Identifier)|StructureDefinition\/ConceptMap#|txt-2$)/;

/** A report that does not fit its Measure: which of the two is mended is not for a write to decide. */
const OF_MEASURE = 'StructureDefinition/MeasureReport#';

const isToldOnly = ({ source = '', profile }: Issue): boolean =>
  source.startsWith(OF_MEASURE) || (profile === undefined && TOLD_ONLY.test(source));

/** `Observation.status` inside `Bundle.entry[3]` is `Bundle.entry[3].resource.status`. */
function from(place: string, issue: Issue): Issue {
  const rest = issue.expression?.replace(/^[A-Za-z]+/, '') ?? '';
  return { ...issue, expression: `${place}.resource${rest}` };
}

function metaText(meta: Resource['meta']): string {
  if (!meta) return '';
  const { versionId: _version, lastUpdated: _updated, ...rest } = meta;
  const text = serializeJson(rest).slice(1, -1);
  return text ? `,${text}` : '';
}

function contentText(resource: Resource): string {
  const { resourceType: _type, id: _id, meta: _meta, ...rest } = resource;
  const text = serializeJson(rest).slice(1, -1);
  return text ? `,${text}` : '';
}

/** The body of a create or update as a resource of `type`; throws 400 if it is anything else. */
export function bodyOf(body: unknown, type: string, place = ''): Resource {
  const expression = place || type;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuse(400, 'structure', `the body is no JSON object; a resource of type ${type} was expected`, {
      expression,
      source: 'json.html',
    });
  }
  const found = (body as Resource).resourceType;
  if (found !== type) {
    const what = typeof found === 'string' ? `resourceType '${found.slice(0, 64)}'` : 'no resourceType';
    throw refuse(400, 'structure', `the body has ${what}; ${type} was expected`, {
      expression: `${expression}.resourceType`,
      source: 'http.html#create',
    });
  }
  return body as Resource;
}

/** Throws 400 unless `id` is an id. */
export function checkId(id: unknown): asserts id is string {
  if (typeof id !== 'string')
    throw refuse(400, 'value', 'the id is no string', { source: 'datatypes.html#id' });
  if (!isId(id)) {
    throw refuse(
      400,
      'value',
      `'${id.slice(0, 80)}' is no id; 1 to 64 letters, digits, '-' and '.' were expected`,
      { source: 'datatypes.html#id' },
    );
  }
}

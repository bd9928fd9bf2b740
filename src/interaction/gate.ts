import { parseJson } from '#fhir/json/parse-json.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { Condition, ResourceStore } from '#storage/resource-store.ts';
import type { FindCompanion, Gate } from './admit.ts';
import { createBreathe } from './breathe.ts';

/** Gives a stored resource; undefined where there is none. */
type ReadStored = (type: string, id: string) => Promise<Resource | undefined>;

/** Gives the resources that a reference within one request may come to stand for; undefined where it leads out of it. */
type ReadAmong = (type: string, id: string) => Promise<Resource[]> | undefined;

/** What validates. */
interface Validation {
  /** Validates with what is in memory; synchronous. */
  validator: {
    validate(resource: Resource, profiles?: string[]): Issue[];
    validateInSteps(
      resource: Resource,
      profiles: string[],
      run: <T>(step: () => T) => Promise<T>,
    ): Promise<Issue[]>;
    validateBundleShell(bundle: Resource): Issue[];
  };
  /** Runs a synchronous question; where it met stored definitions that are not in memory, fetches them and asks again. */
  settle: <T>(ask: () => T) => Promise<T>;
}

/** What the gate is made of. */
export interface GateParts {
  validation: Validation & {
    /** Validation that knows what these resources define as well. */
    including: (resources: Resource[]) => Validation;
  };
  /** The profiles that a resource must keep to whether it claims them or not, by the rules of the trial. */
  rulesOver: (read: ReadStored) => (resource: Resource, among: ReadAmong) => Promise<string[]>;
  store: Pick<ResourceStore, 'read' | 'search'>;
  index: IndexResource;
}

const NOTHING: FindCompanion = () => undefined;

/** The gate that every write passes: R4, the profiles that are claimed, and those that the trial's rules ask for. */
export function createGate({ validation, rulesOver, store, index }: GateParts): Gate {
  const profilesOf = rulesOver(async (type, id) => parsed((await store.read(type, id))?.text));
  const sought = new WeakMap<Condition, Promise<Resource[]>>();

  const findStored = async ({ type, where }: Condition): Promise<Resource[]> => {
    const once = { sort: [], includes: [], count: 1, total: false, includeLimit: 0 };
    const { entries } = await store.search({ targets: [{ type, where }], ...once });
    return entries.flatMap(({ text }) => parsed(text) ?? []);
  };
  const remembered = (condition: Condition): Promise<Resource[]> => {
    const found = sought.get(condition) ?? findStored(condition);
    sought.set(condition, found);
    return found;
  };
  const readAmong = (among: FindCompanion, type: string, id: string): Promise<Resource[]> | undefined => {
    const companion = among(type, id);
    if (companion === undefined) return undefined;
    const { resource, condition } = companion;
    const own = resource ? [resource] : [];
    return condition ? remembered(condition).then((found) => [...own, ...found]) : Promise.resolve(own);
  };

  const gateOf = (own: Validation): Gate => ({
    check: async (resource, { among = NOTHING, profiles = [] } = {}) => {
      const ofRules = await profilesOf(resource, (type, id) => readAmong(among, type, id));
      const { validator, settle } = resource.resourceType === 'Bundle' ? withEntriesOf(resource) : own;
      const breathe = createBreathe();
      return validator.validateInSteps(resource, [...new Set([...ofRules, ...profiles])], async (step) => {
        await breathe();
        return settle(step);
      });
    },
    validate: (resource) => own.validator.validate(resource),
    validateBundleShell: (bundle) => own.validator.validateBundleShell(bundle),
    including: (resources) => gateOf(validation.including(resources)),
    index,
  });
  /** Validation that knows what the entries of a Bundle define. */
  const withEntriesOf = ({ entry }: Resource): Validation => {
    const entries = Array.isArray(entry) ? entry : [];
    return validation.including(
      entries.flatMap((each) => (isResource(each?.resource) ? [each.resource] : [])),
    );
  };
  return gateOf(validation);
}

const isResource = (value: unknown): value is Resource => typeof value === 'object' && value !== null;

const parsed = (text: string | undefined): Resource | undefined =>
  text === undefined ? undefined : (parseJson(text) as Resource);

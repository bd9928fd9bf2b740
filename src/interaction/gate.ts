import { parseJson } from '#fhir/json/parse-json.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { FindWritten, Gate } from './admit.ts';
import { createBreathe } from './breathe.ts';

/** What the gate is made of. */
export interface GateParts {
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
  /** The profiles that a resource must keep to whether it claims them or not, by the rules of the trial. */
  profilesOf: (
    resource: Resource,
    read: (type: string, id: string) => Promise<Resource | undefined>,
  ) => Promise<string[]>;
  store: Pick<ResourceStore, 'read'>;
  index: IndexResource;
}

const NOTHING: FindWritten = () => undefined;

/** The gate that every write passes: R4, the profiles that are claimed, and those that the trial's rules ask for. */
export function createGate({ validator, settle, profilesOf, store, index }: GateParts): Gate {
  const readStored = async (type: string, id: string): Promise<Resource | undefined> => {
    const text = (await store.read(type, id))?.text;
    return text === undefined ? undefined : (parseJson(text) as Resource);
  };
  return {
    check: async (resource, { among = NOTHING, profiles = [] } = {}) => {
      const ofRules = await profilesOf(
        resource,
        async (type, id) => among(type, id) ?? (await readStored(type, id)),
      );
      const breathe = createBreathe();
      return validator.validateInSteps(resource, [...new Set([...ofRules, ...profiles])], async (step) => {
        await breathe();
        return settle(step);
      });
    },
    validate: (resource) => validator.validate(resource),
    validateBundleShell: (bundle) => validator.validateBundleShell(bundle),
    index,
  };
}

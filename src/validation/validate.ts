import type { Definitions } from '#conformance/definitions.ts';
import { coreProfiles } from '#conformance/load-profiles.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';
import type { Terminology } from '#terminology/terminology.ts';
import { ShapeCompiler } from './compile-shape.ts';
import { IssueList } from './issue-list.ts';
import type { FindCanonical, Pass } from './pass.ts';
import { placeBelow } from './place.ts';
import { checkProfile, claimedProfiles } from './profile/claimed-profiles.ts';
import { Profiles } from './profile/profiles.ts';
import { Run } from './run.ts';
import { Walker } from './walk.ts';

/** Says whether resources are valid R4. */
export interface Validator {
  /**
   * Checks a parsed resource, with all it contains, against the base definition of its type (validation.html), the
   * profiles that it claims, and those in `profiles`, by canonical, which must be known. Returns errors, then warnings,
   * at most 100 and one that says how many more there are; none means valid. Never throws for what a resource holds.
   */
  validate(resource: Resource, profiles?: string[]): Issue[];
  /**
   * As validate(), but in steps: the resources of a Bundle's entries are checked one by one, each by a call of `run`,
   * which may run it later and more often than once.
   */
  validateInSteps(
    resource: Resource,
    profiles: string[],
    run: <T>(step: () => T) => Promise<T>,
  ): Promise<Issue[]>;
  /**
   * Checks a Bundle as validate() does, but for the resources of its entries, which it does not look into: for the
   * request of a batch or transaction, whose resources are each validated on their own.
   */
  validateBundleShell(bundle: Resource): Issue[];
}

/** What a validator knows beside the types of R4. */
export interface ValidatorOptions {
  /** Profiles and extensions; by default those of R4 itself. */
  structures?: StructureDefinitions;
  /** Code systems and value sets; by default those of R4 itself. */
  terminology?: Terminology;
  /** Finds Questionnaires and code systems by their canonical; by default none is known. */
  find?: FindCanonical;
  /** Spellings of units that laboratories use, for hints; by default none is known. */
  unitAlias?: Pass['unitAlias'];
}

/** A validator over `definitions`; each type and profile is compiled once, when it is first met. */
export function createValidator(definitions: Definitions, options: ValidatorOptions = {}): Validator {
  const terminology = options.terminology ?? createTerminology({ sources: [new PreparedContent()] });
  const { find = () => undefined, unitAlias = () => undefined } = options;
  const shapes = new ShapeCompiler(definitions, terminology);
  const walker = new Walker(shapes);
  const structures = options.structures ?? new StructureDefinitions(definitions, [coreProfiles()]);
  const profiles = new Profiles({ definitions, structures, shapes, terminology });
  const begin = (resource: Resource, depth: Pass['depth'], asked: string[]): Pass => {
    const pass: Pass = {
      issues: new IssueList(),
      depth,
      apart: [],
      profiles,
      terminology,
      find,
      unitAlias,
      profile: undefined,
    };
    const type = typeof resource.resourceType === 'string' ? resource.resourceType : 'Resource';
    const run = new Run(resource, placeBelow(undefined, type), pass);
    walker.walkResource(run);
    const claimed = claimedProfiles(resource);
    for (const canonical of asked) {
      if (!claimed.includes(canonical)) checkProfile(canonical, run.place, run, true);
    }
    return pass;
  };
  /** One of the resources that were left for later, from the start. */
  const checkApart = ({ around, resource, place, pass }: Run): Issue[] => {
    pass.issues = new IssueList();
    walker.walkResource((around as Run).enter(resource, place, false));
    return pass.issues.toArray();
  };
  return {
    validate: (resource, asked = []) => begin(resource, 'whole', asked).issues.toArray(),
    validateInSteps: async (resource, asked, run) => {
      const pass = await run(() => begin(resource, 'apart', asked));
      const issues = new IssueList();
      issues.addAll(pass.issues.toArray());
      for (const apart of pass.apart) issues.addAll(await run(() => checkApart(apart)));
      return issues.toArray();
    },
    validateBundleShell: (bundle) => begin(bundle, 'shell', []).issues.toArray(),
  };
}

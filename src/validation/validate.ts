import type { Definitions } from '#conformance/definitions.ts';
import { coreProfiles } from '#conformance/load-profiles.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';
import type { Terminology } from '#terminology/terminology.ts';
import { ShapeCompiler } from './compile-shape.ts';
import { hasForm } from './has-form.ts';
import { IssueList } from './issue-list.ts';
import type { FindCanonical, Pass } from './pass.ts';
import { placeBelow } from './place.ts';
import { checkProfile, claimedProfiles } from './profile/claimed-profiles.ts';
import { Profiles } from './profile/profiles.ts';
import { Run } from './run.ts';
import { Steps } from './steps.ts';
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
   * As validate(), but in steps: each profile, the resources of a Bundle's entries, and stretches of long lists are
   * checked one by one, each by a call of `run`, which may run it later and more often than once.
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
  /** Whether a resource has the form of its type, so that it can be read as one, valid or not. */
  hasForm(resource: Resource): boolean;
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
  const newPass = (depth: Pass['depth'], steps?: Steps): Pass => ({
    issues: new IssueList(),
    depth,
    steps,
    isBroken: false,
    profiles,
    terminology,
    find,
    unitAlias,
    profile: undefined,
  });
  const begin = (resource: Resource, asked: string[], pass: Pass): IssueList => {
    const type = typeof resource.resourceType === 'string' ? resource.resourceType : 'Resource';
    const run = new Run(resource, placeBelow(undefined, type), pass);
    walker.walkResource(run);
    const claimed = claimedProfiles(resource);
    for (const canonical of asked) {
      if (claimed.includes(canonical)) continue;
      const check = () => checkProfile(canonical, run.place, run, true);
      if (pass.steps === undefined || asked.length === 1) check();
      else pass.steps.addLast(check);
    }
    return pass.issues;
  };
  return {
    validate: (resource, asked = []) => begin(resource, asked, newPass('whole')).toArray(),
    validateInSteps: async (resource, asked, run) => {
      const steps = new Steps();
      const pass = newPass('whole', steps);
      const issues = new IssueList();
      steps.add(() => begin(resource, asked, pass));
      for (let step = steps.next(); step !== undefined; step = steps.next()) {
        const perform = steps.repeatable(step);
        const found = await run(() => {
          pass.issues = new IssueList();
          perform();
          return pass.issues;
        });
        issues.addAll(found);
      }
      return issues.toArray();
    },
    hasForm: (resource) => hasForm(resource, shapes),
    validateBundleShell: (bundle) => begin(bundle, [], newPass('shell')).toArray(),
  };
}

import type { Definitions } from '#conformance/definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { ShapeCompiler } from './compile-shape.ts';
import { IssueList } from './issue-list.ts';
import { placeBelow } from './place.ts';
import { Run } from './run.ts';
import { Walker } from './walk.ts';

/** Says whether resources are valid R4. */
export interface Validator {
  /**
   * Checks a parsed resource, with all it contains, against the base definition of its type (validation.html).
   * Returns errors, then warnings, at most 100 and one that says how many more there are; none means valid.
   * Never throws for what a resource holds.
   */
  validate(resource: Resource): Issue[];
  /**
   * Checks a Bundle as validate() does, but for the resources of its entries, which it does not look into: for the
   * request of a batch or transaction, whose resources are each validated on their own.
   */
  validateBundleShell(bundle: Resource): Issue[];
}

/** A validator over `definitions`; each type is compiled once, when the first resource of it comes. */
export function createValidator(definitions: Definitions): Validator {
  const walker = new Walker(new ShapeCompiler(definitions));
  const validate = (resource: Resource, depth: Run['depth']): Issue[] => {
    const issues = new IssueList();
    const type = typeof resource.resourceType === 'string' ? resource.resourceType : 'Resource';
    walker.walkResource(new Run(resource, placeBelow(undefined, type), issues, { depth }));
    return issues.toArray();
  };
  return {
    validate: (resource) => validate(resource, 'whole'),
    validateBundleShell: (bundle) => validate(bundle, 'shell'),
  };
}

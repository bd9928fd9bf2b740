import type { Issue, IssueCode } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Environment } from '#fhirpath/compile-expression.ts';
import { BundleEntries } from './bundle-entries.ts';
import { IssueList } from './issue-list.ts';
import type { Pass } from './pass.ts';
import { expressionOf, type Place } from './place.ts';

function typesById(contained: unknown): Map<string, string> {
  const types = new Map<string, string>();
  if (!Array.isArray(contained)) return types;
  for (const resource of contained) {
    if (typeof resource?.id === 'string') types.set(resource.id, resource.resourceType);
  }
  return types;
}

/**
 * One pass over one resource: where issues go, and what the rules need to know about the resource around them.
 * A contained resource and the resource of a Bundle entry get a run of their own that reports to the same list.
 */
export class Run {
  /** What this run has in common with those of the resources around it and within it. */
  readonly pass: Pass;
  /** FHIRPath's `%resource`: the nearest resource around the element. */
  readonly resource: Resource;
  /** Where `resource` stands. */
  readonly place: Place;
  /** The run of the resource around this one: its container, or the Bundle or Parameters it is in. */
  readonly around: Run | undefined;
  /** FHIRPath's `%rootResource`: the container when `resource` is contained, else `resource`. */
  readonly rootResource: Resource;
  /** The variables of an invariant. */
  readonly environment: Environment;
  /** Fragments (`#id`) that the container and what it contains refer to; kept only where something is contained. */
  readonly fragments: Set<string> | undefined;
  /** Whether this resource refers to its container by `#`. */
  refersToContainer = false;
  /** The runs of the resources contained in this one. */
  readonly contained = new Map<Resource, Run>();
  /** The run of the resource that contains this one. */
  readonly container: Run | undefined;
  #containedTypes: Map<string, string> | undefined;
  #within: Map<unknown, Run> | undefined;
  #entries: BundleEntries | undefined;
  /** Where each id of an element of this resource stands; made on first use, since most resources have none. */
  elementIds: Map<string, Place> | undefined;

  constructor(
    resource: Resource,
    place: Place,
    pass: Pass,
    { container, around }: { container?: Run | undefined; around?: Run | undefined } = {},
  ) {
    this.resource = resource;
    this.place = place;
    this.pass = pass;
    this.around = around;
    this.container = container;
    this.rootResource = container?.rootResource ?? resource;
    this.environment = { resource, rootResource: this.rootResource };
    this.fragments = container?.fragments ?? (resource.contained === undefined ? undefined : new Set());
  }

  /** A new run of a resource that stands within this one at `place`. */
  enter(resource: Resource, place: Place, isContained: boolean): Run {
    this.#within ??= new Map();
    const container = isContained ? this : undefined;
    const run = new Run(resource, place, this.pass, { container, around: this });
    this.#within.set(resource, run);
    return run;
  }

  /** The run of a resource within this one, the one that the walker had if it has been there. */
  within(resource: Resource, place: Place, isContained: boolean): Run {
    return this.#within?.get(resource) ?? this.enter(resource, place, isContained);
  }

  /** The entries of this Bundle. */
  get entries(): BundleEntries {
    this.#entries ??= new BundleEntries(this.resource);
    return this.#entries;
  }

  /** The types of the resources in the root resource's `contained`, by their id. */
  get containedTypes(): Map<string, string> {
    this.#containedTypes ??= this.container?.containedTypes ?? typesById(this.rootResource.contained);
    return this.#containedTypes;
  }

  /** Records an error at `place`; `source` is the rule's key or paragraph. */
  error(code: IssueCode, place: Place, diagnostics: string, source: string): void {
    this.report({ severity: 'error', code, diagnostics, source }, place);
  }

  /** Records a warning at `place`. */
  warning(code: IssueCode, place: Place, diagnostics: string, source: string): void {
    this.report({ severity: 'warning', code, diagnostics, source }, place);
  }

  /** Records an issue at `place`. */
  report(issue: Issue, place: Place): void {
    const { issues, profile } = this.pass;
    if (issue.severity === 'error') this.pass.isBroken = true;
    if (issues.isFull) {
      issues.leaveOut();
      return;
    }
    const expression = expressionOf(place);
    issues.add(profile === undefined ? { ...issue, expression } : { ...issue, expression, profile });
  }

  /** The issues of `check` alone, which are not recorded: for what may or may not hold, e.g. one of several profiles. */
  issuesOf(check: () => void): Issue[] {
    const { pass } = this;
    const { issues: recorded, steps } = pass;
    pass.issues = new IssueList();
    // The answer is wanted now.
    pass.steps = undefined;
    try {
      check();
      return pass.issues.toArray();
    } finally {
      pass.issues = recorded;
      pass.steps = steps;
    }
  }

  /** Remembers that something here refers to `fragment`, e.g. `#patient`. */
  noteFragment(fragment: string): void {
    if (fragment === '#') this.refersToContainer = true;
    this.fragments?.add(fragment);
  }
}

import type { Issue, IssueCode } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Environment } from '#fhirpath/compile-expression.ts';
import type { IssueList } from './issue-list.ts';
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
  readonly issues: IssueList;
  /** FHIRPath's `%resource`: the nearest resource around the element. */
  readonly resource: Resource;
  /** Where `resource` stands. */
  readonly place: Place;
  /** `shell` leaves the resources of a Bundle's entries unread. */
  readonly depth: 'whole' | 'shell';
  /** FHIRPath's `%rootResource`: the container when `resource` is contained, else `resource`. */
  readonly rootResource: Resource;
  /** The variables of an invariant. */
  readonly environment: Environment;
  /** Fragments (`#id`) that the container and what it contains refer to; kept only where something is contained. */
  readonly fragments: Set<string> | undefined;
  /** Whether this resource refers to its container by `#`. */
  refersToContainer = false;
  /** The runs of the resources contained in this one. */
  readonly contained: Run[] = [];
  readonly #container: Run | undefined;
  #containedTypes: Map<string, string> | undefined;
  /** Ids of the elements of this resource; made on first use, since most resources have none. */
  elementIds: Set<string> | undefined;

  constructor(
    resource: Resource,
    place: Place,
    issues: IssueList,
    { container, depth = 'whole' }: { container?: Run | undefined; depth?: Run['depth'] } = {},
  ) {
    this.resource = resource;
    this.place = place;
    this.issues = issues;
    this.depth = depth;
    this.#container = container;
    this.rootResource = container?.rootResource ?? resource;
    this.environment = { resource, rootResource: this.rootResource };
    this.fragments = container?.fragments ?? (resource.contained === undefined ? undefined : new Set());
  }

  /** The types of the resources in the root resource's `contained`, by their id. */
  get containedTypes(): Map<string, string> {
    this.#containedTypes ??= this.#container?.containedTypes ?? typesById(this.rootResource.contained);
    return this.#containedTypes;
  }

  /** Records an error at `place`; `source` is the rule's key or paragraph. */
  error(code: IssueCode, place: Place, diagnostics: string, source: string): void {
    this.report({ severity: 'error', code, diagnostics, source }, place);
  }

  /** Records an issue at `place`. */
  report(issue: Issue, place: Place): void {
    this.issues.add({ ...issue, expression: expressionOf(place) });
  }

  /** Remembers that something here refers to `fragment`, e.g. `#patient`. */
  noteFragment(fragment: string): void {
    if (fragment === '#') this.refersToContainer = true;
    this.fragments?.add(fragment);
  }
}

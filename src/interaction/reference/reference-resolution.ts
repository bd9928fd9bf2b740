import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import { parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { Condition, ReferenceByCondition } from '#storage/resource-store.ts';
import { compileCondition } from '../condition.ts';
import type { LinkShapes } from './link-shape.ts';
import { rewriteReferences } from './rewrite-references.ts';

/** The other entries of a transaction, as far as references to them go; a single write has none. */
export interface ReferenceTargets {
  /** fullUrl -> `Type/id` as it will be stored. */
  targets: Map<string, string>;
  /** Ids that were assigned and that a condition may replace. */
  replaceable: Set<string>;
  /** Whether a urn that no entry has may stay, as in a resource that was stored with it. */
  open?: boolean;
}

/** What resolving needs; `linkShapes` says which elements of a type link. */
export interface ResolutionRooms {
  context: SearchContext;
  newId: () => string;
  linkShapes: LinkShapes;
}

/**
 * Resolves the references of what one request writes: those to other entries at once, those by search
 * (`Patient?identifier=...`) by a stand-in that the store replaces inside the transaction. One for a request,
 * so that the same search in many resources is one condition.
 */
export class ReferenceResolution {
  readonly #context: SearchContext;
  readonly #newId: () => string;
  readonly #shapeOf: LinkShapes;
  readonly #byText = new Map<string, ReferenceByCondition>();
  readonly #byId = new Map<string, ReferenceByCondition>();

  constructor({ context, newId, linkShapes }: ResolutionRooms) {
    this.#context = context;
    this.#newId = newId;
    this.#shapeOf = linkShapes;
  }

  /** The references by search that the store must resolve. */
  get references(): ReferenceByCondition[] {
    return [...this.#byText.values()];
  }

  /**
   * Rewrites the references of one resource in place; returns the ids in it that the store may replace. `place`
   * is the resource's FHIRPath, `fullUrl` that of its entry. Throws 400 for what no entry has and no search can be.
   */
  rewrite(resource: Resource, place: string, among?: ReferenceTargets, fullUrl?: string): string[] {
    const assigned = new Set<string>();
    const standIns = new Set<string>();
    rewriteReferences(resource, place, {
      inBundle: among !== undefined && !among.open,
      targets: among?.targets ?? new Map(),
      base: fullUrl === undefined ? undefined : parseReference(fullUrl)?.base,
      ownBase: this.#context.baseUrl,
      shapeOf: this.#shapeOf,
      used: (target) => {
        const id = target.slice(target.indexOf('/') + 1);
        if (among?.replaceable.has(id) || standIns.has(id)) assigned.add(id);
      },
      standIn: ({ type, query }, path) => {
        const { id } = this.#standIn(type, query, path);
        standIns.add(id);
        return `${type}/${id}`;
      },
    });
    return [...assigned];
  }

  /** The condition behind a stand-in; undefined for any other id. */
  readonly sought = (_type: string, id: string): { condition: Condition } | undefined => this.#byId.get(id);

  #standIn(type: string, query: string, place: string): ReferenceByCondition {
    const text = `${type}?${query}`;
    const known = this.#byText.get(text);
    if (known) return known;
    if (!this.#context.resourceTypes.has(type)) {
      throw refuse(400, 'value', `'${type}' in a reference by search is no resource type`, {
        expression: place,
        source: 'http.html#transaction',
      });
    }
    const condition = at(place, () => compileCondition(type, query, this.#context));
    const reference = { id: this.#newId(), place, condition };
    this.#byText.set(text, reference);
    this.#byId.set(reference.id, reference);
    return reference;
  }
}

/** Puts the place on a refusal of work that does not know it. */
export function at<T>(expression: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FhirError)
      throw new FhirError(
        error.status,
        error.issues.map((issue) => ({ ...issue, expression })),
      );
    throw error;
  }
}

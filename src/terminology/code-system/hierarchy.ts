import type { CodeSystem, CodeSystemConcept } from '@medplum/fhirtypes';

const NONE: ReadonlySet<string> = new Set();

/** The standard properties that say what is above or below, by code or by the uri of their definition. */
const CONCEPT_PROPERTIES = 'http://hl7.org/fhir/concept-properties#';
const BELOW = new Set(['child']);
const ABOVE = new Set(['parent', 'subsumedBy']);

/**
 * Which concept stands below which: by nesting (CodeSystem.concept.concept), and by the properties parent and child,
 * with which a concept can have several parents (codesystem.html#hierarchy). Circles do no harm.
 */
export class Hierarchy {
  /** All concepts, each before those nested in it. */
  readonly inOrder: readonly CodeSystemConcept[];
  /** The codes from which all others are reached. */
  readonly roots: readonly string[];
  readonly #children = new Map<string, Set<string>>();
  readonly #parents = new Map<string, Set<string>>();

  constructor(resource: CodeSystem) {
    const inOrder: CodeSystemConcept[] = [];
    const directions = directionsOf(resource);
    // An explicit stack: how deep concepts are nested is up to who wrote them.
    const stack = [...(resource.concept ?? [])].reverse();
    while (stack.length) {
      const concept = stack.pop() as CodeSystemConcept;
      inOrder.push(concept);
      const nested = concept.concept ?? [];
      for (const below of nested) this.#link(concept.code, below.code);
      for (let i = nested.length - 1; i >= 0; i--) stack.push(nested[i] as CodeSystemConcept);
    }
    if (directions.size > 0) for (const concept of inOrder) this.#linkByProperties(concept, directions);
    this.inOrder = inOrder;
    this.roots = this.#findRoots();
  }

  children(code: string): Iterable<string> {
    return this.#children.get(code) ?? NONE;
  }

  parents(code: string): Iterable<string> {
    return this.#parents.get(code) ?? NONE;
  }

  /** Whether `code` stands somewhere below `ancestor`. */
  isBelow(code: string, ancestor: string): boolean {
    const seen = new Set<string>();
    const open = [...this.parents(code)];
    while (open.length) {
      const above = open.pop() as string;
      if (above === ancestor) return true;
      if (seen.has(above)) continue;
      seen.add(above);
      open.push(...this.parents(above));
    }
    return false;
  }

  #findRoots(): string[] {
    const codes = this.inOrder.flatMap(({ code }) => code ?? []);
    const here = new Set(codes);
    const reached = new Set<string>();
    const roots: string[] = [];
    const take = (root: string) => {
      roots.push(root);
      const open = [root];
      while (open.length) {
        const code = open.pop() as string;
        if (reached.has(code)) continue;
        reached.add(code);
        open.push(...this.children(code));
      }
    };
    const isTop = (code: string) => ![...this.parents(code)].some((parent) => here.has(parent));
    for (const code of codes) if (!reached.has(code) && isTop(code)) take(code);
    // What is left stands in circles.
    for (const code of codes) if (!reached.has(code)) take(code);
    return roots;
  }

  #linkByProperties(
    { code, property = [] }: CodeSystemConcept,
    directions: Map<string, 'up' | 'down'>,
  ): void {
    for (const { code: name, valueCode, valueString, valueCoding } of property) {
      const direction = directions.get(name ?? '');
      const other = valueCode ?? valueCoding?.code ?? valueString;
      if (direction === 'down') this.#link(code, other);
      if (direction === 'up') this.#link(other, code);
    }
  }

  #link(above: string | undefined, below: string | undefined): void {
    if (!above || !below || above === below) return;
    add(this.#children, above, below);
    add(this.#parents, below, above);
  }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function directionsOf({ property = [] }: CodeSystem): Map<string, 'up' | 'down'> {
  const directions = new Map<string, 'up' | 'down'>();
  for (const { code = '', uri = '' } of property) {
    const standard = uri.startsWith(CONCEPT_PROPERTIES) ? uri.slice(CONCEPT_PROPERTIES.length) : code;
    if (BELOW.has(standard)) directions.set(code, 'down');
    if (ABOVE.has(standard)) directions.set(code, 'up');
  }
  return directions;
}

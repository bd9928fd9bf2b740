import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Withholding } from '../role/role.ts';
import { withoutElements } from './elements.ts';
import { readingPaths } from './reading-paths.ts';

/** Search over all words of a resource finds withheld words as well. */
const WHOLE_TEXT = new Set(['_text', '_content']);

/** What is withheld from a caller, under all the names that its roles have. */
export class Withheld {
  readonly #types: ReadonlySet<string>;
  readonly #elements = new Map<string, string[]>();
  readonly #parameters: SearchParameters;

  constructor(withholdings: readonly Withholding[], parameters: SearchParameters) {
    this.#parameters = parameters;
    this.#types = new Set(withholdings.flatMap(({ types }) => types));
    for (const { elements } of withholdings)
      for (const [type, names] of Object.entries(elements))
        this.#elements.set(type, [...new Set([...(this.#elements.get(type) ?? []), ...names])]);
  }

  /** Whether anything is withheld at all. */
  get isEmpty(): boolean {
    return this.#types.size === 0 && this.#elements.size === 0;
  }

  /** Whether resources of a type are withheld whole. */
  hides(type: string): boolean {
    return this.#types.has(type);
  }

  /** Whether parts of the resources of a type are. */
  cuts(type: string): boolean {
    return this.#elements.has(type);
  }

  redact(type: string, text: string): string {
    const elements = this.#elements.get(type);
    return elements ? withoutElements(text, elements) : text;
  }

  /**
   * Whether a parameter reads a withheld element. One whose expression is not a plain list of paths may read any, and
   * counts as if it did.
   */
  betrays(type: string, code: string): boolean {
    const elements = this.#elements.get(type);
    if (!elements) return false;
    if (WHOLE_TEXT.has(code)) return true;
    const definition = this.#parameters.find(type, code);
    // The stores look for parameters by the names of what they were indexed as, which all are known.
    return definition === undefined ? true : this.#reads(type, definition, elements);
  }

  #reads(type: string, definition: SearchParameterDefinition, elements: readonly string[]): boolean {
    const { expression = '', component = [] } = definition;
    const parts = component.map((one) => this.#parameters.byUrl(one.definition));
    if (parts.some((part) => !part || this.#reads(type, part, elements))) return true;
    return readingPaths(expression).some((path) => elements.some((element) => mentions(path, type, element)));
  }
}

const PATH = /^([A-Z]\w*)((?:\.\w+(?:\[\d+\]|\{[^}]*\})?)*)(?:\s+(?:as|is)\s+[\w.]+)?$/;

/** Whether a path leads through an element; one that is not plain may lead anywhere. */
function mentions(path: string, type: string, element: string): boolean {
  const [, of = '', steps = ''] = PATH.exec(path) ?? [];
  if (steps === '') return true;
  if (![type, 'Resource', 'DomainResource'].includes(of)) return false;
  const [, first = '', url] = /^\.(\w+)(?:\{([^}]*)\})?/.exec(steps) ?? [];
  if (!element.startsWith('extension(')) return first === element || `${steps}.`.startsWith(`.${element}.`);
  return first === 'extension' && (url === undefined || element === `extension(${decodeURIComponent(url)})`);
}

import type { Definitions, ElementDefinition } from './definitions.ts';

/** The elements below types and backbone elements, by their names. */
export class ChildElements {
  readonly #definitions: Definitions;
  readonly #children = new Map<string, Map<string, ElementDefinition>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /**
   * The element `name` below `path`, the name of a type or the path of a backbone element such as
   * `Patient.contact`. A choice goes by its name (`value`), also with `[x]`, and by that of each property
   * (`valueQuantity`). Undefined where there is none.
   */
  child(path: string, name: string): ElementDefinition | undefined {
    let children = this.#children.get(path);
    if (!children) {
      children = this.#compile(path);
      this.#children.set(path, children);
    }
    return children.get(name);
  }

  /** Whether `type` is `ancestor` or derived from it: a code is a string, an Age a Quantity. */
  isA(type: string, ancestor: string): boolean {
    for (let name: string | undefined = type; name; name = this.#definitions.types.get(name)?.base)
      if (name === ancestor) return true;
    return false;
  }

  #compile(path: string): Map<string, ElementDefinition> {
    const children = new Map<string, ElementDefinition>();
    const type = path.split('.')[0] as string;
    for (const element of this.#definitions.types.get(type)?.elements ?? []) {
      const name = element.path.startsWith(`${path}.`) ? element.path.slice(path.length + 1) : '.';
      if (name.includes('.')) continue;
      children.set(name, element);
      if (!name.endsWith('[x]')) continue;
      children.set(name.slice(0, -3), element);
      for (const { code } of element.types) children.set(propertyOf(element, code), element);
    }
    return children;
  }
}

/** The JSON property of an element for a value of one of its types: `valueQuantity` of `Observation.value[x]`. */
export function propertyOf({ path }: ElementDefinition, type: string): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return name.endsWith('[x]') ? `${name.slice(0, -3)}${type.charAt(0).toUpperCase()}${type.slice(1)}` : name;
}

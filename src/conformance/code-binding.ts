import type { Definitions, ElementDefinition } from './definitions.ts';

/** A path of plain steps, as most SearchParameters have: `Observation.status`, `Patient.contact.gender`. */
const PLAIN_PATH = /^[A-Z]\w*(?:\.[a-z]\w*)+$/;

/**
 * The value set that a path of plain steps is bound to, if it leads to an element of type code: it implies the
 * system of the code (datatypes.html#code).
 */
export function valueSetOfCode(path: string, definitions: Definitions): string | undefined {
  if (!PLAIN_PATH.test(path)) return undefined;
  const [root = '', ...steps] = path.split('.');
  const element = elementAt(root, steps, definitions);
  const isCode = element?.types.some(({ code }) => code === 'code');
  return isCode && element?.binding?.strength === 'required' ? element.binding.valueSet : undefined;
}

/** The types of the element that a path of plain steps leads to; none for another path. */
export function typesAt(path: string, definitions: Definitions): string[] {
  if (!PLAIN_PATH.test(path)) return [];
  const [root = '', ...steps] = path.split('.');
  return elementAt(root, steps, definitions)?.types.map(({ code }) => code) ?? [];
}

function elementAt(type: string, steps: string[], definitions: Definitions): ElementDefinition | undefined {
  const elements = definitions.types.get(type)?.elements;
  let path = type;
  for (const [i, step] of steps.entries()) {
    path = `${path}.${step}`;
    const element = elements?.find((one) => one.path === path);
    if (!element || i === steps.length - 1) return element;
    const [only, ...more] = element.types;
    // A datatype goes on with its own definition; a backbone element with that of its type.
    if (only && !more.length && only.code !== 'BackboneElement' && only.code !== 'Element')
      return elementAt(only.code, steps.slice(i + 1), definitions);
  }
  return undefined;
}

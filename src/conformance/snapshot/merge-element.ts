import type { ElementDefinition } from '@medplum/fhirtypes';

type Json = Record<string, unknown>;

/** Lists to which a differential adds, and what makes two of their items the same. */
const ADDED_TO: Record<string, (item: Json & string) => unknown> = {
  alias: (text) => text,
  condition: (key) => key,
  constraint: ({ key, expression }) => `${key}|${expression}`,
  code: ({ system, code }) => `${system}|${code}`,
  example: ({ label }) => label,
  mapping: ({ identity, map }) => `${identity}|${map}`,
};

/** Texts that a differential continues by starting with `...` (elementdefinition.html#interpretation). */
const CONTINUED = new Set(['definition', 'comment', 'requirements']);

function added(name: string, base: unknown, own: unknown): unknown {
  const keyOf = ADDED_TO[name]!;
  const items = new Map<unknown, unknown>();
  for (const item of [...(Array.isArray(base) ? base : []), ...(Array.isArray(own) ? own : [])])
    items.set(keyOf(item), item);
  return [...items.values()];
}

function continued(base: unknown, own: string): string {
  return own.startsWith('...') ? `${typeof base === 'string' ? `${base}\n` : ''}${own.slice(3)}` : own;
}

/**
 * An element of a differential laid over the element it constrains (elementdefinition.html#interpretation): what it
 * says replaces what was said, but that constraints, conditions, mappings and the like are added to.
 */
export function mergeElement(base: ElementDefinition, differential: ElementDefinition): ElementDefinition {
  const merged: Json = { ...base };
  for (const [name, value] of Object.entries(differential)) {
    if (name === 'id' || name === 'path') continue;
    if (name in ADDED_TO) merged[name] = added(name, merged[name], value);
    else if (CONTINUED.has(name) && typeof value === 'string') merged[name] = continued(merged[name], value);
    else merged[name] = value;
  }
  return merged as unknown as ElementDefinition;
}

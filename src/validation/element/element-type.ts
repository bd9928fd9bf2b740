import { isObject } from '../is-object.ts';
import type { Place } from '../place.ts';
import type { Run } from '../run.ts';
import type { Check, Property } from '../shape.ts';

/** ElementDefinition.type: a profile leaves a choice fewer types than the base definition. */
export function compileExcludedType(property: Property, allowed: string[], source: string): Check {
  const { name, element } = property;
  const names = element.properties
    .filter(({ type }) => allowed.includes(type))
    .map((each) => `'${each.name}'`);
  return (_value: unknown, place: Place, run: Run) => {
    const expected = names.length > 0 ? names.join(' or ') : 'none';
    run.error('structure', place, `Found '${name}', expected ${expected}.`, source);
  };
}

/** ElementDefinition.type of an element that holds a resource: which types of resource it may be. */
export function compileResourceType(allowed: string[], source: string): Check[] {
  if (allowed.length === 0 || allowed.includes('Resource') || allowed.includes('DomainResource')) return [];
  return [
    (value, place, run) => {
      const type = isObject(value) ? value.resourceType : undefined;
      if (allowed.includes(type as string)) return;
      run.error('structure', place, `Found a resource ${type}, expected ${allowed.join(' or ')}.`, source);
    },
  ];
}

import { type Place, placeBelow } from '../place.ts';
import type { Run } from '../run.ts';
import type { ObjectShape } from '../shape.ts';

/** Longer names are not compared: no element of R4 has one. */
const LONGEST_COMPARED = 60;

/** How many characters must be inserted, deleted or replaced to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function isNear(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= 2 && distance(a, b) <= 2;
}

function nearest(name: string, shape: ObjectShape): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined;
  const known = [...shape.properties.keys()];
  const sameButCase = known.find((each) => each.toLowerCase() === name.toLowerCase());
  return sameButCase ?? (name.length > 3 ? known.find((each) => isNear(each, name)) : undefined);
}

function choiceHint(name: string, shape: ObjectShape): string {
  for (const { element } of shape.properties.values()) {
    if (!element.isChoice || !name.startsWith(element.name.replace('[x]', ''))) continue;
    const names = element.properties.map((property) => property.name);
    return `'${element.name}' may be ${names.length > 12 ? `${names.slice(0, 12).join(', ')}, ...` : names.join(', ')}`;
  }
  return '';
}

function hintFor(name: string, shape: ObjectShape): string {
  if (name.startsWith('_') && shape.properties.has(name.slice(1))) {
    return `only primitive elements have a '_' twin, and '${name.slice(1)}' is none`;
  }
  const near = nearest(name, shape);
  return near === undefined ? choiceHint(name, shape) : `did you mean '${near}'?`;
}

/** Reports a JSON property that the definition does not know (json.html: unknown properties are not allowed). */
export function reportUnknown(name: string, shape: ObjectShape, place: Place, run: Run): void {
  const shown = name.length > LONGEST_COMPARED ? `${name.slice(0, LONGEST_COMPARED)}...` : name;
  // Looking for a hint takes longer than all other checks: not for issues that nobody will see.
  const hint = run.pass.issues.isFull ? '' : hintFor(name, shape);
  const diagnostics = `Unknown element '${shown}' in ${shape.path}${hint ? `; ${hint}` : ''}.`.replace(
    '?.',
    '?',
  );
  const type = shape.path.split('.')[0];
  const where = /^\w+$/.test(shown) ? placeBelow(place, shown) : place;
  run.error('structure', where, diagnostics, `StructureDefinition/${type}#${shape.path}`);
}

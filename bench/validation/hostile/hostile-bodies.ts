/*
 * Bodies of some 100 kB that are made to cost a validator as much as they can: deep, wide, long, repeated, and with
 * rules that look at every other item. The same seed gives the same bodies.
 */
import { type Json, SIZE, times } from './body.ts';
import { BUNDLES } from './bundles.ts';
import { DEFINITIONS } from './definitions.ts';
import { ELEMENTS } from './elements.ts';
import { NARRATIVES } from './narratives.ts';

const BODIES = { ...ELEMENTS, ...NARRATIVES, ...BUNDLES, ...DEFINITIONS };

/** Numbers from 0 to below 1 that a seed decides (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An object of random names and values, some of them FHIR's, to `depth` levels. */
function randomTree(random: () => number, depth: number): unknown {
  const NAMES = [
    'id',
    'extension',
    'url',
    'value',
    'coding',
    'code',
    'system',
    'reference',
    'contained',
    'name',
    'item',
    'x',
  ];
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T;
  if (depth === 0)
    return pick<unknown>(['x', '', 1, -1, true, null, '2020-13-01', '#x', 'Patient/1', {}, []]);
  const count = 1 + Math.floor(random() * 4);
  if (random() < 0.3) return times(count, () => randomTree(random, depth - 1));
  return Object.fromEntries(times(count, () => [pick(NAMES), randomTree(random, depth - 1)]));
}

/** Hostile bodies by name: those above and `random` ones that the seed decides. */
export function hostileBodies(seed: number, random = 20): Map<string, Json> {
  const bodies = new Map(Object.entries(BODIES).map(([name, make]) => [name, make()]));
  const next = randomFrom(seed);
  const types = ['Patient', 'Observation', 'Bundle', 'Questionnaire', 'StructureDefinition', 'Parameters'];
  for (let i = 0; i < random; i++) {
    const type = types[i % types.length] as string;
    const parts: unknown[] = [];
    for (let size = 0; size < SIZE; ) {
      const part = randomTree(next, 5);
      size += JSON.stringify(part).length;
      parts.push(part);
    }
    const names = ['extension', 'entry', 'item', 'parameter', 'component', 'contained', 'identifier'];
    const share = Math.ceil(parts.length / names.length);
    const elements = names.map((name, k) => [name, parts.slice(k * share, (k + 1) * share)]);
    bodies.set(`random ${type} ${i}`, { resourceType: type, ...Object.fromEntries(elements) });
  }
  return bodies;
}

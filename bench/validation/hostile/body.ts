/** JSON as the bodies are built of. */
export type Json = Record<string, unknown>;

/** Bytes of a body, about. */
export const SIZE = 100_000;
/** As many as `count`, each made from its position. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** The body that `make` gives for as many items as fill the size. */
export function filled(make: (count: number) => Json): Json {
  const length = (count: number) => JSON.stringify(make(count)).length;
  return make(Math.floor((SIZE * 200) / (length(400) - length(200))));
}

/** A Patient of these elements. */
export const patient = (elements: Json): Json => ({ resourceType: 'Patient', ...elements });
/** An Observation with what it needs, and these elements. */
export const observation = (elements: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...elements,
});
/** A leaf, wrapped so many times. */
export function nested(depth: number, leaf: Json, wrap: (inner: Json) => Json): Json {
  let value = leaf;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

/** Where the profiles of R4 are. */
export const R4 = 'http://hl7.org/fhir/StructureDefinition';

import type { TypedValue } from '#fhirpath/compile-expression.ts';

type Outcome = { values: TypedValue[] } | { error: string };

function isSameButSystemString(native: TypedValue[], reference: TypedValue[]): boolean {
  return (
    native.length === reference.length &&
    native.every(({ value, type }, i) => {
      const other = reference[i];
      return (
        other?.value === value &&
        (other?.type === type || (other?.type === 'String' && /^(id|string|uri)$/.test(type)))
      );
    })
  );
}

/** Why the two engines may differ, by the name of the reason; undefined when there is no known one. */
export function knownDifference(text: string, native: Outcome, reference: Outcome): string | undefined {
  if (text === 'htmlChecks()') return 'htmlChecks() is true here: the validator reads the narrative itself';
  if (/ is Boolean|as\(DateTime\)/.test(text))
    return "R4 writes System's name for its own type (que-7); fhirpath.js takes it by the letter";
  if ('error' in reference) {
    if (/left side of 'as'/.test(reference.error))
      return 'as() takes one item in fhirpath.js; R4 applies it to many';
    if (/Invalid regular expression/.test(reference.error))
      return "R4's pattern is none in the Unicode mode of JavaScript";
    if (/getDecimal is not a function/.test(reference.error))
      return 'fhirpath.js fails with a bare number as context';
    if (/Not implemented: hasExtension/.test(reference.error)) return 'hasExtension() is not in fhirpath.js';
    return undefined;
  }
  if ('error' in native) return undefined;
  if (isSameButSystemString(native.values, reference.values)) {
    return 'ids and Extension.url are System.String in fhirpath.js, here they have the type of R4';
  }
  return undefined;
}

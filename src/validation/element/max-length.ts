import type { Check } from '../shape.ts';

/** ElementDefinition.maxLength: how many characters (Unicode code points) a text may have. */
export function compileMaxLength(maxLength: number | undefined, source: string): Check[] {
  if (maxLength === undefined) return [];
  return [
    (value, place, run) => {
      // Code points are at most as many as UTF-16 units: most texts need no count.
      if (typeof value !== 'string' || value.length <= maxLength) return;
      const length = [...value].length;
      if (length <= maxLength) return;
      run.error('too-long', place, `Found ${length} characters, expected at most ${maxLength}.`, source);
    },
  ];
}

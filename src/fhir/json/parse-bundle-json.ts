import { JSON_LIMITS, type JsonLimits, Reader } from './parse-json.ts';

/**
 * parseJson for bodies that may be long: stops after each entry of a Bundle, and within other lists, and awaits `breathe`, so
 * that other requests are served while thousands of entries are read. Throws JsonError.
 */
export async function parseBundleJson(
  text: string,
  breathe: () => Promise<void> | undefined,
  limits: JsonLimits = JSON_LIMITS,
): Promise<unknown> {
  const steps = new Reader(text, limits).steps();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await breathe();
  }
}

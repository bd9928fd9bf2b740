import { type HeldValue, heldValue, putValue } from '#fhir/json/held-value.ts';
import { refuse } from '#fhir/operation-outcome.ts';

/** Deeper than JSON is taken; what a patch nests deeper in the end is refused with the whole. */
const DEEPEST = 128;

/** Characters that one patch may copy in all: a few copies of copies would otherwise fill the memory. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** Makes the copies of one application of a patch, so that neither it nor the stored resource is changed. */
export class ValueCopies {
  #characters = 0;

  /** A copy of the value with everything in it. Throws 413 when the patch has copied more than is taken. */
  copy({ value, text }: HeldValue, depth = 0): HeldValue {
    this.#characters += typeof value === 'string' ? value.length + 2 : 8;
    if (this.#characters > MOST_CHARACTERS || depth > DEEPEST)
      throw refuse(413, 'too-long', 'the patch copies more than this server takes', {
        source: 'http.html#patch',
      });
    if (typeof value !== 'object' || value === null) return text === undefined ? { value } : { value, text };
    const copy: object = Array.isArray(value) ? [] : {};
    for (const key of Object.keys(value)) {
      this.#characters += key.length;
      putValue(copy, key, this.copy(heldValue(value, key), depth + 1));
    }
    return { value: copy };
  }
}

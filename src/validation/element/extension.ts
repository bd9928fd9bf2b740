import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Run } from '../run.ts';
import type { JsonObject } from '../shape.ts';

function hasValue(extension: JsonObject): boolean {
  for (const name in extension) if (name.startsWith('value') || name.startsWith('_value')) return true;
  return false;
}

/** Only the url of an extension inside another extension may be relative (extensibility.html#Extension). */
function isNested(place: Place): boolean {
  const parent = place.parent?.step;
  return parent === 'extension' || parent === 'modifierExtension';
}

/** ext-1 and the url of an Extension (extensibility.html#Extension). */
export function checkExtension(extension: JsonObject, place: Place, run: Run): void {
  if (hasValue(extension) === (extension.extension !== undefined)) {
    const found = hasValue(extension) ? 'both a value and extensions' : 'neither a value nor extensions';
    run.error('invariant', place, `Found an extension with ${found}, expected one of the two.`, 'ext-1');
  }
  const { url } = extension;
  if (typeof url !== 'string' || isAbsolute(url) || isNested(place)) return;
  const expected = 'expected an absolute url, which says where the extension is defined';
  run.error(
    'value',
    placeBelow(place, 'url'),
    `Found the url ${quote(url)}, ${expected}.`,
    'extensibility.html#Extension',
  );
}

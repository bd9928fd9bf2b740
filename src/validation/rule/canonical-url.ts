import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

/** The url by which others name a resource is absolute: it is the same for the whole world (references.html#canonical). */
export const checkCanonicalUrl: Check<JsonObject> = ({ url }, place, run) => {
  if (typeof url !== 'string' || isAbsolute(url)) return;
  const words = `Found the url ${quote(url)}, expected an absolute one, by which others can name the resource`;
  run.error('value', placeBelow(place, 'url'), `${words}.`, 'references.html#canonical');
};

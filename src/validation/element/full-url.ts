import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/Bundle#Bundle.entry.fullUrl';

/** Bundle.entry.fullUrl is an absolute url and, unless it is a urn, ends in the id of the resource (bundle.html). */
export const checkFullUrl: Check<JsonObject> = ({ fullUrl, resource }, place, run) => {
  if (typeof fullUrl !== 'string') return;
  const where = placeBelow(place, 'fullUrl');
  if (!isAbsolute(fullUrl)) {
    run.error(
      'value',
      where,
      `Found ${quote(fullUrl)}, expected an absolute url, or urn:uuid: and a UUID.`,
      SOURCE,
    );
    return;
  }
  const { id } = (resource ?? {}) as JsonObject;
  if (typeof id !== 'string' || !fullUrl.startsWith('http') || fullUrl.endsWith(`/${id}`)) return;
  const diagnostics = `Found ${quote(fullUrl)}, expected a url that ends in the id of the resource, ${quote(id)}.`;
  // A warning, since official examples of bundles break it.
  run.report({ severity: 'warning', code: 'value', diagnostics, source: SOURCE }, where);
};

import type { Request } from 'express';
import { refuse } from '#fhir/operation-outcome.ts';
import { JSON_PATCH, PATCH_FORMATS } from '#interaction/patch/read-patch.ts';
import { formatOf, readMediaType } from './media-type.ts';

const typeOf = ({ headers }: Request) => readMediaType(headers['content-type'] ?? '');

/** Whether the body is a JSON Patch by its media type. */
export const isJsonPatch = (request: Request): boolean => typeOf(request)?.name === JSON_PATCH;

/** Throws 415 for a PATCH in a format that is not taken, and says which are (RFC 5789, section 2.2). */
export function checkPatchType(request: Request): void {
  if (isJsonPatch(request) || formatOf(typeOf(request))) return;
  const found = (request.headers['content-type'] ?? '').slice(0, 80);
  const formats = PATCH_FORMATS.join(', ');
  const error = refuse(
    415,
    'not-supported',
    `the Content-Type of the patch is '${found}'; one of ${formats} was expected`,
    {
      source: 'http.html#patch',
    },
  );
  error.headers['Accept-Patch'] = formats;
  throw error;
}

import type { Request } from 'express';
import type { AuditedRequest } from '#audit/audited-request.ts';
import type { RequestOrigin } from '#interaction/request.ts';
import type { Rooms } from './rooms.ts';

/** How a request reached this server. */
export function originOf(
  { headers }: Request,
  { requestId, address }: { requestId: string; address: string },
): RequestOrigin {
  const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);
  return {
    requestId,
    address,
    reason: single(headers['x-reason']),
    provenance: single(headers['x-provenance']),
  };
}

/** Begins to audit a request as it came, before anything of it was understood; undefined where nothing is audited. */
export function openAudited(
  { audit, pseudonyms }: Rooms,
  request: Request,
  origin: RequestOrigin,
): AuditedRequest | undefined {
  const { method } = request;
  const url = pseudonyms.mask(request.url);
  const mark = url.indexOf('?');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  return audit.begin({ method, path: [], query, url, body: undefined, origin });
}

import { isId } from '#fhir/resource.ts';
import type { AskedRequest } from './audited-request.ts';

/**
 * The patients that a request names itself, whether it finds anything of theirs or not: in its path, in its query, and
 * the one that its token is confined to.
 */
export function namedPatients(
  { query, caller }: AskedRequest,
  { type, id }: { type: string; id: string },
): string[] {
  const found = type === 'Patient' && isId(id) ? [id] : [];
  if (query.includes('atient'))
    for (const [name, value] of new URLSearchParams(query))
      for (const part of value.split(',')) {
        const reference = /(?:^|\/)Patient\/([^/]+)$/.exec(part)?.[1];
        const own = reference ?? (/^patient(?::Patient)?$/.test(name) ? part : '');
        if (isId(own)) found.push(own);
      }
  const confined = caller?.scopes.clinical.every(({ level }) => level === 'patient');
  return confined && caller?.patient ? [...found, caller.patient] : found;
}

import type { Caller } from '#access/caller.ts';
import { parseScopes } from '#access/scope/parse-scopes.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Answer } from '#interaction/answer.ts';
import type { FhirRequest } from '#interaction/request.ts';
import type { User } from '../user/user.ts';

/** Asks the server's own API, through the same gate as everyone. */
export type Ask = (request: FhirRequest) => Promise<Answer>;

/** More are not shown; a person narrows the search. */
const SHOWN = 25;

/**
 * Resources of a type that a user may see, by a query: what a picker offers. The user asks as they would through an app
 * with the scope `user/[type].rs`, so that nobody picks what they could not read.
 */
export async function findResources(
  ask: Ask,
  { type, query }: { type: string; query: string },
  { user, issuer }: { user: User; issuer: string },
): Promise<Resource[]> {
  const answer = await ask({
    method: 'GET',
    path: [type],
    query: [query, `_count=${SHOWN}`].filter(Boolean).join('&'),
    body: undefined,
    caller: pickerOf(type, user, issuer),
  });
  const bundle = JSON.parse(String(answer.body)) as { entry?: { resource?: Resource }[] };
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource] : []));
}

/** Whether a user may read one resource. */
export async function mayRead(
  ask: Ask,
  { type, id }: { type: string; id: string },
  { user, issuer }: { user: User; issuer: string },
): Promise<boolean> {
  try {
    const caller = pickerOf(type, user, issuer);
    const answer = await ask({ method: 'GET', path: [type, id], query: '', body: undefined, caller });
    return answer.status === 200;
  } catch {
    return false;
  }
}

function pickerOf(type: string, { id, fhirUser, roles }: User, issuer: string): Caller {
  return {
    issuer,
    client: { id: 'launch-page' },
    user: { id, ...(fhirUser === undefined ? {} : { fhirUser }) },
    scopes: parseScopes(`user/${type}.rs`, new Set([type])),
    roles,
    tokenId: 'launch-page',
  };
}

import type { Answer } from '#interaction/answer.ts';
import { bundle, requestOf } from '#interaction/bundle/bundle.ts';
import type { FhirRequest } from '#interaction/request.ts';
import { prepareSearch } from '#interaction/search.ts';
import { permitRoute } from './permit-route.ts';
import type { Rooms } from './rooms.ts';
import { findRoute } from './routes.ts';

/** Carries a request out as if it had come by HTTP, for its caller. */
export async function perform(request: FhirRequest, rooms: Rooms): Promise<Answer> {
  const { route, request: routed } = findRoute(request, rooms.context.resourceTypes);
  return route.handle(routed, permitRoute(route, routed, rooms));
}

/** A batch or transaction, each entry of which is its caller's own request. */
export function performBundle(request: FhirRequest, rooms: Rooms): Promise<Answer> {
  const { caller } = request;
  return bundle(request, {
    ...rooms.of(caller),
    prepareGet: (entry) => prepareGet({ ...requestOf(entry), caller }, rooms),
    perform: (entry) => perform({ ...entry, caller }, rooms),
  });
}

/** Makes a GET ready that is to be answered later, and throws now where it could not be. */
async function prepareGet(asked: FhirRequest, rooms: Rooms): Promise<() => Promise<Answer>> {
  const { route, request } = findRoute(asked, rooms.context.resourceTypes);
  const own = permitRoute(route, request, rooms);
  return route.search ? prepareSearch(route.search(request, own), own) : () => route.handle(request, own);
}

import type { AuditedRequest } from '#audit/audited-request.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { bundle, requestOf } from '#interaction/bundle/bundle.ts';
import type { FhirRequest } from '#interaction/request.ts';
import { prepareSearch } from '#interaction/search.ts';
import { permitRoute } from './permit-route.ts';
import type { CallersRooms, Rooms } from './rooms.ts';
import { findRoute } from './routes.ts';

/** Carries a request out as if it had come by HTTP, for its caller. */
export function perform(request: FhirRequest, rooms: Rooms): Promise<Answer> {
  const audited = rooms.audit.begin(request);
  return auditedAnswer(audited, async () => {
    const { route, request: routed } = findRoute(request, rooms.context.resourceTypes);
    audited?.routed(route.interaction, routed);
    return route.handle(routed, permitRoute(route, routed, rooms, audited));
  });
}

/** A batch or transaction, each entry of which is its caller's own request. */
export function performBundle(request: FhirRequest, own: CallersRooms, rooms: Rooms): Promise<Answer> {
  const { caller, origin } = request;
  return bundle(request, {
    ...own,
    prepareGet: (entry) => prepareGet({ ...requestOf(entry), caller, origin }, rooms),
    perform: (entry) => perform({ ...entry, caller, origin }, rooms),
  });
}

/** Makes a GET ready that is to be answered later, and throws now where it could not be. */
async function prepareGet(asked: FhirRequest, rooms: Rooms): Promise<() => Promise<Answer>> {
  const audited = rooms.audit.begin(asked);
  const { route, request } = findRoute(asked, rooms.context.resourceTypes);
  audited?.routed(route.interaction, request);
  const own = permitRoute(route, request, rooms, audited);
  const run = route.search
    ? await prepareSearch(route.search(request, own), own)
    : () => route.handle(request, own);
  return () => auditedAnswer(audited, run);
}

/** What comes of it, once that is in the log. */
async function auditedAnswer(
  audited: AuditedRequest | undefined,
  run: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await run();
    await audited?.answered(answer);
    return answer;
  } catch (error) {
    // What is no refusal fails the whole request, which tells of it.
    if (error instanceof FhirError) await audited?.refused(error);
    throw error;
  }
}

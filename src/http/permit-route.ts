import { permitInteraction } from '#access/permit-interaction.ts';
import type { AuditedRequest } from '#audit/audited-request.ts';
import type { CallersRooms, Rooms } from './rooms.ts';
import type { Route, RoutedRequest } from './routes.ts';

/**
 * Permits a request to its caller, or throws 403, and gives the rooms as that caller has them, without which no route
 * can be handled. Without a caller there is no authentication, and everything is open.
 */
export function permitRoute(
  route: Pick<Route, 'method' | 'interaction'>,
  { caller, type, id, member, query, ifNoneExist }: RoutedRequest,
  rooms: Rooms,
  audited: AuditedRequest | undefined,
): CallersRooms {
  const { interaction, method } = route;
  if (!caller) return rooms.of(undefined, audited);
  const restriction = rooms.restrictionOf(caller);
  const isWrite = method === 'PUT' || method === 'PATCH' || method === 'DELETE';
  const isConditional = ifNoneExist !== undefined || (isWrite && id === '');
  permitInteraction(
    restriction,
    { interaction, type, id, member, query, isConditional },
    rooms.context.resourceTypes,
  );
  // Who audits reads no records, but the trail of each.
  if (
    interaction === '$audit-trail' &&
    !restriction.isBlind &&
    restriction.reach('Patient', 'r') === 'nothing'
  )
    return rooms.of(undefined, audited);
  // A report is computed over all subjects, or it would be no report; who may have it was decided just now.
  if (interaction !== '$outcome-report') return rooms.of(caller, audited);
  return { ...rooms.of(undefined, audited), citesSubjects: restriction.reports(id) === 'whole' };
}

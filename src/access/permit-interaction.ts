import { refuse } from '#fhir/operation-outcome.ts';
import type { Caller } from './caller.ts';
import type { Permission } from './scope/scope.ts';

/** What a request is about, as far as it decides whether it may be carried out. */
export interface AskedInteraction {
  /** The code of the interaction or `$operation`. */
  interaction: string;
  /** The type in the URL; empty at the base. */
  type: string;
  id: string;
  /** The query string, the form of a search by POST, and the criteria of If-None-Exist. */
  query: string;
  /** Whether it may change something. */
  changes: boolean;
}

/** The permissions that an interaction on one type needs (SMART App Launch 2.2, table of v2 scopes). */
const NEEDS: Record<string, Permission[]> = {
  read: ['r'],
  vread: ['r'],
  'history-instance': ['r'],
  create: ['c'],
  update: ['u'],
  patch: ['u'],
  delete: ['d'],
  'history-type': ['s'],
  'search-type': ['s'],
};

/** What leads to resources of other types: chains, reverse chains, includes, filters and named queries. */
const JOINS = /(^|&)(_has|_include|_revinclude|_filter|_query|_list|[^=&]*[.:%])/;

const ALL: Permission[] = ['c', 'r', 'u', 'd', 's'];

/**
 * Permits an interaction by type and permission of the scopes, or throws 403. It is strict, since it does not look into
 * resources: a `patient/` scope permits no more than reading the Patient in context, a scope with criteria permits
 * nothing, and whatever may touch other types than the one in the URL needs a scope for all types.
 */
export function permitInteraction(caller: Caller, asked: AskedInteraction): void {
  if (asked.interaction === 'capabilities' || asked.interaction === 'options') return;
  if (isOwn(caller, asked)) return;
  const { type, permissions } = needed(asked);
  const permitted = permissions.every((permission) =>
    caller.scopes.clinical.some(
      (scope) =>
        scope.level !== 'patient' &&
        !scope.criteria.length &&
        (scope.type === '*' || scope.type === type) &&
        scope.permissions.has(permission),
    ),
  );
  if (!permitted) throw insufficient(asked, permissions);
}

function needed({ interaction, type, query, changes }: AskedInteraction): {
  type: string;
  permissions: Permission[];
} {
  const permissions = type ? NEEDS[interaction] : undefined;
  if (!permissions) return { type: '*', permissions: changes ? ALL : ['r', 's'] };
  if (JOINS.test(query)) return { type: '*', permissions: [...permissions, 'r', 's'] };
  // A conditional write tells by its status what a search would have found.
  return { type, permissions: query && changes ? [...permissions, 's'] : permissions };
}

/** The Patient in context, and the resource that stands for the user, may be read by the app that has them. */
function isOwn({ patient, user, scopes }: Caller, { interaction, type, id, query }: AskedInteraction): boolean {
  if (interaction !== 'read' || query !== '') return false;
  if (scopes.other.has('fhirUser') && user?.fhirUser === `${type}/${id}`) return true;
  return (
    type === 'Patient' &&
    id === patient &&
    scopes.clinical.some(
      (scope) =>
        scope.level === 'patient' &&
        !scope.criteria.length &&
        (scope.type === '*' || scope.type === 'Patient') &&
        scope.permissions.has('r'),
    )
  );
}

function insufficient({ interaction, type }: AskedInteraction, permissions: Permission[]): Error {
  const what = type ? `${interaction} of ${type}` : interaction;
  const error = refuse(
    403,
    'forbidden',
    `the token's scopes do not permit ${what}; it needs the permissions ${[...new Set(permissions)].join('')}`,
    { source: 'SMART App Launch 2.2, scopes for requesting FHIR resources' },
  );
  error.headers['WWW-Authenticate'] = 'Bearer error="insufficient_scope"';
  return error;
}

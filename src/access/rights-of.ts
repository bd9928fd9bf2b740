import type { Caller } from './caller.ts';

/**
 * The rights of a caller as text: the same for every token by which the same person and client have the same scopes,
 * context and roles. Page links are bound to it.
 */
export function rightsOf({ issuer, client, user, scopes, patient, encounter, study, roles }: Caller): string {
  const clinical = scopes.clinical.map(({ permissions, ...scope }) =>
    JSON.stringify([scope, [...permissions].sort()]),
  );
  const assigned = roles.map((one) => JSON.stringify([one.role, one.study, one.site, one.arm]));
  return JSON.stringify([
    issuer,
    client.id,
    user?.id ?? null,
    [patient, encounter, study].map((id) => id ?? null),
    clinical.sort(),
    assigned.sort(),
  ]);
}

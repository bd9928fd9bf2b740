import type { RoleAssignment } from '../caller.ts';

/**
 * `monitor:nct07144241:site-1`: a role, and in which study, at which site, in which arm. What is left out at the end is `*`, but
 * the study has to be said, if only as `*`.
 */
export function parseRole(text: string): RoleAssignment {
  const [role = '', study = '', site = '*', arm = '*', ...more] = text.split(':');
  if (!role || !study || !site || !arm || more.length)
    throw new Error(`'${text}' is no role; role:study[:site[:arm]] was expected, each an id or *`);
  return { role, study, site, arm };
}

/** A role as `parseRole` reads it. */
export const showRole = ({ role, study, site, arm }: RoleAssignment): string =>
  [role, study, site, arm].join(':');

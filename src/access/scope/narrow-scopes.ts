import {
  type ClinicalScope,
  PERMISSIONS,
  type Permission,
  type ScopeCriterion,
  type ScopeLevel,
} from './scope.ts';

/**
 * Of the scopes asked for what those allowed give: each narrowed to the types, permissions and criteria that both
 * have. A scope that is allowed as it stands keeps its text, so that version 1 is answered in version 1.
 */
export function narrowScopes(
  asked: readonly ClinicalScope[],
  allowed: readonly ClinicalScope[],
): ClinicalScope[] {
  const narrowed = asked.flatMap((one) => {
    if (allowed.some((other) => covers(other, one))) return [one];
    return allowed.flatMap((other) => meet(one, other) ?? []);
  });
  return [...new Map(narrowed.map((scope) => [scope.text, scope])).values()];
}

/** Whether everything that `narrow` grants is granted by `wide` as well. */
export function covers(wide: ClinicalScope, narrow: ClinicalScope): boolean {
  return (
    wide.level === narrow.level &&
    (wide.type === '*' || wide.type === narrow.type) &&
    [...narrow.permissions].every((permission) => wide.permissions.has(permission)) &&
    wide.criteria.every((criterion) => has(narrow.criteria, criterion))
  );
}

/** What two scopes grant both, as a scope of version 2; undefined where that is nothing. */
function meet(one: ClinicalScope, other: ClinicalScope): ClinicalScope | undefined {
  if (one.level !== other.level) return undefined;
  if (one.type !== '*' && other.type !== '*' && one.type !== other.type) return undefined;
  const permissions = PERMISSIONS.filter((p) => one.permissions.has(p) && other.permissions.has(p));
  if (!permissions.length) return undefined;
  const type = one.type === '*' ? other.type : one.type;
  const criteria = [...one.criteria, ...other.criteria.filter((c) => !has(one.criteria, c))];
  return clinicalScope({ level: one.level, type, permissions, criteria });
}

const has = (criteria: readonly ScopeCriterion[], { name, value }: ScopeCriterion): boolean =>
  criteria.some((criterion) => criterion.name === name && criterion.value === value);

/** A scope of version 2 with its text, in which a value is percent-encoded where it would be misread. */
export function clinicalScope(parts: {
  level: ScopeLevel;
  type: string;
  permissions: Iterable<Permission>;
  criteria: readonly ScopeCriterion[];
}): ClinicalScope {
  const { level, type, criteria } = parts;
  const permissions = new Set(parts.permissions);
  const letters = PERMISSIONS.filter((permission) => permissions.has(permission)).join('');
  const query = criteria.map(({ name, value }) => `${name}=${escapeValue(value)}`).join('&');
  const text = `${level}/${type}.${letters}${query && '?'}${query}`;
  return { level, type, permissions, criteria, text };
}

/** `|`, `/`, `:` and `,` stay as they are, as scopes are written; what a scope cannot hold is encoded (RFC 6749, 3.3). */
const escapeValue = (value: string): string =>
  value.replace(/[^!$'()*,\-./0-9:;<=>?@A-Z[\]^_`a-z{|}~]/gu, (character) => encodeURIComponent(character));

import {
  type ClinicalScope,
  PERMISSIONS,
  type Permission,
  type ScopeCriterion,
  type ScopeLevel,
  type Scopes,
} from './scope.ts';

/** The scopes that are no clinical ones and that this server grants. */
export const OTHER_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'launch',
  'launch/patient',
  'launch/encounter',
  'launch/researchstudy',
  'offline_access',
  'online_access',
] as const;

/** Version 1 (SMART App Launch 1.0) said what version 2 spells out. */
const VERSION_1: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

const CLINICAL = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]*)\.([a-z]+|\*)(?:\?(.+))?$/;

/** A search parameter without a modifier. */
const PARAMETER = /^_?[A-Za-z][A-Za-z0-9-]*$/;

/** More are not read: each scope and each of its criteria costs something on every request. */
const MOST_SCOPES = 200;
const MOST_CRITERIA = 10;

/**
 * Scopes as a token or a request lists them, parted by spaces. What this server does not know - other levels, types
 * that R4 does not have, permissions out of order - is left out, and so grants nothing.
 */
export function parseScopes(text: string, resourceTypes: ReadonlySet<string>): Scopes {
  const words = [...new Set(text.split(' '))].slice(0, MOST_SCOPES);
  return {
    clinical: words.flatMap((word) => parseClinicalScope(word, resourceTypes) ?? []),
    other: new Set(words.filter((word) => (OTHER_SCOPES as readonly string[]).includes(word))),
  };
}

/** One clinical scope of version 1 or 2; undefined for anything else. */
export function parseClinicalScope(
  text: string,
  resourceTypes: ReadonlySet<string>,
): ClinicalScope | undefined {
  const [, level, type = '', access = '', query] = CLINICAL.exec(text) ?? [];
  if (level === undefined || (type !== '*' && !resourceTypes.has(type))) return undefined;
  // Version 1 has no criteria.
  const isVersion1 = Object.hasOwn(VERSION_1, access);
  if (isVersion1 && query !== undefined) return undefined;
  const permissions = readPermissions(isVersion1 ? (VERSION_1[access] as string) : access);
  const criteria = query === undefined ? [] : readCriteria(query);
  // Criteria are of one type: `*` has no search parameters of its own that could narrow it.
  if (!permissions || !criteria || (type === '*' && criteria.length)) return undefined;
  return { level: level as ScopeLevel, type, permissions, criteria, text };
}

/** `rs` -> r and s; undefined unless they stand in the order c, r, u, d, s, each once. */
function readPermissions(text: string): ReadonlySet<Permission> | undefined {
  const permissions = PERMISSIONS.filter((permission) => text.includes(permission));
  return permissions.length && permissions.join('') === text ? new Set(permissions) : undefined;
}

/** `category=a&status=b` -> its criteria; undefined where it is not of that form. */
function readCriteria(query: string): ScopeCriterion[] | undefined {
  const criteria = query.split('&').map(readCriterion);
  if (criteria.length > MOST_CRITERIA) return undefined;
  return criteria.every((criterion) => criterion !== undefined) ? criteria : undefined;
}

function readCriterion(part: string): ScopeCriterion | undefined {
  const at = part.indexOf('=');
  const [name, value] = [part.slice(0, at), part.slice(at + 1)];
  if (at < 1 || value === '' || !PARAMETER.test(name)) return undefined;
  try {
    return { name, value: decodeURIComponent(value) };
  } catch {
    return undefined;
  }
}

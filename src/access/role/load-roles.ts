import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import { PERMISSIONS } from '../scope/scope.ts';
import type { Role, RoleBook, RoleRule, RulePart } from './role.ts';

interface WrittenRule {
  types: string[];
  permissions: string;
  but?: string[];
  within?: RulePart;
  criteria?: string;
}

interface WrittenRole {
  rules: WrittenRule[];
  withholds?: string[];
  operations?: string[];
  pseudonymises?: boolean;
  reports?: string;
}

const PARTS: RulePart[] = ['part', 'study', 'all'];

/** Reads the roles from a file. Throws for anything in it that is not understood, so that nothing is granted by a slip. */
export function loadRoles(file: URL, read: ReadPublished = asWritten): RoleBook {
  const book = JSON.parse(read(file)) as Omit<RoleBook, 'roles'> & {
    roles: Record<string, WrittenRole>;
  };
  const roles = Object.entries(book.roles).map(([name, role]) => [name, readRole(name, role, book)] as const);
  return { ...book, roles: Object.fromEntries(roles) };
}

function readRole(name: string, role: WrittenRole, { withholdings }: Pick<RoleBook, 'withholdings'>): Role {
  const { rules, withholds = [], operations = [], pseudonymises = false, reports } = role;
  const unknown = withholds.find((each) => !Object.hasOwn(withholdings, each));
  if (unknown !== undefined) throw new Error(`role ${name} withholds '${unknown}', which is not defined`);
  if (reports !== undefined && reports !== 'whole' && reports !== 'aggregate')
    throw new Error(`role ${name} reports '${reports}'; whole or aggregate was expected`);
  return {
    rules: rules.map((rule) => readRule(name, rule)),
    withholds,
    operations,
    pseudonymises,
    ...(reports ? { reports } : {}),
  };
}

function readRule(
  name: string,
  { types, permissions, but = [], within = 'part', criteria = '' }: WrittenRule,
): RoleRule {
  const known = PERMISSIONS.filter((permission) => permissions.includes(permission));
  if (known.join('') !== permissions || !known.length)
    throw new Error(`role ${name} has the permissions '${permissions}'; letters of cruds were expected`);
  if (!PARTS.includes(within)) throw new Error(`role ${name} has a rule within '${within}'`);
  return { types, permissions: new Set(known), but, within, criteria };
}

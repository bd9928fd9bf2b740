import { readFileSync } from 'node:fs';
import { clinicalScope } from '#access/scope/narrow-scopes.ts';
import { parseClinicalScope, parseScopes } from '#access/scope/parse-scopes.ts';
import type { ClinicalScope, Permission } from '#access/scope/scope.ts';

/** A part of a scope by which people may narrow it, e.g. the laboratory results among the observations. */
export interface GranularChoice {
  label: string;
  criteria: string;
}

/** By type, what may be granted instead of all of it. */
const GRANULAR = JSON.parse(
  readFileSync(new URL('./granular-choices.json', import.meta.url), 'utf8'),
) as Record<string, GranularChoice[]>;

/** One line of the consent page: seeing or changing what one scope is about. */
export interface ConsentChoice {
  /** The name of its field. */
  field: string;
  scope: ClinicalScope;
  kind: 'see' | 'change';
  /** Narrower grants to choose from; empty where there are none. */
  granular: GranularChoice[];
}

const KINDS: { kind: ConsentChoice['kind']; permissions: Permission[] }[] = [
  { kind: 'see', permissions: ['r', 's'] },
  { kind: 'change', permissions: ['c', 'u', 'd'] },
];

/** The lines of a consent page for the clinical scopes that an app asks for. */
export function consentChoices(asked: string, resourceTypes: ReadonlySet<string>): ConsentChoice[] {
  return parseScopes(asked, resourceTypes).clinical.flatMap((scope, i) =>
    KINDS.filter(({ permissions }) => permissions.some((p) => scope.permissions.has(p))).map(({ kind }) => ({
      field: `${kind}-${i}`,
      scope,
      kind,
      granular: scope.criteria.length ? [] : (GRANULAR[scope.type] ?? []),
    })),
  );
}

/**
 * The scopes that a filled-in page grants, of those asked for. A scope that was ticked as a whole keeps its text; one of
 * which a part was chosen becomes as many as were chosen, which need not be literally among those asked for.
 */
export function grantedScopes(
  asked: string,
  form: URLSearchParams,
  resourceTypes: ReadonlySet<string>,
): string[] {
  const { other } = parseScopes(asked, resourceTypes);
  const ofScopes = Map.groupBy(consentChoices(asked, resourceTypes), ({ scope }) => scope);
  const granted = [...ofScopes].flatMap(([scope, lines]) => {
    const ticked = lines.filter(({ field }) => form.has(field));
    const isWhole = ticked.length === lines.length && !ticked.some(({ field }) => form.has(`${field}-only`));
    return isWhole ? [scope.text] : ticked.flatMap((choice) => grantOf(choice, form, resourceTypes));
  });
  const isDenied = (scope: string) => scope === 'offline_access' && !form.has('offline');
  return [...[...other].filter((scope) => !isDenied(scope)), ...new Set(granted)];
}

function grantOf(
  { field, scope, kind, granular }: ConsentChoice,
  form: URLSearchParams,
  resourceTypes: ReadonlySet<string>,
): string[] {
  const { level, type, criteria } = scope;
  const ofKind = KINDS.find((one) => one.kind === kind)?.permissions ?? [];
  const permissions = ofKind.filter((permission) => scope.permissions.has(permission));
  const part = clinicalScope({ level, type, permissions, criteria }).text;
  const chosen = form.getAll(`${field}-only`).flatMap((i) => granular[Number(i)] ?? []);
  if (!form.has(`${field}-only`)) return [part];
  return chosen
    .map((choice) => `${part}?${choice.criteria}`)
    .filter((text) => parseClinicalScope(text, resourceTypes));
}

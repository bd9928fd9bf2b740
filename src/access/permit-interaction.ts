import { refuse } from '#fhir/operation-outcome.ts';
import { EXPLAIN_PARAMETER } from '#search/explanation.ts';
import type { Restriction } from './restriction.ts';
import type { Permission } from './scope/scope.ts';

/** What a request is about, as far as it decides whether it may be carried out at all. */
export interface AskedInteraction {
  /** The code of the interaction or `$operation`. */
  interaction: string;
  /** The type in the URL; empty at the base. */
  type: string;
  /** The type whose resources in a compartment are asked for, or `*`; empty for anything else. */
  member?: string;
  /** The id in the URL. */
  id: string;
  /** The query string. */
  query: string;
  /** Whether it finds what it is about by criteria. */
  isConditional: boolean;
}

/**
 * The permissions that an interaction needs on its type (SMART App Launch 2.2, table of v2 scopes); one of each list.
 * What is asked of resources behind it is the restricted store's to decide.
 */
const NEEDS: Record<string, Permission[][]> = {
  read: [['r']],
  vread: [['r']],
  'history-instance': [['r']],
  create: [['c']],
  update: [['u', 'c']],
  patch: [['u']],
  delete: [['d']],
  'history-type': [['s']],
  'search-type': [['s']],
  'search-compartment': [['s']],
  'search-system': [['s']],
  'history-system': [['s']],
  $everything: [['r'], ['s']],
  $lastn: [['s']],
  $stats: [['s']],
  $meta: [['r', 's']],
  '$meta-add': [['u']],
  '$meta-delete': [['u']],
  $lookup: [['r', 's']],
  '$validate-code': [['r', 's']],
  $subsumes: [['r', 's']],
  $expand: [['r', 's']],
  $translate: [['r', 's']],
  $closure: [['c'], ['u']],
  '$preferred-id': [['r', 's']],
};

/** Operations that are called at the base and are about one type all the same. */
const ABOUT: Record<string, string> = { $closure: 'ConceptMap' };

/** Whoever may ask anything may ask these: they tell of the server, or their parts are permitted one by one. */
const FREE = new Set(['capabilities', 'options', 'transaction', '$validate']);

/**
 * Permits an interaction if the caller's restriction leaves it anything to be about, or throws 403. An interaction that
 * is not known here is for those who may do everything.
 */
export function permitInteraction(
  restriction: Restriction,
  asked: AskedInteraction,
  resourceTypes: ReadonlySet<string>,
): void {
  const { interaction, type, member, isConditional } = asked;
  if (FREE.has(interaction) || restriction.isWhole || restriction.mayCall(interaction)) return;
  if (isExplained(asked) && restriction.mayCall(EXPLAIN_PARAMETER)) return;
  if (interaction === '$outcome-report') {
    if (mayReport(restriction, asked)) return;
    throw insufficient(asked);
  }
  const needs = NEEDS[interaction];
  if (!needs) throw insufficient(asked);
  const about = member || type || ABOUT[interaction];
  const types = about && about !== '*' ? [about] : [...resourceTypes];
  const all = isConditional ? [...needs, ['s'] as Permission[]] : needs;
  const isPermitted = types.some((one) =>
    all.every((some) => some.some((permission) => restriction.reach(one, permission) !== 'nothing')),
  );
  if (!isPermitted) throw insufficient(asked);
}

/** A search whose plan is asked for: it finds nothing that the caller may not see, but is answered. */
const isExplained = ({ interaction, query }: AskedInteraction): boolean =>
  interaction.startsWith('search-') && new URLSearchParams(query).get(EXPLAIN_PARAMETER) === 'true';

/** Of the outputs of a report, the MeasureReports alone are of groups and list no subject. */
function mayReport(restriction: Restriction, { id, query }: AskedInteraction): boolean {
  const reports = restriction.reports(id);
  if (reports !== 'aggregate') return reports === 'whole';
  const outputs = new URLSearchParams(query).getAll('output');
  return outputs.length === 1 && outputs[0] === 'measure-reports';
}

function insufficient({ interaction, type, member }: AskedInteraction): Error {
  const about = member || type;
  const what = about && about !== '*' ? `${interaction} of ${about}` : interaction;
  const error = refuse(403, 'forbidden', `the token's scopes and roles do not permit ${what}`, {
    source: 'SMART App Launch 2.2, scopes for requesting FHIR resources',
  });
  error.headers['WWW-Authenticate'] = 'Bearer error="insufficient_scope"';
  return error;
}

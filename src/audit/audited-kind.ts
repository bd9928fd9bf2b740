/** AuditEvent.action (valueset-audit-event-action.html). */
export type Action = 'C' | 'R' | 'U' | 'D' | 'E';

/** What IHE BALP says of one way of access: its action, its subtypes, and the profile that a success keeps to. */
export interface AuditedKind {
  action: Action;
  /** Codes of restful-interaction. */
  subtypes: string[];
  /** The part of the profile's name behind `IHE.BasicAudit.`; absent where BALP has none. */
  profile?: 'Create' | 'Read' | 'Update' | 'Delete' | 'Query';
}

const KINDS: Record<string, AuditedKind> = {
  read: { action: 'R', subtypes: ['read'], profile: 'Read' },
  vread: { action: 'R', subtypes: ['vread'], profile: 'Read' },
  'history-instance': { action: 'R', subtypes: ['history-instance'] },
  'history-type': { action: 'E', subtypes: ['history-type'], profile: 'Query' },
  'history-system': { action: 'E', subtypes: ['history-system'], profile: 'Query' },
  'search-type': { action: 'E', subtypes: ['search-type'], profile: 'Query' },
  // R4 has no code of its own for a search in a compartment.
  'search-compartment': { action: 'E', subtypes: ['search-type'], profile: 'Query' },
  'search-system': { action: 'E', subtypes: ['search-system'], profile: 'Query' },
  create: { action: 'C', subtypes: ['create'], profile: 'Create' },
  update: { action: 'U', subtypes: ['update'], profile: 'Update' },
  patch: { action: 'U', subtypes: ['patch'], profile: 'Update' },
  delete: { action: 'D', subtypes: ['delete'], profile: 'Delete' },
  batch: { action: 'E', subtypes: ['batch'] },
  transaction: { action: 'E', subtypes: ['transaction'] },
};

/** An update that made the resource (http.html#upsert). */
export const CREATED_BY_UPDATE: AuditedKind = {
  action: 'C',
  subtypes: ['create', 'update'],
  profile: 'Create',
};

/** A conditional create that found what it would have made: that was read, and nothing was written. */
export const FOUND_BY_CREATE: AuditedKind = { action: 'R', subtypes: ['create'] };

const OPERATION: AuditedKind = { action: 'E', subtypes: ['operation'] };
const UNKNOWN: AuditedKind = { action: 'E', subtypes: [] };

/** What BALP says of an interaction or `$operation`; of one that was refused before it was known, nothing but `E`. */
export function kindOf(interaction: string): AuditedKind {
  if (interaction.startsWith('$')) return OPERATION;
  return KINDS[interaction] ?? UNKNOWN;
}

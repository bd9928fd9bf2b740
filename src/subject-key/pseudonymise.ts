import { refuse } from '#fhir/operation-outcome.ts';
import { findIdentifiers } from './found-identifiers.ts';
import type { ForeignIdentifier } from './identity.ts';
import type { KeyTable } from './key-table.ts';
import { namesPerson } from './names-person.ts';
import type { PseudonymRules } from './pseudonym-rules.ts';
import { replaceInCriteria } from './replace-in-criteria.ts';
import { stripIdentity } from './strip-identity.ts';

/** What of a request may name a person. */
export interface Named {
  /** Resources, or the text of a form for a search. */
  body: unknown;
  query: string;
  ifNoneExist?: string | undefined;
  /** What is said of a change beside it. */
  origin?: { reason?: string | undefined; provenance?: string | undefined } | undefined;
}

/** Who sends it: the name for the log of the table, and whether that one may speak of people by identifiers of elsewhere. */
export interface Sender {
  who: string;
  isPermitted: boolean;
}

/**
 * Puts the number of the trial in the place of every identifier of elsewhere, in resources and in conditions, and takes out what else
 * tells who it is, before anything is judged, stored or logged. Changes the body. Throws 403 for who may not, 422 for who is not in
 * the table; neither repeats what was sent.
 */
export function pseudonymise<T extends Named>(
  request: T,
  sender: Sender,
  { table, rules }: { table: KeyTable; rules: PseudonymRules },
): T {
  const { identifiers, codes, criteria } = findIdentifiers(request.body, rules);
  const unplaced = (place = ''): never => refuseUnplaced(sender, place);
  for (const place of codes) unplaced(place);
  const nowhere = () => unplaced();
  if (isNamedBeside(request.origin, rules)) nowhere();
  const numbers = new Map<string, string>();
  const numberOf = (identifier: ForeignIdentifier, place = ''): string => {
    const key = JSON.stringify([identifier.system, identifier.value]);
    const number = numbers.get(key) ?? lookUp(identifier, place, sender, table);
    numbers.set(key, number);
    return number;
  };
  // All are looked up before anything is changed.
  for (const { system, value, place } of identifiers) numberOf({ system, value }, place);
  const replaced = criteria.map(({ text }) => replaceInCriteria(text, rules, numberOf, nowhere));
  const form =
    typeof request.body === 'string' ? replaceInCriteria(request.body, rules, numberOf, nowhere) : undefined;
  const query = request.query && replaceInCriteria(request.query, rules, numberOf, nowhere);
  const ifNoneExist = request.ifNoneExist && replaceInCriteria(request.ifNoneExist, rules, numberOf, nowhere);
  if (!numbers.size) return request;
  for (const { holder, reference, system, value } of identifiers) {
    const number = numberOf({ system, value });
    for (const name of Object.keys(holder)) delete holder[name];
    Object.assign(holder, { system: rules.subject, value: number });
    // By a search it becomes a reference to the Patient, in whose record the resource then is.
    if (reference)
      reference.reference = `Patient?identifier=${encodeURIComponent(`${rules.subject}|${number}`)}`;
  }
  criteria.forEach(({ holder, name }, i) => {
    holder[name] = replaced[i];
  });
  stripIdentity(request.body, rules);
  return {
    ...request,
    query,
    ...(form === undefined ? {} : { body: form }),
    ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
  };
}

/** Whether X-Reason or X-Provenance names somebody so: both are stored as they come. */
function isNamedBeside(
  { reason, provenance }: NonNullable<Named['origin']> = {},
  rules: PseudonymRules,
): boolean {
  if (namesPerson(reason ?? '', rules) || namesPerson(provenance ?? '', rules)) return true;
  const { identifiers, codes } = findIdentifiers(jsonOf(provenance), rules);
  return identifiers.length + codes.length > 0;
}

function jsonOf(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is refused where the header is read.
    return undefined;
  }
}

function refuseUnplaced({ isPermitted }: Sender, place: string): never {
  const at = { ...(place ? { expression: place } : {}), source: 'security.html#deid' };
  if (!isPermitted) throw notPermitted(at);
  throw refuse(
    422,
    'business-rule',
    'an identifier names a person where it is not replaced; it may be an Identifier, or a value of a search parameter',
    at,
  );
}

const notPermitted = (at: { expression?: string; source: string }) =>
  refuse(
    403,
    'forbidden',
    'an identifier names a person, and the role does not permit to speak of people by such',
    at,
  );

function lookUp(identifier: ForeignIdentifier, place: string, sender: Sender, table: KeyTable): string {
  const at = place ? { expression: place } : {};
  if (!sender.isPermitted) throw notPermitted({ ...at, source: 'security.html#deid' });
  const number = table.find(identifier, { who: sender.who }, 'replace');
  if (number === undefined)
    throw refuse(
      422,
      'business-rule',
      'an identifier names a person who is not in the key table of the trial',
      {
        ...at,
        source: 'security.html#deid',
      },
    );
  return number;
}

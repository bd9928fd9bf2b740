import { isListed, type PseudonymRules } from './pseudonym-rules.ts';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const PSEUDED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'PSEUDED',
  display: 'pseudonymized',
};

/**
 * Takes out of a body, in which identifiers of people were replaced, what else tells who they are: of a Patient all but what the
 * trial keeps, narratives, and the text beside references.
 */
export function stripIdentity(body: unknown, rules: PseudonymRules): void {
  if (!isNode(body)) return;
  if (body.resourceType === 'Patient' && isSubject(body, rules)) stripPatient(body, rules);
  if (typeof body.resourceType === 'string') delete body.text;
  if ('reference' in body || 'identifier' in body) if (!('resourceType' in body)) delete body.display;
  for (const [name, child] of Object.entries(body)) {
    if (Array.isArray(child))
      body[name] = withoutRepeats(
        child.filter((one) => !isDropped(one, rules)),
        rules,
      );
    stripIdentity(body[name], rules);
  }
}

const isSubject = ({ identifier }: Node, { subject }: PseudonymRules): boolean =>
  Array.isArray(identifier) && identifier.some((one) => isNode(one) && one.system === subject);

function stripPatient(patient: Node, rules: PseudonymRules): void {
  for (const name of Object.keys(patient)) if (!rules.patient.includes(name)) delete patient[name];
  if (typeof patient.birthDate === 'string') patient.birthDate = patient.birthDate.slice(0, 4);
  if (Array.isArray(patient.identifier))
    patient.identifier = patient.identifier.filter((one) => isNode(one) && one.system === rules.subject);
  if (Array.isArray(patient.address)) stripAddress(patient, patient.address, rules);
  const meta = isNode(patient.meta) ? patient.meta : {};
  const security = Array.isArray(meta.security) ? meta.security : [];
  const isLabelled = security.some((one) => isNode(one) && one.code === PSEUDED.code);
  patient.meta = { ...meta, security: isLabelled ? security : [...security, PSEUDED] };
}

/** Where a subject lives stays as wide as the trial needs it; several such addresses are one. */
function stripAddress(patient: Node, addresses: unknown[], rules: PseudonymRules): void {
  const [first] = addresses.filter(isNode);
  const kept = Object.entries(first ?? {}).filter(([name]) => rules.address.includes(name));
  if (kept.length) patient.address = [Object.fromEntries(kept)];
  else delete patient.address;
}

const isDropped = (value: unknown, { dropped }: PseudonymRules): boolean =>
  isNode(value) && isListed(value.system, dropped);

/** Several identifiers of one person have become the same number. */
function withoutRepeats(list: unknown[], { subject }: PseudonymRules): unknown[] {
  const seen = new Set<unknown>();
  return list.filter((one) => {
    if (!isNode(one) || one.system !== subject) return true;
    if (seen.has(one.value)) return false;
    seen.add(one.value);
    return true;
  });
}

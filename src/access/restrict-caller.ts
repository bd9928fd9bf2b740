import type { CompartmentDefinition, Definitions } from '#conformance/definitions.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { Caller } from './caller.ts';
import { patientCompartment } from './compartment/patient-compartment.ts';
import { UNOWNED_TYPES } from './compartment/unowned-types.ts';
import { anyReach, everyReach, type Reach } from './reach.ts';
import type { Restriction } from './restriction.ts';
import type { RoleBook } from './role/role.ts';
import { RoleReach } from './role/role-reach.ts';
import { criteriaReach } from './scope/criteria-reach.ts';
import { type ClinicalScope, PERMISSIONS, type Permission } from './scope/scope.ts';
import { Withheld } from './withheld/withheld.ts';

/** What a caller's restriction is made with. */
export interface RestrictionRooms {
  book: RoleBook;
  definitions: Pick<Definitions, 'compartments' | 'resourceTypes'>;
  context: SearchContext;
}

/** Makes restrictions; what is the same for all callers is prepared once. */
export function createRestrictions(rooms: RestrictionRooms): (caller: Caller) => Restriction {
  const compartment = rooms.definitions.compartments.find(({ code }) => code === 'Patient');
  if (!compartment) throw new Error('R4 has a compartment of Patient');
  const made = new WeakMap<Caller, CallerRestriction>();
  return (caller) => {
    const known = made.get(caller);
    // What a search parameter means may change while the server runs.
    if (known?.generation === rooms.context.parameters.generation) return known;
    const restriction = new CallerRestriction(caller, compartment, rooms);
    made.set(caller, restriction);
    return restriction;
  };
}

/**
 * What a caller's scopes and roles come to: each scope within the record of its patient, or within what the roles
 * reach. A scope without what it needs - a patient, roles - reaches nothing, and so does one that is not known.
 */
class CallerRestriction implements Restriction {
  readonly generation: number;
  readonly #caller: Caller;
  readonly #compartment: CompartmentDefinition;
  readonly #rooms: RestrictionRooms;
  readonly #roles: RoleReach;
  readonly #withheld: Withheld;
  readonly #reaches = new Map<string, Reach>();
  #whole: boolean | undefined;

  constructor(caller: Caller, compartment: CompartmentDefinition, rooms: RestrictionRooms) {
    const { book, context } = rooms;
    this.generation = context.parameters.generation;
    this.#caller = caller;
    this.#compartment = compartment;
    this.#rooms = rooms;
    this.#roles = new RoleReach({ book, compartment, context });
    // Whoever has a role that must not know something does not learn it by another role.
    const names = new Set(caller.roles.flatMap(({ role }) => roleOf(role, book)?.withholds ?? []));
    this.#withheld = new Withheld(
      [...names].flatMap((name) => book.withholdings[name] ?? []),
      context.parameters,
    );
  }

  reach(type: string, permission: Permission): Reach {
    const key = `${type}.${permission}`;
    let reach = this.#reaches.get(key);
    if (reach === undefined) {
      reach = this.#reach(type, permission);
      this.#reaches.set(key, reach);
    }
    return reach;
  }

  visible(type: string): Reach {
    const [read, search] = [this.reach(type, 'r'), this.reach(type, 's')];
    if (read === search) return read;
    const key = `${type}.visible`;
    const known = this.#reaches.get(key) ?? anyReach([read, search]);
    this.#reaches.set(key, known);
    return known;
  }

  get isWhole(): boolean {
    this.#whole ??=
      this.#withheld.isEmpty &&
      [...this.#rooms.definitions.resourceTypes].every((type) =>
        PERMISSIONS.every((permission) => this.reach(type, permission) === 'everything'),
      );
    return this.#whole;
  }

  get pseudonymises(): boolean {
    const { book } = this.#rooms;
    return this.#caller.roles.some(({ role }) => roleOf(role, book)?.pseudonymises === true);
  }

  get isBlind(): boolean {
    return !this.#withheld.isEmpty;
  }

  mayCall(operation: string): boolean {
    const { book } = this.#rooms;
    const { scopes, roles } = this.#caller;
    return (
      scopes.clinical.some(
        ({ level, type, permissions }) =>
          level !== 'patient' && type === '*' && PERMISSIONS.every((each) => permissions.has(each)),
      ) && roles.some(({ role }) => roleOf(role, book)?.operations.includes(operation))
    );
  }

  reports(study: string): 'whole' | 'aggregate' | 'none' {
    const { book } = this.#rooms;
    const { scopes, roles } = this.#caller;
    // The report tells arm by arm.
    if (this.#withheld.hides('MeasureReport')) return 'none';
    const covers = (type: string) =>
      scopes.clinical.some(
        ({ level, type: ofType, permissions, criteria }) =>
          level !== 'patient' &&
          (ofType === '*' || ofType === type) &&
          permissions.has('r') &&
          !criteria.length,
      );
    // Of a part of the study it would be another study's result.
    const found = roles
      .filter((one) => (one.study === '*' || one.study === study) && one.site === '*' && one.arm === '*')
      .map(({ role }) => roleOf(role, book)?.reports);
    if (found.includes('whole') && WHOLE_REPORT.every(covers)) return 'whole';
    return found.some((each) => each !== undefined) && covers('MeasureReport') ? 'aggregate' : 'none';
  }

  withholds(type: string): boolean {
    return this.#withheld.cuts(type);
  }

  redact(type: string, text: string): string {
    return this.#withheld.redact(type, text);
  }

  betrays(type: string, parameter: string): boolean {
    return this.#withheld.betrays(type, parameter);
  }

  #reach(type: string, permission: Permission): Reach {
    if (this.#withheld.hides(type)) return 'nothing';
    // The trail is written by the server itself.
    if (type === 'AuditEvent' && !isReading(permission)) return 'nothing';
    // What was cut cannot be written back whole.
    if (this.#withheld.cuts(type) && (permission === 'u' || permission === 'd')) return 'nothing';
    const byScope = this.#caller.scopes.clinical
      .filter((scope) => (scope.type === '*' || scope.type === type) && scope.permissions.has(permission))
      .map((scope) =>
        everyReach([
          this.#within(scope, type, permission),
          criteriaReach(type, scope.criteria, this.#rooms.context),
        ]),
      );
    return anyReach([...byScope, ...this.#own(type, permission)]);
  }

  #within({ level }: ClinicalScope, type: string, permission: Permission): Reach {
    const { patient, roles } = this.#caller;
    const ofRoles = () => this.#roles.of(roles, type, permission);
    if (level !== 'patient') return ofRoles();
    if (!patient) return 'nothing';
    const record = this.#record(type, permission, patient);
    // Whoever works with the record of somebody else has it by a role.
    if (!this.#isPatient) return everyReach([record, ofRoles()]);
    const isOwn = isReading(permission) || this.#rooms.book.writtenByPatients.includes(type);
    return isOwn ? record : 'nothing';
  }

  /** The record of the patient in context, and what belongs to nobody's. */
  #record(type: string, permission: Permission, patient: string): Reach {
    if (UNOWNED_TYPES.has(type)) return isReading(permission) ? 'everything' : 'nothing';
    return patientCompartment(type, patient, this.#compartment, this.#rooms.context);
  }

  /** Whether the person who signed in is the patient in context. */
  get #isPatient(): boolean {
    const { user, patient } = this.#caller;
    return user?.fhirUser?.split('/').slice(-2).join('/') === `Patient/${patient}`;
  }

  /** The app that learns who its user is may read who that is (`fhirUser`). */
  #own(type: string, permission: Permission): Reach[] {
    const { user, scopes } = this.#caller;
    const [ofType, id] = user?.fhirUser?.split('/').slice(-2) ?? [];
    if (permission !== 'r' || !scopes.other.has('fhirUser') || ofType !== type || !id) return [];
    return [{ op: 'id', ids: [id] }];
  }
}

/** What the listing of a report is made from. */
const WHOLE_REPORT = [
  'ResearchSubject',
  'Patient',
  'Observation',
  'MedicationAdministration',
  'AdverseEvent',
];

const isReading = (permission: Permission): boolean => permission === 'r' || permission === 's';

const roleOf = (role: string, { roles }: RoleBook) => (Object.hasOwn(roles, role) ? roles[role] : undefined);

import type { CompartmentDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { RoleAssignment } from '../caller.ts';
import { isOfPatients } from '../compartment/patient-compartment.ts';
import { StudyCompartment } from '../compartment/study-compartment.ts';
import { UNOWNED_TYPES } from '../compartment/unowned-types.ts';
import { anyReach, everyReach, type Reach } from '../reach.ts';
import { criteriaReach } from '../scope/criteria-reach.ts';
import type { Permission } from '../scope/scope.ts';
import type { RoleBook, RoleRule } from './role.ts';

/** What roles are read with. */
export interface RoleRooms {
  book: RoleBook;
  compartment: CompartmentDefinition;
  context: SearchContext;
}

/** What somebody's roles reach, each in the study, site and arm that it was assigned for. */
export class RoleReach {
  readonly #rooms: RoleRooms;
  readonly #studies: StudyCompartment;

  constructor(rooms: RoleRooms) {
    this.#rooms = rooms;
    this.#studies = new StudyCompartment(rooms.compartment, rooms.book.links, rooms.context);
  }

  /** By any of the assignments; an unknown role, or an assignment without a place, reaches nothing. */
  of(assignments: readonly RoleAssignment[], type: string, permission: Permission): Reach {
    return anyReach(assignments.map((assignment) => this.#ofOne(assignment, type, permission)));
  }

  #ofOne(assignment: RoleAssignment, type: string, permission: Permission): Reach {
    const { roles } = this.#rooms.book;
    const { role, study, site, arm } = assignment;
    if (!Object.hasOwn(roles, role) || !study || !site || !arm) return 'nothing';
    const rules = roles[role]?.rules ?? [];
    return anyReach(
      rules
        .filter((rule) => rule.permissions.has(permission) && this.#isAbout(rule, type))
        .map((rule) =>
          everyReach([this.#within(rule, type, assignment), this.#criteria(rule, type, assignment)]),
        ),
    );
  }

  #isAbout({ types, but }: RoleRule, type: string): boolean {
    if (but.includes(type)) return false;
    return types.some((each) =>
      each.startsWith('@') ? this.#isInGroup(each.slice(1), type) : each === type,
    );
  }

  #isInGroup(group: string, type: string): boolean {
    const { book, compartment } = this.#rooms;
    if (group === 'subjects') return isOfPatients(type, compartment);
    if (group === 'unowned') return UNOWNED_TYPES.has(type);
    return book.groups[group]?.includes(type) ?? false;
  }

  #within({ within }: RoleRule, type: string, { study, site, arm }: RoleAssignment): Reach {
    if (within === 'all') return 'everything';
    if (type === 'ResearchStudy') return study === '*' ? 'everything' : { op: 'id', ids: [study] };
    const part = within === 'study' ? { study, site: '*', arm: '*' } : { study, site, arm };
    return this.#studies.of(type, part);
  }

  /** Criteria that name a place which the assignment leaves open are met by nothing. */
  #criteria({ criteria }: RoleRule, type: string, assignment: RoleAssignment): Reach {
    if (!criteria) return 'everything';
    const places = [...criteria.matchAll(/\{(study|site|arm)\}/g)].map(
      ([, place]) => place as 'study' | 'site' | 'arm',
    );
    if (places.some((place) => assignment[place] === '*')) return 'nothing';
    const text = criteria.replace(
      /\{(study|site|arm)\}/g,
      (_, place: 'study' | 'site' | 'arm') => assignment[place],
    );
    const parts = text.split('&').map((part) => {
      const at = part.indexOf('=');
      return { name: part.slice(0, at), value: part.slice(at + 1) };
    });
    return criteriaReach(type, parts, this.#rooms.context);
  }
}

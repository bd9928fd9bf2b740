import type { CohortDesign, Role } from './cohort-design.ts';
import type { Random } from './random.ts';

/** The roles of one subject, each with the subject's running number (from 0) among those who have it. */
export type Roles = Map<Role, number>;

/** Roles that spoil different things and are easier to recognise in the data when no subject has two of them. */
const EXCLUSIVE: Role[] = [
  'withdrawn',
  'month3Cancelled',
  'haemolysed',
  'lateVisit',
  'missedDose',
  'outsideLaboratory',
  'correctedResult',
  'preliminaryResult',
];

/** How many subjects have `role`; a missed dose is a proportion of the dose visits, one a subject. */
function holders(role: Role, { subjects, proportions }: CohortDesign, doseVisits: number): number {
  return Math.round(proportions[role] * subjects * (role === 'missedDose' ? doseVisits : 1));
}

/** The roles of every subject, by index. Exact numbers rather than chances, so that each case is there for any seed. */
export function assignRoles(design: CohortDesign, doseVisits: number, random: Random): Roles[] {
  const cast = Array.from({ length: design.subjects }, (): Roles => new Map());
  const assign = (role: Role, indexes: number[]) => {
    for (const [turn, index] of indexes.entries()) cast[index]!.set(role, turn);
  };
  const everyone = cast.map((_, index) => index);
  const queue = random.shuffle(everyone);
  for (const role of EXCLUSIVE) assign(role, queue.splice(0, holders(role, design, doseVisits)));
  assign('adverseEvent', random.shuffle(everyone).slice(0, holders('adverseEvent', design, doseVisits)));
  return cast;
}

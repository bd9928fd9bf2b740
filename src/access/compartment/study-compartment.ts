import type { CompartmentDefinition } from '#conformance/definitions.ts';
import { compileParameter, type SearchContext } from '#search/compile-parameter.ts';
import { anyOf } from '#search/compile-value.ts';
import { parseParameter } from '#search/parse-search.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { everyReach, expressionOf, type Reach } from '../reach.ts';
import { isOfPatients } from './patient-compartment.ts';

/** The part of a study that somebody works in; each is an id or a code, or `*` for all. */
export interface StudyPart {
  study: string;
  site: string;
  arm: string;
}

/** By which search parameters a subject belongs to a part of a study: of ResearchSubject, and of Patient for the site. */
export interface StudyLinks {
  arm: string;
  site: string;
}

/**
 * The research compartment, which R4 has no definition for: what belongs to the records of those who are subjects of a
 * study, at one site or in one arm of it. A resource that names a study itself has to name this one.
 */
export class StudyCompartment {
  readonly #compartment: CompartmentDefinition;
  readonly #links: StudyLinks;
  readonly #context: SearchContext;
  readonly #subjects = new Map<string, Reach>();

  constructor(compartment: CompartmentDefinition, links: StudyLinks, context: SearchContext) {
    this.#compartment = compartment;
    this.#links = links;
    this.#context = context;
  }

  /** The resources of a type that are of a part's subjects. */
  of(type: string, part: StudyPart): Reach {
    if (!isOfPatients(type, this.#compartment)) return 'nothing';
    const subjects = this.#patients(part);
    if (subjects === 'everything') return 'everything';
    const patient = expressionOf(subjects);
    if (type === 'Patient') return patient;
    const leads = this.#parameters(type).flatMap((parameter) => this.#leadsTo(type, parameter, patient));
    return everyReach([anyOf(leads), this.#ofStudy(type, part.study), this.#ofArm(type, part.arm)]);
  }

  /** The Patients that are subjects of a part, the same expression each time. */
  #patients({ study, site, arm }: StudyPart): Reach {
    const key = `${study} ${site} ${arm}`;
    const known = this.#subjects.get(key);
    if (known) return known;
    const subject = [
      ...(study === '*' ? [] : [this.#compile('ResearchSubject', 'study', `ResearchStudy/${study}`)]),
      ...(arm === '*' ? [] : [this.#compile('ResearchSubject', this.#links.arm, arm)]),
    ];
    const of: SearchExpression =
      subject.length === 1 ? (subject[0] as SearchExpression) : { op: 'all', of: subject };
    const enrolled: Reach = subject.length
      ? { op: 'has', type: 'ResearchSubject', parameter: 'individual', of }
      : 'everything';
    const here: Reach = site === '*' ? 'everything' : this.#compile('Patient', this.#links.site, site);
    const reach = everyReach([enrolled, here]);
    this.#subjects.set(key, reach);
    return reach;
  }

  #parameters(type: string): string[] {
    return (this.#compartment.resources[type] ?? []).filter((parameter) => parameter !== '{def}');
  }

  /** The resource's reference leads to one of these Patients; R4 indexes some parameters as another one of theirs. */
  #leadsTo(type: string, parameter: string, patient: SearchExpression): SearchExpression[] {
    // A chain that ends in any Patient shows by which parameters it is looked for.
    const chain = this.#compile(type, `${parameter}:Patient._id`, 'x');
    const chains = chain.op === 'any' ? chain.of : [chain];
    return chains.flatMap((one) =>
      one.op === 'chain' ? { ...one, targets: [{ type: 'Patient', of: patient }] } : [],
    );
  }

  /** A resource that names a study, in its own element or the extension, names this one. */
  #ofStudy(type: string, study: string): Reach {
    if (study === '*') return 'everything';
    const value = `ResearchStudy/${study}`;
    if (type === 'ResearchSubject') return this.#compile(type, 'study', value);
    const naming = this.#context.parameters
      .of(type)
      .filter(({ type: kind, target }) => kind === 'reference' && target?.join() === 'ResearchStudy');
    return everyReach(
      naming.map(({ code }) => ({
        op: 'any',
        of: [this.#compile(type, code, value), this.#compile(type, `${code}:missing`, 'true')],
      })),
    );
  }

  /** In the arm is the participation itself, and not what the same person does in another study. */
  #ofArm(type: string, arm: string): Reach {
    return type === 'ResearchSubject' && arm !== '*'
      ? this.#compile(type, this.#links.arm, arm)
      : 'everything';
  }

  #compile(type: string, name: string, value: string): SearchExpression {
    return compileParameter(type, parseParameter(name, value), this.#context);
  }
}

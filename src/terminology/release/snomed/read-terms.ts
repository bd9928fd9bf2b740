import type { Designation } from '../../code-system/concept.ts';
import { rf2Rows } from './rf2-rows.ts';

const SNOMED = 'http://snomed.info/sct';

/** Kinds of description, and what a language reference set says of one. */
const FULLY_SPECIFIED = '900000000000003001';
const SYNONYM = '900000000000013009';
const PREFERRED = '900000000000548007';

interface Term extends Designation {
  preferred: boolean;
}

/** The names of a concept. */
export interface Terms {
  display: string;
  designation: Designation[];
}

/**
 * The active descriptions of some concepts, by concept: the synonym that the language reference set prefers is the
 * display, the name that says all the next best.
 */
export async function readTerms(
  concepts: ReadonlySet<string>,
  files: { descriptions: readonly string[]; languages: readonly string[] },
  languageRefset: string,
): Promise<Map<string, Terms>> {
  const byId = new Map<string, Term>();
  const byConcept = new Map<string, Term[]>();
  for (const file of files.descriptions) {
    for await (const row of rf2Rows(file, DESCRIPTION)) {
      if (row.active !== '1' || !concepts.has(row.conceptId)) continue;
      const use = { system: SNOMED, code: row.typeId };
      const term: Term = { language: row.languageCode, use, value: row.term, preferred: false };
      byId.set(row.id, term);
      byConcept.set(row.conceptId, [...(byConcept.get(row.conceptId) ?? []), term]);
    }
  }
  for (const file of files.languages) {
    for await (const row of rf2Rows(file, LANGUAGE)) {
      const term = byId.get(row.referencedComponentId);
      if (term && row.active === '1' && row.refsetId === languageRefset && row.acceptabilityId === PREFERRED)
        term.preferred = true;
    }
  }
  return new Map([...byConcept].map(([concept, terms]) => [concept, termsOf(terms)]));
}

const DESCRIPTION = ['id', 'active', 'conceptId', 'languageCode', 'typeId', 'term'] as const;
const LANGUAGE = ['active', 'refsetId', 'referencedComponentId', 'acceptabilityId'] as const;

function termsOf(terms: Term[]): Terms {
  const isType = (type: string) => (term: Term) => term.use?.code === type;
  const best =
    terms.find((term) => term.preferred && isType(SYNONYM)(term)) ??
    terms.find(isType(FULLY_SPECIFIED)) ??
    terms[0];
  return {
    display: best?.value ?? '',
    designation: terms.map(({ preferred: _, ...designation }) => designation),
  };
}

import { Ajv } from 'ajv';
import type { Definitions } from '#conformance/definitions.ts';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import { parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import type { Terminology } from '#terminology/terminology.ts';
import { profileRulesSchema } from './profile-rules-schema.ts';

/** Which resources must keep to a profile of the trial whether they claim it or not. */
export interface ProfileRule {
  id: string;
  type: string;
  /** Only resources whose subject is one of the trial's. */
  ofSubject?: boolean;
  /** FHIRPath that is true of the resource. */
  when?: string;
  /** A value set that one of the codings of `code` is in. */
  codeIn?: string;
  profile: string;
  because: string;
}

/** Content of study/profile-rules.json. */
export interface ProfileRuleSet {
  version: string;
  /** How a Patient is known to be a subject of the trial. */
  subject: { type: 'Patient'; identifierSystem: string };
  rules: ProfileRule[];
}

/** What the rules are applied with. */
export interface ProfileRuleRooms {
  definitions: Definitions;
  terminology: Pick<Terminology, 'membership'>;
}

/** Finds a resource that is stored; undefined where there is none. */
export type ReadStored = (type: string, id: string) => Promise<Resource | undefined>;

/** Finds the resources that a reference may come to stand for within one request; undefined where it leads out of it. */
export type ReadAmong = (type: string, id: string) => Promise<Resource[]> | undefined;

/** The canonicals of the profiles that a resource must keep to by the rules. */
export type ProfilesOf = (resource: Resource, among: ReadAmong) => Promise<string[]>;

/** Once a subject, always a subject; so many are remembered. */
const MOST_REMEMBERED = 10_000;

/** Reads the rules of a study folder. Throws when the file does not fit its schema. */
export function loadProfileRules(file: URL, read: ReadPublished = asWritten): ProfileRuleSet {
  const content: unknown = JSON.parse(read(file));
  const ajv = new Ajv({ allErrors: true });
  const fits = ajv.compile<ProfileRuleSet>(profileRulesSchema);
  if (!fits(content)) throw new Error(`profile rules: ${ajv.errorsText(fits.errors, { separator: '; ' })}`);
  return content;
}

/** The rules of study/profile-rules.json, ready to be applied to what is written. */
export class ProfileRules {
  readonly #byType: Map<string, ProfileRule[]>;
  readonly #identifierSystem: string;
  readonly #rooms: ProfileRuleRooms;

  constructor({ rules, subject }: ProfileRuleSet, rooms: ProfileRuleRooms) {
    this.#byType = Map.groupBy(rules, ({ type }) => type);
    this.#identifierSystem = subject.identifierSystem;
    this.#rooms = rooms;
  }

  /** The rules as they are applied by somebody who sees what `read` gives; which subjects there are is remembered. */
  over(read: ReadStored): ProfilesOf {
    const subjects = new Set<string>();
    return async (resource, among) => {
      const rules = this.#byType.get(resource.resourceType)?.filter((rule) => this.#meets(resource, rule));
      if (rules === undefined || rules.length === 0) return [];
      const ofSubject =
        rules.some((rule) => rule.ofSubject) &&
        (await this.#isOfSubject(resource, { read, among, subjects }));
      return rules.filter((rule) => !rule.ofSubject || ofSubject).map(({ profile }) => profile);
    };
  }

  #meets(resource: Resource, { when, codeIn }: ProfileRule): boolean {
    if (codeIn !== undefined && !this.#hasCodeIn(resource, codeIn)) return false;
    if (when === undefined) return true;
    const { definitions } = this.#rooms;
    try {
      const [result] = compileExpression(when, resource.resourceType, definitions).evaluate(resource);
      return result?.value === true;
    } catch {
      // What the expression cannot be evaluated on is not valid R4, which the base definition says.
      return false;
    }
  }

  #hasCodeIn({ code }: Resource, valueSet: string): boolean {
    const codings = (code as { coding?: unknown } | undefined)?.coding;
    const members = this.#rooms.terminology.membership(valueSet);
    return (
      Array.isArray(codings) &&
      codings.some(
        (coding) => typeof coding?.code === 'string' && members.has(coding.system, coding.code) === true,
      )
    );
  }

  async #isOfSubject(
    { subject }: Resource,
    { read, among, subjects }: { read: ReadStored; among: ReadAmong; subjects: Set<string> },
  ): Promise<boolean> {
    const { reference, identifier } = (subject ?? {}) as { reference?: unknown; identifier?: unknown };
    if (this.#isSubject({ resourceType: 'Patient', identifier: [identifier] })) return true;
    const literal = typeof reference === 'string' ? parseReference(reference) : undefined;
    if (literal?.type !== 'Patient') return false;
    const { type, id } = literal;
    if (subjects.has(id)) return true;
    const companions = await among(type, id);
    if (companions) return companions.some((each) => this.#isSubject(each));
    const patient = await read(type, id);
    if (patient === undefined || !this.#isSubject(patient)) return false;
    if (subjects.size < MOST_REMEMBERED) subjects.add(id);
    return true;
  }

  #isSubject({ identifier }: Resource): boolean {
    return Array.isArray(identifier) && identifier.some((each) => each?.system === this.#identifierSystem);
  }
}

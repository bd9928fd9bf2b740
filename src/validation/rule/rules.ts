import type { Definitions } from '#conformance/definitions.ts';
import { checkAttachment } from '../element/attachment.ts';
import { checkQuestionnaireResponse } from '../questionnaire/questionnaire-response.ts';
import type { Check, JsonObject } from '../shape.ts';
import { compileBundle } from './bundle.ts';
import { checkCanonicalUrl } from './canonical-url.ts';
import { compileCapabilitySearchParam } from './capability-statement.ts';
import { checkCodeSystem } from './code-system.ts';
import { checkConceptMap } from './concept-map.ts';
import { checkDocument } from './document.ts';
import { checkMeasureReport } from './measure-report.ts';
import { checkQuestionnaire } from './questionnaire.ts';
import { compileSearchParameter } from './search-parameter.ts';
import { compileStructureDefinition } from './structure-definition.ts';
import { checkValueSet } from './value-set.ts';

/** Whether resources of a type are named by a canonical url (canonicalresource.html in words of R4: metadata resources). */
function hasCanonicalUrl(type: string, { types }: Definitions): boolean {
  const elements = types.get(type)?.elements ?? [];
  const has = (name: string, code: string) =>
    elements.some(({ path, types: [first] }) => path === `${type}.${name}` && first?.code === code);
  return has('url', 'uri') && has('experimental', 'boolean');
}

/**
 * A rule takes the form of what it looks at for granted. Where an error was found before, that form may be missing, and
 * with it what the rule is about.
 */
function ofWhatIsThere(rule: Check<JsonObject>): Check<JsonObject> {
  return (object, place, run) => {
    try {
      rule(object, place, run);
    } catch (error) {
      if (!run.pass.isBroken) throw error;
    }
  };
}

/**
 * Rules that the specification gives in words only: of resources, datatypes and backbone elements, by their path.
 * Whatever an ElementDefinition says is compiled from there.
 */
export class Rules {
  readonly #definitions: Definitions;
  readonly #byPath: Record<string, Check<JsonObject>[]>;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
    this.#byPath = {
      Attachment: [checkAttachment],
      Bundle: [compileBundle(definitions), checkDocument],
      'CapabilityStatement.rest.resource.searchParam': [compileCapabilitySearchParam(definitions)],
      CodeSystem: [checkCodeSystem],
      ConceptMap: [checkConceptMap],
      MeasureReport: [checkMeasureReport],
      Questionnaire: [checkQuestionnaire],
      QuestionnaireResponse: [checkQuestionnaireResponse],
      SearchParameter: [compileSearchParameter(definitions)],
      StructureDefinition: [compileStructureDefinition(definitions)],
      ValueSet: [checkValueSet],
    };
  }

  /** The rules of a type, or of a backbone element by its path. */
  of(path: string): Check<JsonObject>[] {
    const own = (this.#byPath[path] ?? []).map(ofWhatIsThere);
    return hasCanonicalUrl(path, this.#definitions) ? [checkCanonicalUrl, ...own] : own;
  }
}

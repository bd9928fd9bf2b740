import { parseCanonical, pickVersion } from '#conformance/canonical.ts';
import type { CanonicalResource } from '#conformance/canonical-entry.ts';
import type { Definitions } from '#conformance/definitions.ts';
import type { FindProfiles } from '#conformance/load-profiles.ts';
import type { StoredSource } from '#conformance/stored-source.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { HeldContent } from '#terminology/content/held-content.ts';
import type { Terminology } from '#terminology/terminology.ts';
import type { FindCanonical } from './pass.ts';
import { createValidator, type Validator } from './validate.ts';

/** A validator, and how a question to it is asked: stored definitions that it meets are fetched first. */
export interface Validation {
  validator: Validator;
  settle: <T>(ask: () => T) => Promise<T>;
}

/** What validation is opened with. */
export interface ValidationParts {
  definitions: Definitions;
  stored: StoredSource;
  /** Profiles besides those that are stored, the ones that have precedence first. */
  published: FindProfiles[];
  /** Counts up when what is stored may have changed. */
  generation: () => number;
  /** The terminology, with what is brought along. */
  terminology: (along?: HeldContent) => Terminology;
  unitAlias: (spelling: string) => string | undefined;
}

/** The types of which a resource may say by what others of its Bundle are validated. */
const DEFINE = new Set<string>([
  'StructureDefinition',
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
  'Questionnaire',
  'Measure',
] satisfies CanonicalResource['resourceType'][]);

/**
 * Validation by what is published and stored. What a Bundle brings along is known to the validation of that Bundle
 * alone, which `including` gives: another validator over the same content, so that nothing of it is remembered here.
 */
export function openValidation(
  parts: ValidationParts,
): Validation & { including: (resources: Resource[]) => Validation } {
  const whole = validationOf(parts);
  return {
    ...whole,
    including: (resources) => {
      // What cannot be read is told of where it stands.
      const along = resources.filter(
        (resource) => DEFINE.has(resource.resourceType) && whole.validator.hasForm(resource),
      );
      return along.length === 0
        ? whole
        : validationOf(parts, new HeldContent(along as unknown as CanonicalResource[]));
    },
  };
}

function validationOf(parts: ValidationParts, along?: HeldContent): Validation {
  const { definitions, stored, published, generation, unitAlias } = parts;
  const terminology = parts.terminology(along);
  const brought: FindProfiles = (url) => along?.find('StructureDefinition', url) ?? [];
  const structures = new StructureDefinitions(
    definitions,
    [brought, stored.structures, ...published],
    generation,
  );
  const find: FindCanonical = (type, canonical) => {
    const { url, version } = parseCanonical(canonical);
    return pickVersion(along?.find(type, url) ?? [], version) ?? stored.latest(type, canonical);
  };
  return {
    validator: createValidator(definitions, { structures, terminology, find, unitAlias }),
    settle: (ask) => stored.settle(ask, terminology.settle),
  };
}

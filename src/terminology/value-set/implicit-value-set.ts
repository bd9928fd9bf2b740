import type { ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { JoinedContent } from '../content/joined-content.ts';

/** http://snomed.info/sct, an edition or a version of it, with what stands behind `fhir_vs` (snomedct.html#implicit). */
const SNOMED = /^(http:\/\/snomed\.info\/sct)(\/\d+(?:\/version\/\d+)?)?\?fhir_vs(?:=(.*))?$/;

/** Code systems whose url with /vs behind it is the value set of all their codes. */
const WITH_VS = new Map([
  ['http://loinc.org/vs', 'http://loinc.org'],
  ['http://unitsofmeasure.org/vs', 'http://unitsofmeasure.org'],
]);

/**
 * The value set that a code system defines implicitly under a url (valueset.html#implicit): all of its codes, or with
 * SNOMED CT what is a kind of a concept; undefined where the url is none of these.
 */
export function implicitValueSet(url: string, content: JoinedContent): ValueSet | undefined {
  const [, system, edition, expression] = SNOMED.exec(url) ?? [];
  if (system) {
    const version = edition?.includes('/version/') ? `${system}${edition}` : undefined;
    const include = snomedInclude(system, expression);
    return include && valueSetOf(url, { ...include, ...(version ? { version } : {}) });
  }
  const withVs = WITH_VS.get(url);
  if (withVs) return valueSetOf(url, { system: withVs });
  const entry = content.all('CodeSystem').find(({ valueSet }) => valueSet === url);
  return (
    entry && valueSetOf(url, { system: entry.url, ...(entry.version ? { version: entry.version } : {}) })
  );
}

function snomedInclude(system: string, expression: string | undefined): ValueSetComposeInclude | undefined {
  if (!expression) return { system };
  const [, kind, concept] = /^(isa|refset)\/(\d{6,18})$/.exec(expression) ?? [];
  if (kind === 'isa')
    return { system, filter: [{ property: 'concept', op: 'is-a', value: concept as string }] };
  if (kind === 'refset')
    return { system, filter: [{ property: 'concept', op: 'in', value: concept as string }] };
  return undefined;
}

const valueSetOf = (url: string, include: ValueSetComposeInclude): ValueSet => ({
  resourceType: 'ValueSet',
  url,
  status: 'active',
  compose: { include: [include] },
});

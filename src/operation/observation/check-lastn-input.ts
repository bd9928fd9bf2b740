import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { CompiledSearch } from '#search/compile-search.ts';
import { searchError } from '#search/search-error.ts';

/**
 * A lastn query names a subject, and a category or something with a code in its expression
 * (observation-operation-lastn.html): without, the last of everything would be asked for. Throws 400.
 */
export function checkLastnInput(
  { used, query, explain }: CompiledSearch,
  { parameters }: SearchContext,
  source: string,
): void {
  if (query.contained || explain)
    throw searchError('$lastn looks at Observations of their own, and explains no search', source);
  const given = used.filter(({ modifier }) => modifier !== 'missing').map(({ code }) => code);
  if (!given.includes('patient') && !given.includes('subject'))
    throw missing('patient or subject is missing; $lastn is about one subject', source);
  const hasCode = given.some((name) => {
    const definition = parameters.find('Observation', name);
    return name === 'category' || (definition !== undefined && isAboutCode(definition));
  });
  if (!hasCode)
    throw missing(
      'category is missing, and so is a parameter about a code, as code or code-value-concept; $lastn asks for one of them',
      source,
    );
}

const isAboutCode = ({ expression = '', component = [] }: SearchParameterDefinition): boolean =>
  [expression, ...component.map((each) => each.expression)].some((path) => /(?:^|\.)code\b/.test(path));

const missing = (diagnostics: string, source: string) => refuse(400, 'required', diagnostics, { source });

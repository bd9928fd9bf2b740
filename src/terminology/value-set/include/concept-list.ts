import type { ValueSetComposeInclude, ValueSetComposeIncludeConcept } from '@medplum/fhirtypes';
import type { CodeSystem } from '../../code-system/code-system.ts';
import { foldCode } from '../../code-system/fold-code.ts';
import type { Budget } from '../budget.ts';
import type { ExpansionNode } from '../expansion-node.ts';
import type { SystemPart } from './system-part.ts';

/** ValueSet.compose.include.concept: the codes that are named, whether the code system is known here or not. */
export function conceptList(
  { system = '', version, concept = [] }: ValueSetComposeInclude,
  codeSystem: CodeSystem | undefined,
): SystemPart {
  const key = codeSystem?.caseSensitive === false ? foldCode : (code: string) => code;
  const named = new Set(concept.map(({ code }) => key(code ?? '')));
  return {
    cost: 1,
    partial: false,
    test: (code) => named.has(key(code)),
    list: (budget: Budget) => {
      budget.spend(concept.length);
      return concept.map((each) =>
        nodeOf(each, { system, version: version ?? codeSystem?.version }, codeSystem),
      );
    },
  };
}

/** The display of the value set before that of the code system (valueset-definitions.html#ValueSet.compose.include.concept.display). */
function nodeOf(
  { code = '', display, designation = [] }: ValueSetComposeIncludeConcept,
  of: { system: string; version: string | undefined },
  codeSystem: CodeSystem | undefined,
): ExpansionNode {
  const concept = codeSystem?.find(code);
  return {
    ...of,
    code,
    display: display ?? concept?.display,
    designation: [...designation, ...(concept?.designation ?? [])],
    inactive: concept?.inactive ?? false,
    abstract: concept?.abstract ?? false,
    contains: [],
  };
}

import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { Ternary } from '../terminology.ts';
import type { Budget } from './budget.ts';
import { type ExpansionNode, flatNodes } from './expansion-node.ts';

/** Says that codes beside those that are listed may be in the value set. */
const UNCLOSED = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed';

/** The expansion that a ValueSet brings along (ValueSet.expansion); undefined where it brings none. */
export function storedExpansion({ expansion }: ValueSet):
  | {
      systems: ReadonlySet<string>;
      test(system: string, code: string): Ternary;
      list(budget: Budget): ExpansionNode[];
    }
  | undefined {
  if (!expansion?.contains?.length) return undefined;
  const nodes = expansion.contains.flatMap(nodesOf);
  const flat = [...flatNodes(nodes)];
  const codes = new Set(flat.map(({ system, code }) => `${system}|${code}`));
  const unclosed = (expansion.extension ?? []).some(({ url }) => url === UNCLOSED);
  const whole = !unclosed && !expansion.offset && (expansion.total ?? 0) <= codes.size;
  return {
    systems: new Set(flat.map(({ system }) => system)),
    test: (system, code) => (codes.has(`${system}|${code}`) ? true : whole ? false : 'unknown'),
    list: (budget) => {
      budget.spend(codes.size);
      return nodes;
    },
  };
}

/** An entry without a code groups those below it. */
function nodesOf(entry: ValueSetExpansionContains): ExpansionNode[] {
  const contains = (entry.contains ?? []).flatMap(nodesOf);
  const { system, version, code, display, designation = [], inactive = false, abstract = false } = entry;
  if (!system || !code) return contains;
  return [{ system, version, code, display, designation, inactive, abstract, contains }];
}

import type { CodeSystem } from '../../code-system/code-system.ts';
import { broken } from '../../terminology-error.ts';
import { not } from '../ternary.ts';
import type { ConceptFilter } from './concept-filter.ts';

/** Walking up to an ancestor, in steps. */
const COST = 3;

const branch = (codeSystem: CodeSystem, value: string) => () => {
  const top = codeSystem.find(value);
  return top ? [top] : [];
};

/** What stands above must be a code of the system, else the value set means nothing by it. */
function checkCode(codeSystem: CodeSystem, op: string, value: string): void {
  if (codeSystem.content !== 'complete' || codeSystem.find(value) || codeSystem.isPending?.(value)) return;
  throw broken(`the filter ${op} names '${value.slice(0, 80)}', which is no code of ${codeSystem.url}`);
}

/** The four operators that ask for the place in the hierarchy (valueset-filter-operator). */
export const HIERARCHY_OPERATORS: Record<string, (codeSystem: CodeSystem, value: string) => ConceptFilter> = {
  'is-a': (codeSystem, value) => {
    checkCode(codeSystem, 'is-a', value);
    const test: ConceptFilter['test'] = ({ code }) => codeSystem.isA(code, value);
    return { test, cost: COST, roots: branch(codeSystem, value) };
  },
  'descendent-of': (codeSystem, value) => {
    checkCode(codeSystem, 'descendent-of', value);
    const top = codeSystem.find(value)?.code ?? value;
    const test: ConceptFilter['test'] = ({ code }) => code !== top && codeSystem.isA(code, value);
    return { test, cost: COST, roots: branch(codeSystem, value) };
  },
  'is-not-a': (codeSystem, value) => {
    checkCode(codeSystem, 'is-not-a', value);
    return { test: ({ code }) => not(codeSystem.isA(code, value)), cost: COST };
  },
  generalizes: (codeSystem, value) => {
    checkCode(codeSystem, 'generalizes', value);
    return { test: ({ code }) => codeSystem.isA(value, code), cost: COST };
  },
};

import type { Definitions } from '#conformance/definitions.ts';
import { type CompiledExpression, compileExpression } from '#fhirpath/compile-expression.ts';
import type { NamedExpression, RecordRule, RecordRuleSet, RecordSet } from './record-rule-set.ts';

/** A variable, with the names that it needs itself. */
export interface CompiledVariable {
  name: string;
  expression: CompiledExpression;
  needs: string[];
}

/** A rule, ready to be evaluated. */
export interface CompiledRule {
  rule: RecordRule;
  when: CompiledExpression | undefined;
  holds: CompiledExpression;
  declared: CompiledExpression | undefined;
  found: CompiledExpression;
  expected: CompiledExpression;
  /** What is computed of the resource before. */
  lets: CompiledVariable[];
  /** The variables of the record that it needs, in the order in which they are computed. */
  variables: CompiledVariable[];
  /** The record sets that it needs, by name. */
  sets: Set<string>;
}

/** The resource type of a record set. */
export const typeOf = ({ search }: RecordSet): string => search.replace(/\?.*$/, '');

/** The context of what is computed of a whole record: everything it looks at is a variable. */
export const RECORD_CONTEXT = { resourceType: 'Bundle' };

/** What an expression needs of the windows of visits is counted from the anchor. */
export const WINDOWS = 'windows';

/** The names of the variables in an expression. */
const namesIn = (text: string): string[] => [...text.matchAll(/%(\w+)/g)].map(([, name]) => name as string);

/**
 * Compiles rules. Throws ExpressionError naming what is no FHIRPath; what a rule needs of the record is read from the
 * variables that its expressions name.
 */
export function compileRules(set: RecordRuleSet, definitions: Definitions): CompiledRule[] {
  const compileVariable = (type: string) => (variable: NamedExpression) => ({
    name: variable.name,
    expression: compileExpression(variable.expression, type, definitions),
    needs: namesIn(variable.expression),
  });
  const variables = set.variables.map(compileVariable(RECORD_CONTEXT.resourceType));
  const records = new Map(set.records.map((each) => [each.name, each]));
  return set.rules.map((rule) => {
    const about = records.get(rule.about) as RecordSet;
    const type = typeOf(about);
    const compile = (text: string) => compileExpression(text, type, definitions);
    const own = (about.variables ?? []).map(compileVariable(type));
    const texts = [rule.when, rule.holds, rule.declared, rule.found, rule.expected];
    const named = texts.flatMap((text) => (text === undefined ? [] : namesIn(text)));
    const usedLets = used(own, named);
    const all = used(
      variables,
      withAnchor([...named, ...usedLets.flatMap(({ needs }) => needs)], set.anchor),
    );
    const names = new Set([
      ...named,
      ...usedLets.flatMap(({ needs }) => needs),
      ...all.flatMap((v) => v.needs),
    ]);
    const sets = new Set(set.records.flatMap(({ name }) => (names.has(name) ? [name] : [])));
    for (const { name, of } of set.related) if (names.has(name)) sets.add(of);
    sets.add(rule.about);
    return {
      rule,
      when: rule.when === undefined ? undefined : compile(rule.when),
      holds: compile(rule.holds),
      declared: rule.declared === undefined ? undefined : compile(rule.declared),
      found: compile(rule.found),
      expected: compile(rule.expected),
      lets: usedLets,
      variables: all,
      sets,
    };
  });
}

const withAnchor = (names: string[], anchor: string): string[] =>
  names.includes(WINDOWS) ? [...names, anchor] : names;

/** Those of the variables that are named, and those that they name; each only names earlier ones. */
function used(variables: CompiledVariable[], names: string[]): CompiledVariable[] {
  const wanted = new Set(names);
  const found = [...variables].reverse().filter(({ name, needs }) => {
    if (!wanted.has(name)) return false;
    for (const need of needs) wanted.add(need);
    return true;
  });
  return found.reverse();
}

import type { ConceptMap } from '@medplum/fhirtypes';
import { ClosureTable } from '#terminology/concept-map/closure.ts';
import { codeSystem, terminologyOf } from '../terminology-of.ts';

const CS = 'urn:test:cs';
const terminology = terminologyOf(codeSystem(CS, { a: { b: { c: {} } }, d: {} }));
const subsumes = (system: string, a: string, b: string) => terminology.subsumes({ system }, a, b);
const add = (table: ClosureTable, ...codes: string[]) =>
  table.add(
    codes.map((code) => ({ system: CS, code })),
    subsumes,
  );
const relations = (groups: NonNullable<ConceptMap['group']>) =>
  groups.flatMap(({ element = [] }) =>
    element.flatMap(({ code, target = [] }) => target.map((t) => `${code} ${t.equivalence} ${t.code}`)),
  );

describe('a closure table', () => {
  it('holds which of its concepts subsumes which, whatever the order they came in', () => {
    const table = new ClosureTable();
    add(table, 'c', 'd', 'a');
    expect(relations(table.groups())).toEqual(['c subsumes a']);
    const before = ClosureTable.of({ resourceType: 'ConceptMap', status: 'active', group: table.groups() });
    add(table, 'b', 'a');
    expect(relations(table.groupsSince(before)).sort()).toEqual(['b subsumes a', 'c subsumes b']);
    expect(relations(table.groups())).toHaveLength(3);
  });

  it('takes no concept that its system does not have', () => {
    const table = new ClosureTable();
    expect(() => add(table, 'zzz')).toThrow("'zzz' is no code");
    expect(table.groups()).toEqual([]);
  });
});

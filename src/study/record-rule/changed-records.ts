import type { Definitions } from '#conformance/definitions.ts';
import { parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import {
  type CompiledExpression,
  compileExpression,
  type Environment,
} from '#fhirpath/compile-expression.ts';
import type { IndexResource } from '#search/index-resource.ts';
import { matches } from '#search/matches.ts';
import type { IndexValue, SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore, Transaction } from '#storage/resource-store.ts';
import { type CompiledRule, typeOf } from './compiled-rules.ts';
import { findAll } from './find-all.ts';
import { NamedResources } from './named-resources.ts';
import type { RecordRuleSet, RecordSet } from './record-rule-set.ts';
import { nameOf, type RecordChange, type SubjectRecord } from './subject-record.ts';
import {
  type Deletion,
  deletionsOf,
  referredTo,
  resourceOf,
  type WrittenResource,
  writtenOf,
} from './written-records.ts';

/** What reading records needs. */
export interface RecordRooms {
  store: Pick<ResourceStore, 'search' | 'read'>;
  index: IndexResource;
  definitions: Definitions;
  constants: Environment;
  /** The criteria of a search of a type as an expression; undefined for none. */
  compileWhere: (type: string, criteria: string) => Promise<SearchExpression | undefined>;
}

interface Subject {
  patient: Resource;
  isNew: boolean;
  written: WrittenResource[];
}

/** The subjects that a transaction writes about, and what it names. */
export interface TouchedSubjects {
  /** By the id of the Patient. */
  subjects: Map<string, Subject>;
  named: NamedResources;
  /** The types of which something is written or deleted. */
  types: Set<string>;
}

/** Reads of the records of subjects what rules look at, as they are before and after a transaction. */
export class ChangedRecords {
  readonly #set: RecordRuleSet;
  readonly #rooms: RecordRooms;
  readonly #types: ReadonlySet<string>;
  readonly #named: ReadonlySet<string>;

  constructor(set: RecordRuleSet, rooms: RecordRooms) {
    this.#set = set;
    this.#rooms = rooms;
    this.#types = new Set(set.records.map(typeOf));
    this.#named = new Set(['Patient', ...set.related.map(({ type }) => type)]);
  }

  /** The trial's subjects that a transaction writes about; undefined where it writes nothing that rules look at. */
  async touched(transaction: Transaction): Promise<TouchedSubjects | undefined> {
    const written = writtenOf(transaction, this.#types);
    const deletions = deletionsOf(transaction, this.#types);
    if (written.length === 0 && deletions.length === 0) return undefined;
    const named = new NamedResources(transaction, this.#named, this.#rooms);
    const gone = deletions.map((each): [string, SearchExpression] =>
      each.kind === 'delete'
        ? [each.type, { op: 'id', ids: [each.id] }]
        : [each.where.type, each.where.where],
    );
    const names = new Set(written.flatMap(({ draft }) => this.#namesIn(draft)));
    await named.find(names, gone);
    const ofDeleted = gone.flatMap(([type, where]) =>
      named.meeting(type, where).flatMap((one) => this.#namesIn({ type, index: this.#rooms.index(one) })),
    );
    if (ofDeleted.length > 0) await named.find(new Set([...names, ...ofDeleted]), gone);
    const subjects = new Map<string, Subject>();
    for (const name of new Set([...names, ...ofDeleted]))
      if (name.startsWith('Patient/')) this.#addSubject(name, named, subjects);
    if (subjects.size === 0) return undefined;
    const types = new Set([...written.map(({ draft }) => draft.type), ...gone.map(([type]) => type)]);
    for (const one of written)
      for (const name of this.#namesIn(one.draft)) {
        const id = name.slice(name.indexOf('/') + 1);
        subjects.get(named.replaced.get(id) ?? id)?.written.push(one);
      }
    return { subjects, named, types };
  }

  #addSubject(name: string, named: NamedResources, subjects: Map<string, Subject>): void {
    const found = named.resolve(name);
    if (found === undefined) return;
    const { identifier } = found.resource;
    const system = this.#set.subject.identifierSystem;
    if (!Array.isArray(identifier) || !identifier.some((each) => each?.system === system)) return;
    subjects.set(found.resource.id as string, { patient: found.resource, isNew: found.isNew, written: [] });
  }

  /** What search values name of the types that count: the subject, and what belongs to several. */
  #namesIn({ type, index }: { type: string; index: ReturnType<IndexResource> }): string[] {
    const ofSubject = this.#set.records
      .filter((set) => typeOf(set) === type)
      .flatMap(({ parameter }) => referredTo(index, parameter, 'Patient').map((id) => `Patient/${id}`));
    const related = this.#set.related
      .filter(({ of }) => this.#set.records.some((set) => set.name === of && typeOf(set) === type))
      .flatMap((each) => referredTo(index, each.parameter, each.type).map((id) => `${each.type}/${id}`));
    return [...new Set([...ofSubject, ...related])];
  }

  /** The records of subjects, as far as the rules need them: one question a record set for all subjects. */
  async changes(
    { subjects, named, types }: TouchedSubjects,
    transaction: Transaction,
    rules: CompiledRule[],
  ): Promise<RecordChange[]> {
    const needed = new Set(rules.flatMap(({ sets }) => [...sets]));
    const sets = this.#set.records.filter(({ name }) => needed.has(name));
    const ids = [...subjects].flatMap(([id, { isNew }]) => (isNew ? [] : [id]));
    const wheres = new Map<string, SearchExpression | undefined>();
    const stored = new Map<string, Resource[]>();
    await Promise.all(
      sets.map(async (set) => {
        const where = await this.#rooms.compileWhere(typeOf(set), set.search.replace(/^\w+\??/, ''));
        wheres.set(set.name, where);
        stored.set(set.name, ids.length === 0 ? [] : await this.#stored(set, where, ids));
      }),
    );
    const related = this.#related(stored, named, [...subjects.values()]);
    return [...subjects].map(([id, subject]) =>
      new OneRecord(
        id,
        subject,
        { sets, stored, wheres, named, related, types, transaction },
        this.#rooms,
      ).change(),
    );
  }

  /** What is stored of a set, with what it refers to. */
  #stored(set: RecordSet, where: SearchExpression | undefined, ids: string[]): Promise<Resource[]> {
    const type = typeOf(set);
    const refers = ids.map(
      (id): SearchExpression => ({ op: 'reference', parameter: set.parameter, types: ['Patient'], id }),
    );
    const ofSubjects: SearchExpression = { op: 'any', of: refers };
    const includes = this.#set.related
      .filter(({ of }) => of === set.name)
      .map(({ parameter }) => ({
        reverse: false,
        sourceType: type,
        follows: [{ parameter, canonicalOf: [] }],
        iterate: false,
      }));
    const targets = [{ type, where: where ? { op: 'all' as const, of: [ofSubjects, where] } : ofSubjects }];
    return findAll(this.#rooms.store, targets, includes);
  }

  /** The resources of the related sets, which belong to no subject alone. */
  #related(
    stored: Map<string, Resource[]>,
    named: NamedResources,
    subjects: Subject[],
  ): Map<string, Resource[]> {
    const names = new Set(
      subjects.flatMap(({ written }) => written.flatMap(({ draft }) => this.#namesIn(draft))),
    );
    const ofTransaction = [...names]
      .filter((name) => !name.startsWith('Patient/'))
      .flatMap((name) => named.resolve(name)?.resource ?? []);
    return new Map(
      this.#set.related.map(({ name, of, type }) => {
        const all = [...ofTransaction, ...(stored.get(of) ?? [])].filter((one) => one.resourceType === type);
        return [name, [...new Map(all.reverse().map((one) => [nameOf(one), one])).values()]];
      }),
    );
  }
}

interface Found {
  sets: RecordSet[];
  stored: Map<string, Resource[]>;
  wheres: Map<string, SearchExpression | undefined>;
  named: NamedResources;
  related: Map<string, Resource[]>;
  types: Set<string>;
  transaction: Transaction;
}

/** The record of one subject, before and after. */
class OneRecord {
  readonly #id: string;
  readonly #subject: Subject;
  readonly #found: Found;
  readonly #rooms: RecordRooms;
  readonly #written = new Map<string, number>();
  /** Names of what is not there any more as it was. */
  readonly #gone = new Set<string>();
  readonly #indexed = new Map<Resource, IndexValue[]>();

  constructor(id: string, subject: Subject, found: Found, rooms: RecordRooms) {
    this.#id = id;
    this.#subject = subject;
    this.#found = found;
    this.#rooms = rooms;
  }

  change(): RecordChange {
    const { sets, related, types, transaction } = this.#found;
    const before = new Map(sets.map((set) => [set.name, this.#before(set)]));
    const all = [...before.values()].flat();
    for (const each of deletionsOf(transaction, types))
      for (const one of all) if (this.#isDeleted(one, each)) this.#gone.add(nameOf(one));
    const added = new Map<string, Resource[]>(sets.map(({ name }) => [name, []]));
    for (const one of this.#subject.written) this.#add(one, all, added);
    const after = new Map(
      sets.map(({ name }) => [
        name,
        [
          ...(before.get(name) ?? []).filter((one) => !this.#gone.has(nameOf(one))),
          ...(added.get(name) ?? []),
        ],
      ]),
    );
    const record = (of: Map<string, Resource[]>): SubjectRecord => ({
      patient: this.#subject.patient,
      sets: new Map([...of, ...related]),
    });
    return { before: record(before), after: record(after), written: this.#written, types };
  }

  #before(set: RecordSet): Resource[] {
    const type = typeOf(set);
    const stored = this.#found.stored.get(set.name) ?? [];
    return stored.filter(
      (one) => one.resourceType === type && patientOf(one, set) === this.#id && this.#counts(one, set),
    );
  }

  #add(
    { write, draft, condition, keeps }: WrittenResource,
    stored: Resource[],
    added: Map<string, Resource[]>,
  ): void {
    const { sets, wheres, named } = this.#found;
    const into = sets.filter((set) => {
      const where = wheres.get(set.name);
      return typeOf(set) === draft.type && (!where || matches(where, { id: draft.id, index: draft.index }));
    });
    const same =
      condition && into.length > 0 ? this.#matching(condition.where, draft.type, stored) : undefined;
    if (same !== undefined && keeps) return;
    const id = same?.id ?? draft.id;
    this.#gone.add(`${draft.type}/${id}`);
    const resource = into.length > 0 ? resourceOf(draft, id, named.replaced) : undefined;
    for (const set of into) {
      if (resource === undefined || !this.#counts(resource, set)) continue;
      added.get(set.name)?.push(resource);
      this.#written.set(nameOf(resource), write);
    }
  }

  #matching(where: SearchExpression, type: string, stored: Resource[]): Resource | undefined {
    return stored.find((one) => one.resourceType === type && this.#meets(one, where));
  }

  #isDeleted(one: Resource, deletion: Deletion): boolean {
    if (deletion.kind === 'delete') return nameOf(one) === `${deletion.type}/${deletion.id}`;
    return one.resourceType === deletion.where.type && this.#meets(one, deletion.where.where);
  }

  #meets(one: Resource, where: SearchExpression): boolean {
    const index = this.#indexed.get(one) ?? this.#rooms.index(one);
    this.#indexed.set(one, index);
    return matches(where, { id: one.id as string, index });
  }

  #counts(resource: Resource, set: RecordSet): boolean {
    if (set.where === undefined) return true;
    const { definitions, constants } = this.#rooms;
    const expression: CompiledExpression = compileExpression(set.where, typeOf(set), definitions);
    return expression.evaluate(resource, constants)[0]?.value === true;
  }
}

/** The Patient of a stored resource; the parameter has the name of the element. */
function patientOf(resource: Resource, { parameter }: RecordSet): string | undefined {
  const { reference } = (resource[parameter] ?? {}) as { reference?: unknown };
  return typeof reference === 'string' ? parseReference(reference)?.id : undefined;
}

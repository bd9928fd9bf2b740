import type { Document } from 'mongodb';
import type { SearchExpression } from '#search/search-expression.ts';
import { compileTime } from './compile-interval.ts';
import { compileComposite, compileValue, isValueExpression, startsWith } from './compile-value.ts';
import {
  allOf,
  anyOf,
  type DocumentFilter,
  type ElementFilter,
  elementFilter,
  type Operators,
} from './element-filter.ts';
import { hierarchyTargets } from './hierarchy.ts';
import { nearFilter } from './near.ts';
import type { Part, Reader } from './reader.ts';
import { searchPath, targetOf, wordsPath } from './search-document.ts';

/**
 * As many resources at the far end of a chain are named one by one; more are common, and each
 * candidate at the near end is looked up instead.
 */
const FEW = 5000;

type Chain = Extract<SearchExpression, { op: 'chain' }>;
type Has = Extract<SearchExpression, { op: 'has' }>;

/** A filter on documents, and the lookups that have to come before it. */
interface Compiled {
  filter: DocumentFilter;
  joins: Document[];
}

/** What a chain leads to: up to one more than FEW, as references name them, and the pipelines that find them. */
interface FarEnd {
  targets: Chain['targets'];
  parts: Part[];
  contained: Part[];
  found: string[];
}

const isSame = (a: Chain['targets'], b: Chain['targets']): boolean =>
  a.length === b.length && a.every(({ type, of }, i) => type === b[i]?.type && of === b[i]?.of);

/**
 * Compiles search expressions to the stages of a pipeline that leaves the documents that match. Chains and
 * `_has` ask for their far end first, in one query a step: mostly it is a few resources, which the indexes
 * of the near end then find.
 */
export class SearchCompiler {
  readonly #reader: Reader;
  readonly #farEnds: FarEnd[] = [];
  #joins = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Stages for the collection of `type`: its resources, or those of the type that are contained in others. */
  async stages(type: string, where: SearchExpression, deleted: false | null = false): Promise<Document[]> {
    const criteria = where.op === 'all' ? where.of : [where];
    const compiled: Compiled[] = [];
    for (const criterion of criteria) compiled.push(await this.#compile(type, criterion));
    const plain = compiled.filter(({ joins }) => !joins.length).map(({ filter }) => filter);
    const joined = compiled.filter(({ joins }) => joins.length);
    const stages: Document[] = [{ $match: allOf([{ deleted: { $eq: deleted } }, ...plain]) }];
    if (joined.length) {
      stages.push(...joined.flatMap(({ joins }) => joins));
      stages.push({ $match: allOf(joined.map(({ filter }) => filter)) });
    }
    return stages;
  }

  async #compile(type: string, expression: SearchExpression): Promise<Compiled> {
    if (isValueExpression(expression)) return plain(compileValue(expression));
    switch (expression.op) {
      case 'all':
        return this.#combine(type, expression.of, allOf);
      case 'any':
        return this.#combine(type, expression.of, anyOf);
      case 'not':
        return this.#combine(type, [expression.of], ([of]) => ({ $nor: [of] }));
      case 'missing':
        return plain({ [searchPath(expression.kind, expression.parameter)]: { $exists: false } });
      case 'id':
        return plain({ _id: { $in: expression.ids } });
      case 'last-updated':
        return plain(lastUpdatedFilter(compileTime(expression.prefix, expression.span, Date.now())));
      case 'word':
        return plain({
          [wordsPath(expression.parameter)]: expression.prefix
            ? { $elemMatch: startsWith(expression.word) }
            : { $eq: expression.word },
        });
      case 'composite':
        return plain(compileComposite(expression.parameter, expression.of));
      case 'near':
        return plain(nearFilter(expression));
      case 'hierarchy': {
        const targets = await hierarchyTargets(expression, this.#reader);
        return plain(
          elementFilter(searchPath('reference', expression.parameter), [{ target: { $in: targets } }]),
        );
      }
      case 'chain':
        return this.#chain(expression);
      case 'has':
        return this.#has(type, expression);
    }
  }

  async #combine(
    type: string,
    of: SearchExpression[],
    combine: (filters: DocumentFilter[]) => DocumentFilter,
  ): Promise<Compiled> {
    const compiled: Compiled[] = [];
    for (const expression of of) compiled.push(await this.#compile(type, expression));
    return {
      filter: combine(compiled.map(({ filter }) => filter)),
      joins: compiled.flatMap(({ joins }) => joins),
    };
  }

  async #chain({ parameter, targets }: Chain): Promise<Compiled> {
    const path = searchPath('reference', parameter);
    const { parts, contained, found } = await this.#farEnd(targets);
    if (found.length <= FEW) return plain(elementFilter(path, [{ target: { $in: found } }]));
    const byId = targets.map(({ type }, i) => ({
      local: idsOfTargets(path, type),
      from: type,
      foreign: '_id',
      pipeline: (parts[i] as Part).pipeline.slice(0, -2),
      name: this.#joinName(),
    }));
    const byWholeId = targets.map(({ type }, i) => ({
      local: { $ifNull: [`$${path}.target`, []] },
      from: type,
      foreign: '_id',
      pipeline: (contained[i] as Part).pipeline.slice(0, -2),
      name: this.#joinName(),
    }));
    return joined([...byId, ...byWholeId]);
  }

  /** Asked for once, however many parameters lead there: the chains of a search of many types often share their end. */
  async #farEnd(targets: Chain['targets']): Promise<FarEnd> {
    const known = this.#farEnds.find((end) => isSame(end.targets, targets));
    if (known) return known;
    const parts: Part[] = [];
    const contained: Part[] = [];
    for (const { type, of } of targets) {
      const target = { $concat: [targetOf(type, ''), '$_id'] };
      const pipeline = [...(await this.stages(type, of)), { $limit: FEW + 1 }, { $project: { _id: target } }];
      parts.push({ collection: type, pipeline });
      // The id of what is contained names its container, as the reference to it does in the documents.
      const within = [...(await this.stages(type, of, null)), { $limit: FEW + 1 }, { $project: { _id: 1 } }];
      contained.push({ collection: type, pipeline: within });
    }
    const documents = await this.#reader.gather<{ _id: string }>([...parts, ...contained]);
    const end = { targets, parts, contained, found: documents.map(({ _id }) => _id) };
    this.#farEnds.push(end);
    return end;
  }

  async #has(type: string, { type: source, parameter, of }: Has): Promise<Compiled> {
    const path = searchPath('reference', parameter);
    const matching = await this.stages(source, of);
    const targets = [
      { $project: { value: `$${path}` } },
      { $unwind: '$value' },
      { $group: { _id: '$value.target' } },
      { $match: { _id: startsWith(targetOf(type, '')) } },
      { $limit: FEW + 1 },
    ];
    const found = await this.#reader.aggregate<{ _id: string }>({
      collection: source,
      pipeline: [...matching, ...targets],
    });
    if (found.length <= FEW) return plain({ _id: { $in: found.map((d) => d._id.slice(type.length + 1)) } });
    const local = { $concat: [targetOf(type, ''), '$_id'] };
    return joined([
      { local, from: source, foreign: `${path}.target`, pipeline: matching, name: this.#joinName() },
    ]);
  }

  #joinName(): string {
    return `join${++this.#joins}`;
  }
}

const plain = (filter: DocumentFilter): Compiled => ({ filter, joins: [] });

/** A lookup that asks whether anything there matches. */
interface Join {
  /** An expression of what `foreign` has to be equal to. */
  local: Document;
  from: string;
  foreign: string;
  pipeline: Document[];
  name: string;
}

function joined(joins: Join[]): Compiled {
  return {
    filter: anyOf(joins.map(({ name }) => ({ [`${name}.0`]: { $exists: true } }))),
    joins: joins.flatMap(({ local, from, foreign, pipeline, name }) => [
      { $set: { [name]: local } },
      {
        $lookup: {
          from,
          localField: name,
          foreignField: foreign,
          pipeline: [...pipeline, { $limit: 1 }, { $project: { _id: 1 } }],
          as: name,
        },
      },
    ]),
  };
}

/** The ids of the references of one parameter that lead to `type`. */
function idsOfTargets(path: string, type: string): Document {
  const prefix = targetOf(type, '');
  const targets = { $ifNull: [`$${path}.target`, []] };
  const list = { $cond: [{ $isArray: targets }, targets, [`$${path}.target`]] };
  const ofType = { $eq: [{ $substrBytes: ['$$t', 0, prefix.length] }, prefix] };
  return {
    $map: {
      input: { $filter: { input: list, as: 't', cond: ofType } },
      as: 't',
      in: { $substrBytes: ['$$t', prefix.length, -1] },
    },
  };
}

/** The instant of a version is a span of a millisecond: its end is compared by its beginning. */
function lastUpdatedFilter(alternatives: ElementFilter[]): DocumentFilter {
  const shifted = (operators: Operators | undefined, by: number) =>
    Object.entries(operators ?? {}).map(([operator, value]) => ({
      lastUpdated: { [operator]: new Date((value as number) - by) },
    }));
  return anyOf(alternatives.map(({ low, high }) => allOf([...shifted(low, 0), ...shifted(high, 1)])));
}

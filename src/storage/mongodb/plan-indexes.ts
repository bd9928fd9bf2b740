import type { IndexKind } from '#search/search-expression.ts';
import type { IndexedParameter } from './schema.ts';
import { componentMember, searchPath, wordsPath } from './search-document.ts';

/** An index of a collection. */
export interface PlannedIndex {
  key: Record<string, 1 | -1>;
  name: string;
  /** Only documents that meet this are in the index. */
  partialFilterExpression?: Record<string, { $exists: true }>;
}

/** MongoDB allows 64 indexes a collection, the one on `_id` included. */
const MOST = 63;

/** The members of each kind of search value that searches go by; a span is looked for from either end. */
const SEARCHED: Record<IndexKind, string[]> = {
  token: ['code'],
  string: ['folded'],
  uri: ['value'],
  reference: ['target'],
  date: ['low', 'high'],
  number: ['low', 'high'],
  quantity: ['low', 'high'],
};

/** Kinds that are searched for one value: behind it, pages go by creation order without a sort. */
const BY_VALUE = new Set<IndexKind>(['token', 'uri', 'reference']);

const path = (kind: IndexKind, parameter: string, member: string) =>
  `${searchPath(kind, parameter)}.${member}`;

/**
 * The queries that a trial asks all day. Of each index at most one parameter may have several values in one
 * resource (MongoDB cannot index two arrays at once): the subject, study and date of these are 0..1 or 1..1.
 */
const STUDY_QUERIES: Record<string, PlannedIndex[]> = {
  Observation: [
    {
      name: 'results of a subject',
      key: {
        [path('reference', 'subject', 'target')]: 1,
        [path('token', 'code', 'code')]: 1,
        [path('date', 'date', 'low')]: -1,
        order: -1,
      },
    },
    {
      name: 'results of an analyte',
      key: { [path('token', 'code', 'code')]: 1, [path('date', 'date', 'low')]: -1, order: -1 },
    },
  ],
  ResearchSubject: [
    {
      name: 'subjects of a study',
      key: { [path('reference', 'study', 'target')]: 1, [path('token', 'status', 'code')]: 1, order: 1 },
    },
  ],
};

/** The indexes of a type's collection: creation order, time, the study's queries, and each parameter by itself. */
export function planIndexes(type: string, parameters: IndexedParameter[]): PlannedIndex[] {
  const ofParameters = parameters.flatMap(({ code, kind, components }) => {
    if (components)
      return [
        ofPath(
          `composite ${code}`,
          `${searchPath('composite', code)}.${componentMember(0)}.${SEARCHED[kind][0]}`,
        ),
      ];
    return SEARCHED[kind].map((member) => ofParameter(kind, code, member));
  });
  const planned: PlannedIndex[] = [
    { name: 'creation order', key: { deleted: 1, order: 1 } },
    { name: 'commit order', key: { sequence: 1 } },
    { name: 'time', key: { deleted: 1, lastUpdated: 1, order: 1 } },
    ...(STUDY_QUERIES[type] ?? []),
    { name: 'words', key: { [wordsPath('_content')]: 1 } },
    {
      name: 'words of narratives',
      key: { [wordsPath('_text')]: 1 },
      partialFilterExpression: { [wordsPath('_text')]: { $exists: true } },
    },
    ...ofParameters,
  ];
  return planned.slice(0, MOST);
}

/** A resource has values of a few of its type's parameters; the indexes of the others do without it. */
function ofParameter(kind: IndexKind, code: string, member: string): PlannedIndex {
  const searched = path(kind, code, member);
  return {
    name: `${kind} ${code} ${member}`,
    key: BY_VALUE.has(kind) ? { [searched]: 1, order: 1 } : { [searched]: 1 },
    partialFilterExpression: { [searched]: { $exists: true } },
  };
}

const ofPath = (name: string, searched: string): PlannedIndex => ({
  name,
  key: { [searched]: 1 },
  partialFilterExpression: { [searched]: { $exists: true } },
});

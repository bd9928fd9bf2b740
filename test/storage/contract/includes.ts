import type { Include, SearchQuery } from '#search/search-expression.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, queryOf, reference, transact } from './writes.ts';

const include = (sourceType: string, parameter: string, given: Partial<Include> = {}): Include => ({
  reverse: false,
  sourceType,
  follows: [{ parameter, canonicalOf: [] }],
  iterate: false,
  ...given,
});

const organization = (id: string, partOf?: string) =>
  create(draft('Organization', id, { index: partOf ? [reference('partof', 'Organization', partOf)] : [] }));

/** What comes along with the matches. */
export function describeIncludes(open: OpenStore): void {
  const store = useStore(open);

  beforeAll(async () => {
    await transact(
      store(),
      create(draft('Patient', 'p', { index: [reference('organization', 'Organization', 'ward')] })),
      create(draft('Patient', 'q')),
      create(draft('Group', 'g')),
      organization('ward', 'clinic'),
      organization('clinic', 'hospital'),
      organization('hospital', 'ward'),
      create(draft('Observation', 'o1', { index: [reference('subject', 'Patient', 'p')] })),
      create(
        draft('Observation', 'o2', {
          index: [reference('subject', 'Patient', 'p'), reference('focus', 'Group', 'g')],
        }),
      ),
      create(draft('Observation', 'o3', { index: [reference('subject', 'Patient', 'nobody')] })),
      create(draft('Provenance', 'v', { index: [reference('target', 'Observation', 'o1')] })),
    );
  });

  /** `match:id` and `include:Type/id` of a search, sorted. */
  const search = async (
    type: string,
    ids: string[],
    includes: Include[],
    given: Partial<SearchQuery> = {},
  ) => {
    const { entries } = await store().search(queryOf(type, { op: 'id', ids }, { includes, ...given }));
    return entries.map((entry) => `${entry.mode} ${entry.type}/${entry.id}`).sort();
  };

  it('brings what the matches refer to, each once', async () => {
    expect(await search('Observation', ['o1', 'o2', 'o3'], [include('Observation', 'subject')])).toEqual([
      'include Patient/p',
      'match Observation/o1',
      'match Observation/o2',
      'match Observation/o3',
    ]);
  });

  it('brings only what may be seen, does not go on from the rest, and does not count it', async () => {
    const subject = include('Observation', 'subject');
    const on = { iterate: true };
    const ward = [subject, include('Patient', 'organization', on), include('Organization', 'partof', on)];
    const visible: SearchQuery['visible'] = {
      Patient: { op: 'all', of: [] },
      Organization: { op: 'id', ids: ['ward', 'hospital'] },
    };
    const back = [include('Observation', 'subject', { reverse: true })];
    expect(await search('Observation', ['o1'], ward, { visible })).toEqual([
      'include Organization/ward',
      'include Patient/p',
      'match Observation/o1',
    ]);
    expect(await search('Observation', ['o1'], [subject], { visible: {} })).toEqual(['match Observation/o1']);
    const one: SearchQuery['visible'] = { Observation: { op: 'id', ids: ['o2'] } };
    expect(await search('Patient', ['p'], back, { visible: one, includeLimit: 1 })).toEqual([
      'include Observation/o2',
      'match Patient/p',
    ]);
    expect(await search('Patient', ['p'], back, { visible: {}, includeLimit: 0 })).toEqual([
      'match Patient/p',
    ]);
  });

  it('follows canonicals by their version, or to every version', async () => {
    const url = 'http://example.org/Questionnaire';
    const canonical = (id: string, version: string) =>
      create(
        draft('Questionnaire', id, {
          index: [
            { kind: 'uri', parameter: 'url', value: url },
            { kind: 'token', parameter: 'version', system: null, code: version },
          ],
        }),
      );
    const names = (id: string, ...urls: string[]) =>
      create(
        draft('QuestionnaireResponse', id, {
          index: urls.map((one) => ({ kind: 'reference', parameter: 'questionnaire', url: one })),
        }),
      );
    await transact(
      store(),
      canonical('q1', '1'),
      canonical('q2', '2'),
      names('of-1', `${url}|1`, url),
      names('of-any', url),
      names('of-3', `${url}|3`, url),
    );
    const follows = [{ parameter: 'questionnaire', canonicalOf: ['Questionnaire'] }];
    const forth = include('QuestionnaireResponse', 'questionnaire', { follows });
    const included = async (...of: Parameters<typeof search>) =>
      (await search(...of)).filter((entry) => entry.startsWith('include'));
    expect(await included('QuestionnaireResponse', ['of-1'], [forth])).toEqual(['include Questionnaire/q1']);
    expect(await included('QuestionnaireResponse', ['of-any'], [forth])).toEqual([
      'include Questionnaire/q1',
      'include Questionnaire/q2',
    ]);
    expect(await included('QuestionnaireResponse', ['of-3'], [forth])).toEqual([]);
    const back = { ...forth, reverse: true };
    expect(await included('Questionnaire', ['q1'], [back])).toEqual([
      'include QuestionnaireResponse/of-1',
      'include QuestionnaireResponse/of-any',
    ]);
    expect(await included('Questionnaire', ['q2'], [back])).toEqual(['include QuestionnaireResponse/of-any']);
  });

  it('follows several parameters, and only to the type that was asked for', async () => {
    const both = include('Observation', 'subject', {
      follows: [
        { parameter: 'subject', canonicalOf: [] },
        { parameter: 'focus', canonicalOf: [] },
      ],
    });
    expect(await search('Observation', ['o2'], [both])).toEqual([
      'include Group/g',
      'include Patient/p',
      'match Observation/o2',
    ]);
    expect(
      await search(
        'Observation',
        ['o2'],
        [{ ...both, follows: both.follows.map((one) => ({ ...one, targetType: 'Group' })) }],
      ),
    ).toEqual(['include Group/g', 'match Observation/o2']);
  });

  it('brings what refers to the matches', async () => {
    expect(
      await search('Patient', ['p', 'q'], [include('Observation', 'subject', { reverse: true })]),
    ).toEqual(['include Observation/o1', 'include Observation/o2', 'match Patient/p', 'match Patient/q']);
  });

  it('goes on from what was brought only where it iterates', async () => {
    const organizations = include('Patient', 'organization');
    expect(await search('Patient', ['p'], [organizations, include('Organization', 'partof')])).toEqual([
      'include Organization/ward',
      'match Patient/p',
    ]);
    expect(
      await search('Patient', ['p'], [organizations, include('Organization', 'partof', { iterate: true })]),
    ).toEqual([
      'include Organization/clinic',
      'include Organization/hospital',
      'include Organization/ward',
      'match Patient/p',
    ]);
  });

  it('iterates against the direction of references too', async () => {
    const observations = include('Observation', 'subject', { reverse: true });
    const provenances = include('Provenance', 'target', { reverse: true, iterate: true });
    expect(await search('Patient', ['p'], [observations, provenances])).toEqual([
      'include Observation/o1',
      'include Observation/o2',
      'include Provenance/v',
      'match Patient/p',
    ]);
  });

  it('does not bring a match again', async () => {
    expect(await search('Organization', ['ward', 'clinic'], [include('Organization', 'partof')])).toEqual([
      'include Organization/hospital',
      'match Organization/clinic',
      'match Organization/ward',
    ]);
  });

  it('refuses a page that would bring more than the limit', async () => {
    const observations = [include('Observation', 'subject', { reverse: true })];
    await expect(search('Patient', ['p'], observations, { includeLimit: 1 })).rejects.toMatchObject({
      status: 400,
      issues: [{ code: 'too-costly' }],
    });
    expect(await search('Patient', ['p'], observations, { includeLimit: 2 })).toHaveLength(3);
  });

  it('does not count or page what it brings', async () => {
    const page = await store().search(
      queryOf(
        'Observation',
        { op: 'all', of: [] },
        { count: 2, total: true, includes: [include('Observation', 'subject')] },
      ),
    );
    expect(page.total).toBe(3);
    expect(page.entries.filter(({ mode }) => mode === 'match')).toHaveLength(2);
    expect(page.next).toBeDefined();
  });
}

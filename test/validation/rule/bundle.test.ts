import { issuesOf, observation, patient } from '../issues-of.ts';

const base = 'http://b.org/fhir';
const entry = (resource: { resourceType: string; id?: string }, more: object = {}) => ({
  fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
  resource,
  ...more,
});
const bundle = (type: string, entries: object[], more: object = {}) =>
  issuesOf({ resourceType: 'Bundle', type, entry: entries, ...more });
const onePatient = { ...patient({ id: '1' }), id: '1' };

it('identifies its entries, but for those of requests and their answers', () => {
  expect(bundle('collection', [entry(onePatient)])).toEqual([]);
  expect(bundle('collection', [{ resource: onePatient }])).toEqual([
    'required Bundle.entry[0] StructureDefinition/Bundle#Bundle.entry.fullUrl',
  ]);
  expect(bundle('collection', [{ resource: patient({}) }])).toEqual([]);
  expect(
    bundle('transaction', [{ resource: onePatient, request: { method: 'POST', url: 'Patient' } }]),
  ).toEqual([]);
});

it('has one link of a relation of paging', () => {
  const link = (...relations: string[]) => ({ link: relations.map((relation) => ({ relation, url: base })) });
  expect(bundle('collection', [entry(onePatient)], link('self', 'next', 'alternate', 'alternate'))).toEqual(
    [],
  );
  expect(bundle('collection', [entry(onePatient)], link('self', 'next', 'next'))).toEqual([
    'duplicate Bundle.link[2] StructureDefinition/Bundle#Bundle.link',
  ]);
});

it('holds as matches of a search what was searched for, and as outcomes OperationOutcomes', () => {
  const searched = (mode: string, url: string) =>
    bundle('searchset', [entry(onePatient, { search: { mode } })], { link: [{ relation: 'self', url }] });
  expect(searched('match', `${base}/Patient?name=x`)).toEqual([]);
  expect(searched('include', `${base}/Observation?code=x`)).toEqual([]);
  expect(searched('match', `${base}?_type=Patient`)).toEqual([]);
  expect(searched('match', `${base}/Observation?code=x`)[0]).toMatch(
    /^structure Bundle.entry\[0\].resource /,
  );
  expect(searched('outcome', `${base}/Patient?name=x`)[0]).toMatch(/^structure Bundle.entry\[0\].resource /);
});

describe('references within', () => {
  const of = (reference: string) => entry({ ...observation({ id: 'o', subject: { reference } }), id: 'o' });

  it('lead to one entry, or name its version', () => {
    const version = (versionId: string) => entry({ ...onePatient, meta: { versionId } } as never);
    const versions = [version('1'), version('2')];
    expect(bundle('collection', [...versions, of('Patient/1/_history/2')])).toEqual([]);
    expect(bundle('collection', [...versions, of('Patient/1')])).toEqual([
      'multiple-matches Bundle.entry[2].resource.subject.reference bundle.html#references',
    ]);
  });

  it('are searches in what is to be carried out, and nowhere else', () => {
    const reference = 'Patient?identifier=http://a.org|1';
    const request = { method: 'POST', url: 'Observation' };
    expect(bundle('transaction', [{ ...of(reference), request }])).toEqual([]);
    expect(bundle('collection', [of(reference)])[0]).toMatch(
      /^value Bundle.entry\[0\].resource.subject.reference /,
    );
    expect(issuesOf(observation({ subject: { reference: 'Patient?identifier=1&?==' } }))).toEqual([
      'value Observation.subject.reference references.html#literal',
    ]);
  });
});

describe('a document', () => {
  const composition = (elements: object = {}) =>
    entry({
      resourceType: 'Composition',
      id: 'c',
      status: 'final',
      type: { text: 'x' },
      subject: { reference: 'Patient/1' },
      date: '2026-01-01',
      author: [{ reference: 'Patient/1' }],
      title: 'x',
      ...elements,
    } as never);
  const document = (...entries: object[]) =>
    bundle('document', entries, {
      identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' },
      timestamp: '2026-01-01T00:00:00Z',
    });

  it('brings along what its Composition refers to', () => {
    expect(document(composition(), entry(onePatient))).toEqual([]);
    const section = [{ title: 'x', section: [{ title: 'y', entry: [{ reference: 'Observation/9' }] }] }];
    expect(document(composition({ section }), entry(onePatient))).toEqual([
      'not-found Bundle.entry[0].resource.section[0].section[0].entry[0] documents.html#content',
    ]);
  });

  it('holds nothing that is not linked with its Composition', () => {
    const linked = entry({ ...observation({ subject: { reference: 'Patient/1' } }), id: 'o' });
    expect(document(composition(), entry(onePatient), linked)).toEqual([]);
    const other = entry({ resourceType: 'Patient', id: '2' });
    expect(document(composition(), entry(onePatient), other)).toEqual([
      'structure Bundle.entry[2].resource documents.html#content',
    ]);
  });
});

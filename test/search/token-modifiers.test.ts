import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const MR = { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' };

const attachment = (contentType: string) => ({ attachment: { contentType, title: 'x' } });

beforeAll(() =>
  store(server(), {
    'Condition/text': { code: { text: 'Headache, severe' }, subject: { display: 'somebody' } },
    'Condition/display': {
      code: { coding: [{ system: 'urn:c', code: '1', display: 'Severe asthma' }] },
      subject: { reference: 'Patient/mr' },
    },
    'Condition/none': { subject: { identifier: { value: '7' } } },
    'Patient/mr': {
      identifier: [{ type: { coding: [MR], text: 'Medical record' }, system: 'urn:h', value: '12345' }],
    },
    'Patient/other': { identifier: [{ system: 'urn:h', value: '12345' }] },
    'Patient/valueless': { identifier: [{ assigner: { display: 'Somewhere' } }] },
    'Patient/bare': {},
    'Medication/lot': { batch: { lotNumber: 'D02' } },
    'DocumentReference/plain': { status: 'current', content: [attachment('text/xml')] },
    'DocumentReference/charset': { status: 'current', content: [attachment('text/xml; charset=UTF-8')] },
    'DocumentReference/else': { status: 'current', content: [attachment('text/xml-external')] },
  }),
);

it.each([
  ['Condition?code:text=headache', 'text'],
  ['Condition?code:text=SEVERE', 'display'],
  ['Condition?code:text=severe,head', 'display text'],
  ['Condition?code:missing=true', 'none'],
  ['Condition?code:missing=false', 'display text'],
  ['Condition?code:not=urn:c|1', 'none text'],
  ['Condition?subject:missing=false', 'display none text'],
  ['Condition?patient:missing=true', 'none text'],
  ['Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|12345', 'mr'],
  ['Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|XX|12345', ''],
  ['Patient?identifier:text=medical', 'mr'],
  ['Patient?identifier:missing=false', 'mr other valueless'],
  ['Patient?identifier:missing=true', 'bare'],
  ['Medication?lot-number=d02', 'lot'],
  ['Medication?lot-number:not=d02', ''],
  ['DocumentReference?contenttype=text/xml', 'plain'],
  ['DocumentReference?contenttype:below=text/xml', 'charset plain'],
  ['DocumentReference?_filter=contenttype%20eq%20TEXT/XML', 'plain'],
])('%s', async (search, ids) => {
  expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
});

it.each(['MR|12345', 'urn:x|MR', '|MR|1', 'urn:x||1'])('of-type of %s is refused', async (value) => {
  const { status, issues } = await server().get(`/Patient?identifier:of-type=${value}`);
  expect(status).toBe(400);
  expect(issues[0]?.diagnostics).toContain('[system]|[code]|[value]');
});

describe('codes of value sets and hierarchies', () => {
  const STATUS = 'http://hl7.org/fhir/observation-status';
  const observation = (status: string) => ({ status, code: { coding: [{ system: 'urn:c', code: status }] } });

  beforeAll(async () => {
    await store(server(), {
      'Observation/final': observation('final'),
      'Observation/amended': observation('amended'),
      'Observation/corrected': observation('corrected'),
      'Observation/registered': observation('registered'),
      'ValueSet/mine': {
        url: 'http://example.org/ValueSet/mine',
        status: 'active',
        compose: { include: [{ system: 'urn:c', concept: [{ code: 'final' }, { code: 'registered' }] }] },
      },
    });
  });

  it.each([
    ['Observation?code:in=http://example.org/ValueSet/mine', 'final registered'],
    ['Observation?code:not-in=http://example.org/ValueSet/mine', 'amended corrected'],
    ['Observation?code:in=ValueSet/mine', 'final registered'],
    ['Patient?gender:in=http://hl7.org/fhir/ValueSet/administrative-gender', ''],
    [`Observation?status:below=${STATUS}|amended`, 'amended corrected'],
    [`Observation?status:below=amended`, 'amended corrected'],
    [`Observation?status:above=${STATUS}|corrected`, 'amended corrected'],
    [`Observation?status:below=${STATUS}|final`, 'final'],
  ])('%s', async (search, ids) => {
    expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
  });

  it('refuses what it cannot know', async () => {
    for (const search of ['code:in=http://example.org/none', 'code:below=urn:nothing|1', 'code:below=a|b|c'])
      expect((await server().get(`/Observation?${search}`)).status).toBe(400);
  });
});

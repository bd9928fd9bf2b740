import { type Reply, useServer } from '../server-for-tests.ts';

const server = useServer();

/** Members of an Observation as text, which must come back as this very text. */
const CONTENT: Record<string, string> = {
  'a decimal with a zero at its end': '"valueQuantity":{"value":7.10}',
  'a small decimal': '"valueQuantity":{"value":1.0e-7}',
  'a decimal of twenty digits': '"valueQuantity":{"value":12345678901234567890}',
  'a decimal of many places': '"valueQuantity":{"value":0.10000000000000000000000001}',
  'a negative zero': '"valueQuantity":{"value":-0.00}',
  'decimals in a list':
    '"valueSampledData":{"origin":{"value":1.00},"period":10.0,"dimensions":1,"data":"1 2"}',
  unicode: '"valueString":"Ünïcödé 李 𐐀 👩‍⚕️ e\u0301 עברית"',
  'the order of members':
    '"valueQuantity":{"unit":"%","value":7.0,"code":"%","system":"http://unitsofmeasure.org"}',
  'a primitive and its extension':
    '"_status":{"extension":[{"url":"http://example.org/x","valueDecimal":1.50}]},"valueInteger":0',
  'what looks like an operator': '"valueString":"$where {\\"$ne\\":1} \'; DROP TABLE resource; -- __proto__"',
  'a date with its own zone': '"valueDateTime":"2025-06-10T08:30:00.120+07:00"',
};

const resourceOf = (content: string, id?: string) =>
  `{"resourceType":"Observation",${id ? `"id":"${id}",` : ''}"status":"final","code":{"text":"x"},${content}}`;

/** The text without its white space, as far as it stands outside of strings. */
const compact = (json: string) => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

describe.each(Object.entries(CONTENT))('%s', (_, content) => {
  let created: Reply;
  let path: string;

  beforeAll(async () => {
    created = await server().post('/Observation', resourceOf(content));
    path = `/Observation/${created.resource.id}`;
  });

  it('comes back from a create, and from an update', async () => {
    expect(created).toMatchObject({ status: 201, text: expect.stringContaining(content) });
    const { text, status } = await server().put(
      path,
      resourceOf(`${content},"note":[{"text":"n"}]`, created.resource.id),
    );
    expect([status, text]).toEqual([200, expect.stringContaining(content)]);
  });

  it.each([
    ['read', () => path],
    ['vread', () => `${path}/_history/1`],
    ['history', () => `${path}/_history`],
    ['search', () => `/Observation?_id=${created.resource.id}`],
  ])('comes back from %s, pretty or not', async (_, of) => {
    expect((await server().get(of())).text).toContain(content);
    const mark = of().includes('?') ? '&' : '?';
    const pretty = await server().get(`${of()}${mark}_pretty=true`);
    expect(pretty.text).toContain('\n  ');
    expect(compact(pretty.text)).toContain(compact(content));
  });

  it('comes back from a transaction and a batch', async () => {
    for (const type of ['transaction', 'batch']) {
      const entries = `{"resource":${resourceOf(content)},"request":{"method":"POST","url":"Observation"}},{"request":{"method":"GET","url":"Observation/${created.resource.id}"}}`;
      const { status, text } = await server().post(
        '',
        `{"resourceType":"Bundle","type":"${type}","entry":[${entries}]}`,
        { Prefer: 'return=representation' },
      );
      expect(status).toBe(200);
      expect(text.split(content)).toHaveLength(3);
    }
  });
});

it('gives a resource back as it was sent, but for id and meta', async () => {
  const sent = { resourceType: 'Patient', language: 'id', active: false, name: [{ given: ['A', 'B'] }] };
  const { resource } = await server().post('/Patient', JSON.stringify(sent, undefined, 3));
  const { id: _id, meta: _meta, ...rest } = resource;
  expect(rest).toEqual(sent);
});

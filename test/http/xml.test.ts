import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from '../server-for-tests.ts';

const server = useServer();

const XML = { 'Content-Type': 'application/fhir+xml' };
const ASK = { Accept: 'application/fhir+xml' };
const JSON_PLEASE = { Accept: 'application/fhir+json' };

const observation = (id: string, value: string) =>
  `<Observation xmlns="http://hl7.org/fhir"><id value="${id}"/><status value="final"/><code><text value="x"/></code><valueQuantity><value value="${value}"/></valueQuantity></Observation>`;

/** The document without its declaration, id of the version and time. */
const contents = (xml: string) => xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<meta>.*?<\/meta>/g, '');

it('stores what comes as XML and gives it back in both formats, to the digit', async () => {
  const sent = observation('o1', '7.10');
  const put = await server().put('/Observation/o1', sent, XML);
  expect([put.status, contents(put.text)]).toEqual([201, sent]);
  expect(contents((await server().get('/Observation/o1', ASK)).text)).toBe(sent);
  expect((await server().get('/Observation/o1')).text).toContain('"valueQuantity":{"value":7.10}');
  expect((await server().get('/Observation?value-quantity=7.1')).entries).toHaveLength(1);
});

it('answers every interaction in XML', async () => {
  await server().put('/Observation/o2', observation('o2', '1.0'), XML);
  for (const [path, root] of [
    ['/Observation/o2', 'Observation'],
    ['/Observation/o2/_history/1', 'Observation'],
    ['/Observation/o2/_history', 'Bundle'],
    ['/Observation/_history', 'Bundle'],
    ['/_history', 'Bundle'],
    ['/Observation?_id=o2', 'Bundle'],
    ['/metadata', 'CapabilityStatement'],
    ['/Observation/o2?_elements=status', 'Observation'],
  ] as const) {
    const { status, headers, text } = await server().get(path, ASK);
    expect([status, headers['content-type']]).toEqual([200, 'application/fhir+xml; charset=utf-8']);
    expect(text).toMatch(
      new RegExp(`^<\\?xml version="1.0" encoding="UTF-8"\\?><${root} xmlns="http://hl7.org/fhir">`),
    );
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  }
  const search = await server().get('/Observation?_id=o2&_format=xml');
  expect(search.text).toContain(
    '<resource><Observation xmlns="http://hl7.org/fhir"><id value="o2"/><meta><versionId value="1"/>',
  );
});

it('goes by _format in the body of a search by POST', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { headers } = await server().post('/Observation/_search', '_id=o2&_format=xml', form);
  expect(headers['content-type']).toBe('application/fhir+xml; charset=utf-8');
});

it('carries out a transaction in XML', async () => {
  const uuid = 'urn:uuid:00000000-0000-4000-8000-000000000001';
  const entry = (type: string, content: string) =>
    `<resource><${type}>${content}</${type}></resource><request><method value="POST"/><url value="${type}"/></request>`;
  const result = `<status value="final"/><code><text value="x"/></code><subject><reference value="${uuid}"/></subject><valueQuantity><value value="2.50"/></valueQuantity>`;
  const entries = `<entry><fullUrl value="${uuid}"/>${entry('Patient', '')}</entry><entry>${entry('Observation', result)}</entry>`;
  const reply = await server().post(
    '',
    `<Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/>${entries}</Bundle>`,
    { ...XML, Prefer: 'return=representation' },
  );
  expect(reply.status).toBe(200);
  expect(reply.text).toContain('<type value="transaction-response"/>');
  expect(reply.text.match(/<status value="201[^"]*"\/>/g)).toHaveLength(2);
  expect(reply.text).toMatch(/<subject><reference value="Patient\/[^"]+"\/><\/subject>/);
  expect(reply.text).toContain('<value value="2.50"/>');
});

it('tells what is wrong in XML, with its place', async () => {
  const invalid = await server().post(
    '/Patient',
    '<Patient xmlns="http://hl7.org/fhir"><gender value="x"/></Patient>',
    XML,
  );
  expect(invalid.status).toBe(400);
  expect(invalid.text).toContain('<OperationOutcome xmlns="http://hl7.org/fhir"><issue><extension url="');
  expect(invalid.text).toContain(
    'operationoutcome-issue-col"><valueInteger value="38"/></extension><severity value="error"/>',
  );
  expect(invalid.text).toContain('<expression value="Patient.gender"/>');
  const unknown = '<Patient xmlns="http://hl7.org/fhir">\n<name><nick value="x"/></name></Patient>';
  expect(await server().post('/Patient', unknown, { ...XML, ...JSON_PLEASE })).toMatchObject({
    status: 400,
    issues: [
      {
        code: 'structure',
        expression: ['Patient.name[0]'],
        diagnostics: expect.stringMatching(/<nick> is no element of HumanName.*\(line 2, column 7\)/),
      },
    ],
  });
  for (const path of ['/Patient/nobody', '/Nonsense', '/Patient?nonsense=1', '/Patient/p/q/r/s']) {
    const { status, headers, text } = await server().get(path, ASK);
    expect(status).toBeGreaterThanOrEqual(400);
    expect([headers['content-type'], text]).toEqual([
      'application/fhir+xml; charset=utf-8',
      expect.stringContaining('<OperationOutcome'),
    ]);
  }
});

it('indents XML with _pretty, refusals too', async () => {
  expect((await server().get('/metadata?_format=xml&_pretty=true')).text).toContain(
    '\n  <status value="active"/>\n',
  );
  expect((await server().get('/Patient/nobody?_format=xml&_pretty=true')).text).toContain('\n  <issue>\n');
});

it('gives HEAD the headers of GET', async () => {
  const [get, head] = await Promise.all(
    ['GET', 'HEAD'].map((method) => server().send(method, '/Observation/o1', { headers: ASK })),
  );
  const { date: _d, 'x-request-id': _r, ...headers } = get?.headers ?? {};
  expect(head).toMatchObject({ status: 200, text: '', headers });
});

it('lets no browser run what it shows as a page', async () => {
  const { headers } = await server().get('/Observation/o1?_format=xml');
  expect(headers['content-security-policy']).toContain("sandbox; default-src 'none'");
});

it('refuses to write what XML cannot carry, but not to store it', async () => {
  const patient = '{"resourceType":"Patient","id":"odd","name":[{"family":"a\\ufffeb"}]}';
  const put = await server().put('/Patient/odd', patient, ASK);
  expect([put.status, put.text]).toEqual([201, expect.stringContaining('<family value="a\ufffdb"/>')]);
  const read = await server().get('/Patient/odd', ASK);
  expect(read.status).toBe(406);
  expect(read.text).toContain('<expression value="Patient.name[0].family"/>');
  expect((await server().get('/Patient/odd')).resource.name).toEqual([{ family: 'a\ufffeb' }]);
  const echoed = await server().get('/Patient?nonsense%00=1', ASK);
  expect([echoed.status, echoed.headers['content-type']]).toEqual([
    400,
    'application/fhir+xml; charset=utf-8',
  ]);
});

it('fetches nothing that a document points to', async () => {
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('<!ENTITY x "stolen">');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  for (const start of [
    `<!DOCTYPE Patient SYSTEM "${url}/dtd">`,
    `<!DOCTYPE Patient [<!ENTITY % p SYSTEM "${url}/p"> %p;]>`,
    `<!DOCTYPE Patient [<!ENTITY x SYSTEM "${url}/x">]>`,
    `<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/hostname">]>`,
    `<?xml-stylesheet href="${url}/xsl"?>`,
  ]) {
    const xml = `${start}<Patient xmlns="http://hl7.org/fhir"><name><family value="&x;"/></name></Patient>`;
    for (const [path, body] of [
      ['/Patient', xml],
      ['', xml.replaceAll('Patient', 'Bundle')],
    ] as const) {
      const { status, text } = await server().post(path, body, XML);
      expect([status, text]).toEqual([400, expect.stringContaining('<code value="structure"/>')]);
      expect(text).not.toContain('stolen');
    }
  }
  await new Promise((resolve) => canary.close(resolve));
  expect(asked).toEqual([]);
});

it.each([
  [
    'bytes that are no UTF-8',
    Buffer.from(
      '<Patient xmlns="http://hl7.org/fhir"><name><family value="\xe9"/></name></Patient>',
      'latin1',
    ),
    400,
  ],
  ['UTF-16', Buffer.from('\ufeff<Patient xmlns="http://hl7.org/fhir"/>', 'utf16le'), 400],
  ['JSON', '{"resourceType":"Patient"}', 400],
  ['nothing', '', 400],
  ['another type', '<Observation xmlns="http://hl7.org/fhir"/>', 400],
  ['deep nesting', `<Patient xmlns="http://hl7.org/fhir">${'<extension url="x">'.repeat(100_000)}`, 413],
])('refuses %s', async (_, body, status) => {
  const reply = await server().post('/Patient', body, XML);
  expect([reply.status, reply.text]).toEqual([status, expect.stringContaining('<OperationOutcome')]);
});

it('takes a body with a byte order mark', async () => {
  expect((await server().post('/Patient', '\ufeff<Patient xmlns="http://hl7.org/fhir"/>', XML)).status).toBe(
    201,
  );
});

it('says so in its CapabilityStatement', async () => {
  const { resource } = await server().get('/metadata');
  expect(resource.format).toEqual(
    expect.arrayContaining(['application/fhir+xml', 'xml', 'application/fhir+json']),
  );
});

it('takes a FHIRPath patch in XML', async () => {
  const part = (name: string, value: string) => `<part><name value="${name}"/>${value}</part>`;
  const patch = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>${part(
    'type',
    '<valueCode value="replace"/>',
  )}${part('path', '<valueString value="Observation.value.value"/>')}${part('value', '<valueDecimal value="8.00"/>')}</parameter></Parameters>`;
  const reply = await server().send('PATCH', '/Observation/o1', { body: patch, headers: XML });
  expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('<value value="8.00"/>')]);
});

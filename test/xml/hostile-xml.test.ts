import { refusal, resource, toJson } from './conversion.ts';

const LIMITS = { depth: 64, values: 2_000_000 };

/** A Patient behind a DOCTYPE, with an entity in its name. */
const withDoctype = (doctype: string, entity = 'x') =>
  `<?xml version="1.0"?><!DOCTYPE ${doctype}>${resource('Patient', `<name><family value="&${entity};"/></name>`)}`;

const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');

it.each([
  ['an external entity', withDoctype('Patient [<!ENTITY x SYSTEM "file:///etc/passwd">]')],
  ['an external entity over HTTP', withDoctype('Patient [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]')],
  ['an external DTD', withDoctype('Patient SYSTEM "http://127.0.0.1:1/x.dtd"')],
  ['a public DTD', withDoctype('html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd"')],
  [
    'a parameter entity',
    withDoctype('Patient [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p; <!ENTITY x "y">]'),
  ],
  ['the billion laughs', withDoctype(`Patient [<!ENTITY l0 "lol">${laughs}]`, 'l10')],
  ['one that grows by the square', withDoctype(`Patient [<!ENTITY x "${'a'.repeat(50_000)}">]`)],
  ['a default for an attribute', withDoctype('Patient [<!ATTLIST gender value CDATA "male">]', 'amp')],
  ['nothing at all', withDoctype('Patient', 'amp')],
])('refuses a DOCTYPE with %s', async (_, xml) => {
  expect(await refusal(xml)).toMatchObject({
    message: 'found a DOCTYPE, which FHIR XML does not have',
    line: 1,
    column: 22,
    kind: 'syntax',
  });
});

it.each(['nbsp', 'x', 'constructor', '__proto__', 'hasOwnProperty'])(
  'knows no entity &%s;',
  async (entity) => {
    for (const xml of [
      `<name><family value="&${entity};"/></name>`,
      `<text><div xmlns="http://www.w3.org/1999/xhtml">&${entity};</div></text>`,
    ])
      expect((await refusal(resource('Patient', xml))).message).toContain(
        'an entity that XML does not define',
      );
  },
);

it('follows no hint of a schema, and no stylesheet', async () => {
  const hints =
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir http://127.0.0.1:1/x.xsd"';
  expect(
    await toJson(
      `<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:1/x.xsl"?><Patient xmlns="http://hl7.org/fhir" ${hints}/>`,
    ),
  ).toBe('{"resourceType":"Patient"}');
});

it('takes XInclude for the unknown element it is', async () => {
  const include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>';
  expect((await refusal(resource('Patient', include))).message).toContain('XInclude');
});

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

it.each([
  ['extensions', nested('<extension url="x">', '</extension>', 100_000)],
  ['backbone elements', `<contained><Questionnaire>${'<item>'.repeat(100_000)}`],
  ['resources', '<contained><Patient>'.repeat(100_000)],
  ['start tags alone', '<extension>'.repeat(200_000)],
  [
    'a narrative',
    `<text><div xmlns="http://www.w3.org/1999/xhtml">${nested('<b>', '</b>', 200_000)}</div></text>`,
  ],
])('stops at too deep a nesting of %s', async (_, content) => {
  expect(await refusal(resource('Patient', content))).toMatchObject({
    kind: 'limit',
    message: expect.stringContaining('levels deep'),
  });
});

it('counts nesting as JSON does', async () => {
  // The resource, then an array and an object a level; the last has an array and an object of its own.
  const xml = (levels: number) => resource('Patient', nested('<extension url="x">', '</extension>', levels));
  await toJson(xml(31), LIMITS);
  expect((await refusal(xml(32), LIMITS)).kind).toBe('limit');
  const primitive = (levels: number) =>
    resource(
      'Patient',
      `${'<extension url="x">'.repeat(levels)}<valueString value="a"/>${'</extension>'.repeat(levels)}`,
    );
  await toJson(primitive(31), LIMITS);
});

it('stops at too many elements, and at too many attributes of one', async () => {
  const limits = { depth: 64, values: 1000 };
  expect(await refusal(resource('Patient', '<name/>'.repeat(1000)), limits)).toMatchObject({
    kind: 'limit',
    message: 'more than 1000 values in one body',
  });
  const attributes = Array.from({ length: 100_000 }, (_, i) => ` xmlns:a${i}="urn:${i}"`).join('');
  expect(await refusal(`<Patient${attributes}/>`)).toMatchObject({
    kind: 'limit',
    message: 'more than 64 attributes in one element',
  });
});

it.each([
  ['a name', `<${'a'.repeat(1_000_000)}/>`],
  ['an attribute', resource('Patient', `<gender ${'a'.repeat(1_000_000)}="x"/>`)],
  ['an end tag', `${resource('Patient', '')}</${'a'.repeat(1_000_000)}>`],
  ['an entity', resource('Patient', `<gender value="&${'a'.repeat(1_000_000)};"/>`)],
  ['a namespace', `<Patient xmlns="${'a'.repeat(1_000_000)}"/>`],
  ['a value', resource('Patient', `<active value="${'a'.repeat(1_000_000)}"/>`)],
])('does not repeat %s of a million characters', async (_, xml) => {
  expect((await refusal(xml)).message.length).toBeLessThan(400);
});

it('has no trouble with a million spaces', async () => {
  const spaces = ' '.repeat(1_000_000);
  const xml = resource('Patient', `${spaces}<birthDate value="${spaces}1970${spaces}x"/>${spaces}`);
  expect(await toJson(xml)).toBe(`{"resourceType":"Patient","birthDate":"1970${spaces}x"}`);
});

it('has no properties but those of the definitions', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'resourceType', '_gender'])
    expect((await refusal(resource('Patient', `<${name} value="x"/>`))).message).toContain('is no element');
  for (const name of ['__proto__', 'constructor'])
    expect((await refusal(resource('Patient', `<gender ${name}="x"/>`))).message).toContain('is unknown');
});

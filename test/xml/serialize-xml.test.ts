import { FhirError } from '#fhir/operation-outcome.ts';
import type { XmlStyle } from '#xml/serialize-xml.ts';
import { toXml } from './conversion.ts';

async function refused(json: string, style?: XmlStyle): Promise<FhirError> {
  try {
    await toXml(json, style);
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
  throw new Error(`${json.slice(0, 200)} was written`);
}

it('writes elements in the order of the definition', async () => {
  const json =
    '{"birthDate":"1970","name":[{"given":["A"],"use":"usual","extension":[{"valueString":"v","url":"u"}]}],"id":"p","resourceType":"Patient","meta":{"tag":[{"code":"c","system":"s"}]}}';
  expect(await toXml(json)).toBe(
    '<Patient xmlns="http://hl7.org/fhir"><id value="p"/><meta><tag><system value="s"/><code value="c"/></tag></meta>' +
      '<name><extension url="u"><valueString value="v"/></extension><use value="usual"/><given value="A"/></name><birthDate value="1970"/></Patient>',
  );
});

it('escapes what a reader would take for markup, or for a space', async () => {
  expect(await toXml('{"resourceType":"Patient","gender":"<a b=\\"c\\">&\\t\\r\\n\'"}')).toBe(
    '<Patient xmlns="http://hl7.org/fhir"><gender value="&lt;a b=&quot;c&quot;&gt;&amp;&#9;&#13;&#10;\'"/></Patient>',
  );
});

it('indents, but leaves a narrative alone', async () => {
  const div = '<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p>a</p></div>';
  const json = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","text":{"status":"empty","div":"${div}"},"_gender":{"id":"g"}}}]}`;
  expect(await toXml(json, { pretty: true })).toBe(`
<Bundle xmlns="http://hl7.org/fhir">
  <type value="collection"/>
  <entry>
    <resource>
      <Patient xmlns="http://hl7.org/fhir">
        <text>
          <status value="empty"/>
          <div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>
        </text>
        <gender id="g"/>
      </Patient>
    </resource>
  </entry>
</Bundle>
`);
});

const family = (text: string) => `{"resourceType":"Patient","name":[{"family":${text}}]}`;

it.each(['"a\\u0000b"', '"\\u001f"', '"\\ufffe"', '"\\ud800"', '"\\udc00\\ud800"'])(
  'refuses a character that XML does not have, unless it may be replaced: %s',
  async (text) => {
    const error = await refused(family(text));
    expect(error).toMatchObject({
      status: 406,
      issues: [{ code: 'not-supported', expression: 'Patient.name[0].family', source: 'xml.html' }],
    });
    expect(await toXml(family(text), { replace: true })).toContain('\ufffd');
  },
);

it.each([
  ['<div xmlns="http://www.w3.org/1999/xhtml"></div></text><evil/><text><div></div>'],
  ['<div xmlns="http://www.w3.org/1999/xhtml">'],
  ['<div xmlns="http://www.w3.org/1999/xhtml"></div><div></div>'],
  ['<div xmlns="http://www.w3.org/1999/xhtml">&x;</div>'],
  ['<div xmlns="http://www.w3.org/1999/xhtml">]]></div>'],
  ['<div xmlns="http://www.w3.org/1999/xhtml"><x:p/></div>'],
  ['<div xmlns="http://www.w3.org/1999/xhtml"><p xmlns="urn:x"/></div>'],
  ['<div>x</div>'],
  ['<p xmlns="http://www.w3.org/1999/xhtml"/>'],
  ['<divx xmlns="http://www.w3.org/1999/xhtml"/>'],
  ['<!DOCTYPE div><div xmlns="http://www.w3.org/1999/xhtml"/>'],
  [''],
])('refuses a narrative that would spoil the document: %s', async (div) => {
  const json = JSON.stringify({ resourceType: 'Patient', text: { status: 'generated', div } });
  expect((await refused(json, { replace: true })).issues[0]?.expression).toBe('Patient.text.div');
});

it('has no trouble with a narrative nested 100,000 deep', async () => {
  const deep = `<div xmlns=\\"http://www.w3.org/1999/xhtml\\">${'<b>'.repeat(100_000)}${'</b>'.repeat(100_000)}</div>`;
  expect(await toXml(`{"resourceType":"Patient","text":{"div":"${deep}"}}`)).toContain('</b></div>');
});

it.each([
  ['{"resourceType":"Nobody"}', undefined],
  ['{"name":[]}', undefined],
  ['[]', undefined],
  ['{"resourceType":"Patient","foo":1}', 'Patient'],
  ['{"resourceType":"Patient","constructor":1}', 'Patient'],
  ['{"resourceType":"Patient","name":["x"]}', 'Patient.name[0]'],
  ['{"resourceType":"Patient","gender":{"x":1}}', 'Patient.gender'],
  ['{"resourceType":"Patient","contained":[{"resourceType":"X"}]}', 'Patient.contained[0]'],
])('refuses what is no resource of R4: %s', async (json, expression) => {
  expect((await refused(json)).issues[0]?.expression).toBe(expression);
});

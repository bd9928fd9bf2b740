import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LITERALS } from '#fhir/json/literals.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { toJson, toXml } from './conversion.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Node = Record<string | symbol, unknown>;

/** The text of a tree whose properties are sorted: XML has the order of the definition. */
const sortedText = (json: string): string => serializeJson(sorted(parseJson(json)));

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: Node = Array.isArray(value) ? ([] as unknown as Node) : {};
  for (const key of Object.keys(value).sort()) copy[key] = sorted((value as Node)[key]);
  const literals = (value as Node)[LITERALS];
  return literals ? Object.assign(copy, { [LITERALS]: literals }) : copy;
}

async function expectSame(json: string): Promise<void> {
  const xml = await toXml(json);
  expect(sortedText(await toJson(xml))).toBe(sortedText(json));
  const pretty = await toXml(json, { pretty: true });
  expect(sortedText(await toJson(pretty))).toBe(sortedText(json));
}

it.each(['study', 'profiles', 'terminology', 'test/xml/examples'])(
  'gives every resource of %s/ back as it was',
  async (folder) => {
    const files = globSync(`${folder}/**/*.json`, { cwd: root });
    const texts = files.map((file) => readFileSync(root + file, 'utf8'));
    const resources = texts.filter((text) => /^\s*\{\s*"resourceType"/.test(text));
    for (const text of resources) await expectSame(text);
  },
);

/** [what, members of an Observation in JSON, the same in XML] */
const MEMBERS: [string, string, string][] = [
  [
    'a decimal with a zero at its end',
    '"valueQuantity":{"value":7.10}',
    '<valueQuantity><value value="7.10"/></valueQuantity>',
  ],
  [
    'a decimal with an exponent',
    '"valueQuantity":{"value":1.0e-7}',
    '<valueQuantity><value value="1.0e-7"/></valueQuantity>',
  ],
  [
    'a decimal of many digits',
    '"valueQuantity":{"value":12345678901234567890.10}',
    '<valueQuantity><value value="12345678901234567890.10"/></valueQuantity>',
  ],
  ['a false boolean', '"valueBoolean":false', '<valueBoolean value="false"/>'],
  ['a zero', '"valueInteger":0', '<valueInteger value="0"/>'],
  ['a text with markup', '"valueString":"<b>&amp; \'\\"]]>"', ''],
  ['a text with line ends and tabs', '"valueString":" a\\r\\nb\\tc\\n "', ''],
  ['a text beyond the first plane', '"valueString":"𐐀 👩‍⚕️ e\u0301 \u2028 \u0085"', ''],
  [
    'an extension of a primitive with a value',
    '"_status":{"id":"s","extension":[{"url":"http://x.org","valueCode":"c"}]}',
    '<status id="s" value="final"><extension url="http://x.org"><valueCode value="c"/></extension></status>',
  ],
  [
    'an extension of a primitive without a value',
    '"_issued":{"extension":[{"url":"http://x.org","valueCode":"c"}]}',
    '<issued><extension url="http://x.org"><valueCode value="c"/></extension></issued>',
  ],
  [
    'an extension in an extension',
    '"extension":[{"id":"e","url":"http://x.org","extension":[{"url":"a","valueDecimal":1.00},{"url":"b","valuePeriod":{"start":"2025"}}]}]',
    '<extension id="e" url="http://x.org"><extension url="a"><valueDecimal value="1.00"/></extension><extension url="b"><valuePeriod><start value="2025"/></valuePeriod></extension></extension>',
  ],
  [
    'an id of an element',
    '"component":[{"id":"c1","code":{"id":"c2","text":"x"}}]',
    '<component id="c1"><code id="c2"><text value="x"/></code></component>',
  ],
  [
    'contained resources',
    '"contained":[{"resourceType":"Patient","id":"p"},{"resourceType":"Device","id":"d"}]',
    '<contained><Patient xmlns="http://hl7.org/fhir"><id value="p"/></Patient></contained><contained><Device xmlns="http://hl7.org/fhir"><id value="d"/></Device></contained>',
  ],
  [
    'a narrative',
    '"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\" lang=\'en\' >a &lt;&#xa0;\\r\\n<br/><p\\tid=\\"p\\">é<!-- c --></p ></div>"}',
    '<div xmlns="http://www.w3.org/1999/xhtml" lang=\'en\' >a &lt;&#xa0;\r\n<br/><p\tid="p">é<!-- c --></p ></div>',
  ],
];

it.each(MEMBERS)('writes and reads %s', async (_, json, xml) => {
  const text = `{"resourceType":"Observation","status":"final","code":{"text":"x"},${json}}`;
  expect(await toXml(text)).toContain(xml);
  await expectSame(text);
});

it.each([
  ['a value behind', '"given":["a",null,"c"],"_given":[null,{"id":"b"},null]'],
  ['no values', '"_given":[{"id":"a"},{"id":"b"}]'],
  ['values and extensions', '"given":["a","b"],"_given":[{"id":"a"},null]'],
])('keeps the two lists of a repeating primitive in step: %s', (_, json) =>
  expectSame(`{"resourceType":"Patient","name":[{${json}}]}`),
);

it('keeps the numbers of a list', () =>
  expectSame('{"resourceType":"Location","id":"l","position":{"longitude":106.80,"latitude":-6.2}}'));

it('carries resources in Bundles and Parameters', async () => {
  const patient = '{"resourceType":"Patient","active":true}';
  const parameters = `{"resourceType":"Parameters","parameter":[{"name":"p","resource":${patient}},{"name":"q","part":[{"name":"r","valueDecimal":0.0}]}]}`;
  const bundle = `{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:x","resource":${parameters}},{"resource":${patient}}]}`;
  await expectSame(bundle);
});

it('reads what is larger than one stretch', async () => {
  const name = (i: number) => `{"family":"${'👩‍⚕️é\\r\\n'.repeat(i % 90)}","given":["${i}"]}`;
  const names = Array.from({ length: 2000 }, (_, i) => name(i));
  const div = `<div xmlns=\\"http://www.w3.org/1999/xhtml\\">${'<p>𐐀\\r\\n</p>'.repeat(5000)}</div>`;
  await expectSame(
    `{"resourceType":"Patient","text":{"status":"generated","div":"${div}"},"name":[${names}]}`,
  );
});

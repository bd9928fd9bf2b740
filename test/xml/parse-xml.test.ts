import { refusal, resource, toJson } from './conversion.ts';

const patient = (content: string) => resource('Patient', content);

it('reads a document with all that XML allows around its contents', async () => {
  const xml = `\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>
    <?xml-stylesheet href="x.xsl"?><!-- before -->
    <f:Patient xmlns:f="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:schemaLocation="http://hl7.org/fhir http://127.0.0.1:1/patient.xsd">
      <!-- inside --><?pi inside?>
      <f:active value='true'></f:active>
      <f:name  >
        <family xmlns="http://hl7.org/fhir" value="&quot;&#x10400;&lt;A&amp;&apos;&gt;"
        /><f:given value="a&#10;b"/><f:given value="c
d"/></f:name>
    </f:Patient><!-- behind -->`;
  expect(JSON.parse(await toJson(xml))).toEqual({
    resourceType: 'Patient',
    active: true,
    name: [{ family: '"𐐀<A&\'>', given: ['a\nb', 'c d'] }],
  });
});

it('takes white space off the ends of values that are no strings', async () => {
  const text = patient(
    '<active value=" true "/><name><family value=" A "/></name><birthDate value="&#10;1970-01-01 "/><multipleBirthInteger value="	+2 "/>',
  );
  expect(await toJson(text)).toBe(
    '{"resourceType":"Patient","active":true,"name":[{"family":" A "}],"birthDate":"1970-01-01","multipleBirthInteger":2}',
  );
});

it('leaves to the validator what the tree can show', async () => {
  expect(await toJson(patient('<name/><gender value=""/><birthDate/>'))).toBe(
    '{"resourceType":"Patient","name":[{}],"gender":"","_birthDate":{}}',
  );
});

/** [what, text with ¦ at the place of the error, FHIRPath, what the message says] */
const REFUSED: [string, string, string, string][] = [
  ['an unknown element', patient('\n ¦<foo value="x"/>'), 'Patient', '<foo> is no element of Patient'],
  [
    'an unknown element further down',
    patient('<name/>\n<name><given value="a"/>¦<nick/></name>'),
    'Patient.name[1]',
    '<nick> is no element of HumanName; expected one of extension, use, text',
  ],
  [
    'an element inside a primitive',
    patient('<birthDate>¦<x/></birthDate>'),
    'Patient.birthDate',
    '<x> is no element of date; expected one of extension',
  ],
  [
    'a type that a choice does not have',
    resource('Observation', '¦<valueAddress/>'),
    'Observation',
    '<valueAddress>',
  ],
  ['an id as an element', patient('<name>¦<id value="x"/></name>'), 'Patient.name[0]', '<id>'],
  [
    'an id of a resource as an attribute',
    '¦<Patient xmlns="http://hl7.org/fhir" id="x"/>',
    'Patient',
    "'id'",
  ],
  ['a value of an object', patient('¦<name value="x"/>'), 'Patient.name[0]', "'value' is unknown in <name>"],
  ['an unknown attribute', patient('¦<gender value="male" code="m"/>'), 'Patient.gender', "'code'"],
  ['an attribute of XML', patient('¦<gender xml:lang="de" value="male"/>'), 'Patient.gender', "'xml:lang'"],
  [
    'a nil',
    '<Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">¦<gender xsi:nil="true"/></Patient>',
    'Patient.gender',
    "'xsi:nil'",
  ],
  [
    'an attribute twice',
    patient('<gender value="male" value="male"/¦>'),
    'Patient',
    'duplicate attribute: value',
  ],
  [
    'an element twice',
    patient('<gender value="male"/>¦<gender value="male"/>'),
    'Patient',
    '<gender> is there twice',
  ],
  [
    'the wrong order',
    patient('<gender value="male"/>¦<name/>'),
    'Patient',
    '<name> stands too late; it was expected before <gender>',
  ],
  [
    'a list in two places',
    patient('<name/><gender value="male"/>¦<name/>'),
    'Patient',
    '<name> stands too late',
  ],
  ['text between elements', patient('<name>Budi¦</name>'), 'Patient.name[0]', 'text between the elements'],
  ['CDATA between elements', patient('¦<![CDATA[x]]>'), 'Patient', 'text between the elements'],
  [
    'a malformed number',
    patient('¦<multipleBirthInteger value="01"/>'),
    'Patient.multipleBirthInteger',
    "found '01' where a value of type integer was expected",
  ],
  [
    'a number without digits',
    patient('¦<multipleBirthInteger value=""/>'),
    'Patient.multipleBirthInteger',
    "''",
  ],
  [
    'a number out of range',
    resource('Observation', '<valueQuantity>¦<value value="1e400"/></valueQuantity>'),
    'Observation.valueQuantity.value',
    'decimal',
  ],
  [
    'NaN',
    resource('Observation', '<valueQuantity>¦<value value="NaN"/></valueQuantity>'),
    'Observation.valueQuantity.value',
    'decimal',
  ],
  [
    'a malformed boolean',
    patient('¦<active value="1"/>'),
    'Patient.active',
    "found '1' where true or false was expected",
  ],
  ['no namespace', '¦<Patient/>', '', "in the namespace ''; http://hl7.org/fhir was expected"],
  ['another namespace', '¦<Patient xmlns="urn:hl7-org:v3"/>', '', "'urn:hl7-org:v3'"],
  ['another namespace inside', patient('¦<name xmlns=""/>'), 'Patient', "<name> is in the namespace ''"],
  ['XHTML in place of FHIR', patient('¦<name xmlns="http://www.w3.org/1999/xhtml"/>'), 'Patient', 'xhtml'],
  ['a prefix without a meaning', '<f:Patient/¦>', '', 'unbound namespace prefix'],
  [
    'no resource',
    '¦<patient xmlns="http://hl7.org/fhir"/>',
    '',
    '<patient> stands where the name of a resource type was expected',
  ],
  ['a datatype for a resource', `¦${resource('HumanName', '')}`, '', '<HumanName> stands'],
  ['an abstract resource', `¦${resource('DomainResource', '')}`, '', '<DomainResource> stands'],
  [
    'an empty contained',
    patient('¦<contained/>'),
    'Patient.contained[0]',
    '<contained> has no resource inside',
  ],
  [
    'two resources in one',
    resource('Bundle', '<entry><resource><Patient/>¦<Patient/></resource></entry>'),
    'Bundle.entry[0].resource',
    'second resource',
  ],
  [
    'a resource of a name that is none',
    resource('Bundle', '<entry><resource>¦<constructor/></resource></entry>'),
    'Bundle.entry[0].resource',
    '<constructor>',
  ],
  [
    'an error in a nested resource',
    resource('Bundle', '<entry><resource><Patient>¦<x/></Patient></resource></entry>'),
    'Bundle.entry[0].resource',
    '<x> is no element of Patient',
  ],
  [
    'a narrative of another namespace',
    patient('<text>¦<div>x</div></text>'),
    'Patient.text',
    '<div> is in the namespace',
  ],
  [
    'an element of FHIR in a narrative',
    patient('<text><div xmlns="http://www.w3.org/1999/xhtml">¦<p xmlns="http://hl7.org/fhir"/></div></text>'),
    'Patient.text',
    '<p> is in the namespace',
  ],
  ['no text', '¦', '', 'root element'],
  ['JSON', '{"resourceType":"Patient"}¦', '', 'text data outside of root node'],
  [
    'a tag that is not closed',
    '<Patient xmlns="http://hl7.org/fhir"><name¦>',
    'Patient.name[0]',
    'unclosed tag: name',
  ],
  ['the wrong end tag', patient('<name></gender¦>'), 'Patient', 'unexpected close tag'],
  ['something behind the end', `${patient('')}<Patient¦/>`, '', 'one root'],
  ['an attribute without quotes', patient('<gender value=¦male/>'), 'Patient', 'unquoted attribute value'],
  ['a bare ampersand', patient('<gender value="a & b"/></Patient>&#59¦;'), 'Patient', 'entity'],
  ['a control character', patient('<gender value="¦\u0001"/>'), 'Patient', 'disallowed character'],
  ['a reference to a control character', patient('<gender value="&#1¦;"/>'), 'Patient', 'character entity'],
  ['a declaration behind white space', ' <?xml¦ version="1.0"?><Patient/>', '', 'XML declaration'],
  [
    'another encoding',
    `¦<?xml version="1.0" encoding="ISO-8859-1"?>${patient('')}`,
    '',
    "'ISO-8859-1'; UTF-8 was expected",
  ],
  ['UTF-16 by its declaration', `¦<?xml version="1.0" encoding="UTF-16"?>${patient('')}`, '', "'UTF-16'"],
  ['XML 1.1', `¦<?xml version="1.1"?>${patient('')}`, '', 'XML 1.1'],
];

it.each(REFUSED)('refuses %s and says where', async (_, marked, path, message) => {
  const [before = '', after = ''] = marked.split('¦');
  const error = await refusal(before + after);
  expect(error.message).toContain(message);
  const lines = before.split('\n');
  expect({ line: error.line, column: error.column, path: error.path, kind: error.kind }).toEqual({
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    path,
    kind: 'syntax',
  });
});

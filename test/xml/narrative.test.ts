import { resource, toJson } from './conversion.ts';

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

async function narrativeOf(xml: string): Promise<string> {
  return JSON.parse(await toJson(xml)).text.div;
}

const inPatient = (div: string) => resource('Patient', `<text><status value="generated"/>${div}</text>`);

it.each([
  `<div ${XHTML}>plain</div>`,
  `<div ${XHTML}/>`,
  `<div\n  class='a'  ${XHTML} >\r\n&lt;&#160;&amp; <br /> <img src="#x" alt=">"/><!-- a < b --></div\t>`,
  `<div ${XHTML}><div><div>𐐀</div></div></div>`,
])('is taken as it stands: %s', async (div) => {
  expect(await narrativeOf(inPatient(div))).toBe(div);
});

it('stands on its own when the document had given it its namespace', async () => {
  const xml = `<f:Patient xmlns:f="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml">
    <f:text><f:status value="generated"/><h:div title="a&quot;b"><h:p xml:lang="id">a &lt; b &amp;<h:br/></h:p></h:div></f:text></f:Patient>`;
  expect(await narrativeOf(xml)).toBe(
    `<div ${XHTML} title="a&quot;b"><p xml:lang="id">a &lt; b &amp;<br/></p></div>`,
  );
  const byDefault = `<f:Patient xmlns:f="http://hl7.org/fhir" ${XHTML}><f:text><f:status value="generated"/><div>x</div></f:text></f:Patient>`;
  expect(await narrativeOf(byDefault)).toBe(`<div ${XHTML}>x</div>`);
});

it('has no CDATA, processing instructions or repeated namespaces', async () => {
  expect(await narrativeOf(inPatient(`<div ${XHTML}><![CDATA[a < b & c]]><?pi x?></div>`))).toBe(
    `<div ${XHTML}>a &lt; b &amp; c</div>`,
  );
  expect(await narrativeOf(inPatient(`<div ${XHTML}><p ${XHTML}>x</p></div>`))).toBe(
    `<div ${XHTML}><p>x</p></div>`,
  );
});

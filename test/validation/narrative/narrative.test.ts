import { diagnosticsOf, issuesOf, patient } from '../issues-of.ts';

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const withDiv = (div: unknown) => patient({ text: { status: 'generated', div } });
const within = (content: string) => issuesOf(withDiv(`<div ${XHTML}>${content}</div>`));

it.each([
  'plain',
  '<p>a <b>b</b> <i>c</i><br/></p>',
  '<h1 id="a">x</h1><ul><li>a</li></ul><!-- note -->',
  '<table class="t" style="color: red"><tr><td colspan="2">1 &lt; 2 &amp; &#160;</td></tr></table>',
  '<img src="data:image/png;base64,AAAA" alt="x"/>',
  '<a href="https://example.org">x</a><a name="here"> </a>',
])('takes %s', (content) => {
  expect(within(content)).toEqual([]);
});

it.each([
  '<script>alert(1)</script>',
  '<p onclick="x()">x</p>',
  '<iframe src="http://example.org"/>',
  '<form><input type="text"/></form>',
  '<link rel="stylesheet" href="x.css"/>x',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<p>unclosed',
  '<p><b>x</p></b>',
  '1 < 2',
  'a & b',
  '&nbsp;',
  '&foo;',
  '<p class=x>y</p>',
  '<p class="x" class="y">z</p>',
  '<!DOCTYPE html>x',
  '<?php x ?>',
  '<!-- never closed',
  '</div><div>x',
])('refuses %s', (content) => {
  expect(within(content)).toEqual(['invariant Patient.text.div txt-1']);
});

it('wants one div with its namespace around everything', () => {
  const refused = ['invariant Patient.text.div txt-1'];
  expect(issuesOf(withDiv('just text'))).toEqual(refused);
  expect(issuesOf(withDiv('<div>x</div>'))).toEqual(refused);
  expect(issuesOf(withDiv(`<p ${XHTML}>x</p>`))).toEqual(refused);
  expect(issuesOf(withDiv(`<div ${XHTML}>x</div><div>y</div>`))).toEqual(refused);
  expect(issuesOf(withDiv(1))).toEqual(['value Patient.text.div datatypes.html#xhtml']);
});

it('wants something to read', () => {
  expect(within(' \n <p> </p>')).toEqual(['invariant Patient.text.div txt-2']);
});

it('never repeats the text, which is about a patient', () => {
  expect(diagnosticsOf(withDiv(`<div ${XHTML}>Siti Aminah <marquee>x</marquee></div>`))).not.toContain(
    'Siti',
  );
});

it('scans a long narrative with many attributes and tags in one pass', () => {
  const attributes = Array.from({ length: 20_000 }, (_, i) => `a${i}="x"`).join(' ');
  expect(within(`<p ${attributes}>x</p>`)).toEqual(['invariant Patient.text.div txt-1']);
  expect(within('<'.repeat(100_000))).toEqual(['invariant Patient.text.div txt-1']);
});

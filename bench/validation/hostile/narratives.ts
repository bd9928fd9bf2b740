import { type Json, patient, SIZE, times } from './body.ts';

const NARRATIVE = 'xmlns="http://www.w3.org/1999/xhtml"';
const narrative = (inside: string): Json =>
  patient({ text: { status: 'generated', div: `<div ${NARRATIVE}>${inside}</div>` } });

/** Narratives, which are one text each. */
export const NARRATIVES: Record<string, () => Json> = {
  'a narrative, deep': () => narrative(`${'<b>'.repeat(SIZE / 8)}x${'</b>'.repeat(SIZE / 8)}`),
  'a narrative, wide': () => narrative('<b>x</b>'.repeat(SIZE / 8)),
  'a narrative of attributes': () => narrative(`<p ${times(SIZE / 14, (i) => `title${i}="x"`).join(' ')}/>`),
  'a narrative of blanks': () => narrative(`<p ${' '.repeat(SIZE)}/>`),
  'a narrative of entities': () => narrative('&amp;&#65;'.repeat(SIZE / 10)),
  'a narrative that is not closed': () => narrative('<b>'.repeat(SIZE / 3)),
  'a narrative of comments': () => narrative('<!-- - -->'.repeat(SIZE / 10)),
  'a narrative of ids': () => narrative(times(SIZE / 18, (i) => `<i id="a${i}">x</i>`).join('')),
  'a narrative of urls': () => narrative(times(SIZE / 24, (i) => `<a href="#a${i}">x</a>`).join('')),
};

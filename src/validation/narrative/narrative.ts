import { type Complaint, complainAbout } from '../primitive/complaint.ts';
import { ATTRIBUTES, ELEMENT_ATTRIBUTES, ELEMENTS, ENTITIES, VOID_ELEMENTS } from './names.ts';
import { type Attribute, scanXhtml, type XhtmlListener } from './scan-xhtml.ts';

const XHTML = 'http://www.w3.org/1999/xhtml';

/** Addresses that a browser would run instead of follow. */
const RUNS = /^[\s\p{Cc}]*(javascript|vbscript|data:text\/html|data:application\/xhtml)/iu;

/** Characters that a browser takes out of an address before it looks at it (URL standard, basic URL parser). */
const TAKEN_OUT = /[\t\n\r]/g;

function complainAboutEntities(text: string): string | undefined {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const [, name] = /^&([A-Za-z]\w{1,9}|#\d{1,7}|#x[\dA-Fa-f]{1,6});/.exec(text.slice(at, at + 12)) ?? [];
    if (name === undefined) return "an '&' that starts no entity (write &amp;)";
    if (!name.startsWith('#') && !ENTITIES.has(name))
      return `the entity &${name};, which XML does not have (write the character itself)`;
  }
  return undefined;
}

/** Character references hide a scheme from a reader, not from a browser. */
function decode(value: string): string {
  return value.replace(/&#(x?)([\dA-Fa-f]{1,6});/gi, (_, hex, digits) => {
    const code = Number.parseInt(digits, hex ? 16 : 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

function complainAboutAttribute(element: string, { name, value }: Attribute): string | undefined {
  if (!ATTRIBUTES.has(name) && !ELEMENT_ATTRIBUTES[element]?.has(name))
    return `the attribute '${name}' in <${element}>`;
  if ((name === 'href' || name === 'src') && RUNS.test(decode(value).replace(TAKEN_OUT, '')))
    return `a script as ${name} of <${element}>`;
  return complainAboutEntities(value);
}

/** Follows one narrative: one div around everything, only allowed names, something to read. */
class Narrative implements XhtmlListener {
  readonly #open: string[] = [];
  #closed = false;
  hasContent = false;

  open(name: string, attributes: Attribute[], selfClosing: boolean): string | undefined {
    if (this.#closed) return `<${name}> after the end of the div`;
    if (this.#open.length === 0 && name !== 'div')
      return `<${name}> as the outermost element, which must be a div`;
    if (!ELEMENTS.has(name)) return `the element <${name}>`;
    if (this.#open.length === 0 && !attributes.some((a) => a.name === 'xmlns' && a.value === XHTML)) {
      return `a div without xmlns="${XHTML}"`;
    }
    for (const attribute of attributes) {
      const complaint = complainAboutAttribute(name, attribute);
      if (complaint !== undefined) return complaint;
    }
    if (name === 'img') this.hasContent = true;
    if (!selfClosing) this.#open.push(name);
    else if (this.#open.length === 0) this.#closed = true;
    return undefined;
  }

  close(name: string): string | undefined {
    const open = this.#open.pop();
    if (open !== name)
      return open === undefined ? `</${name}> without a start` : `</${name}> where <${open}> is open`;
    this.#closed = this.#open.length === 0;
    return undefined;
  }

  text(text: string): string | undefined {
    if (text.trim() === '') return undefined;
    if (this.#open.length === 0) return 'text outside of the div';
    if (VOID_ELEMENTS.has(this.#open.at(-1)!)) return `text inside of <${this.#open.at(-1)}>`;
    this.hasContent = true;
    return complainAboutEntities(text);
  }

  /** What is missing at the end. */
  get unfinished(): string | undefined {
    if (this.#open.length > 0) return `<${this.#open.at(-1)}> that is never closed`;
    return this.#closed ? undefined : 'no div';
  }
}

/**
 * The div of a narrative (narrative.html#Narrative; txt-1 safe and well formed, txt-2 not empty).
 * Messages name elements and attributes but never quote the text, which is about a patient.
 */
export function complainAboutNarrative(value: unknown): Complaint | undefined {
  if (typeof value !== 'string') return complainAbout('xhtml', value, 'XHTML as a JSON string');
  const narrative = new Narrative();
  const found = scanXhtml(value, narrative) ?? narrative.unfinished;
  if (found !== undefined) {
    const expected =
      'expected one well-formed XHTML div of basic formatting, without scripts, forms or frames';
    return {
      code: 'invariant',
      diagnostics: `Found ${found} in the narrative, ${expected}.`,
      source: 'txt-1',
    };
  }
  if (narrative.hasContent) return undefined;
  return {
    code: 'invariant',
    diagnostics: 'Found a narrative without content, expected text or an image.',
    source: 'txt-2',
  };
}

import { SaxesParser, type SaxesTagNS } from 'saxes';
import { lineAndColumn } from '#fhir/json/line-and-column.ts';
import { JSON_LIMITS, type JsonLimits } from '#fhir/json/parse-json.ts';
import { NarrativeReader } from './narrative-reader.ts';
import { TreeBuilder } from './tree-builder.ts';
import { XmlError } from './xml-error.ts';
import type { XmlTypes } from './xml-types.ts';

/** Characters that are read in one go, some five milliseconds' work. */
const STRETCH = 32_768;
/** Characters of a text that may be in pieces. */
const PIECES = 1_000_000;
/** No element of FHIR or XHTML has as many; each costs the tokenizer a look at every other. */
const MOST_ATTRIBUTES = 64;

/**
 * Reads FHIR XML (xml.html) into the tree that parseJson gives for the same resource. There is no way to an
 * external entity: a DOCTYPE is refused, and no entity is known but the five of XML. Awaits `breathe` between stretches,
 * so that other requests are served meanwhile. Throws XmlError.
 */
export async function parseXml(
  text: string,
  types: XmlTypes,
  breathe: () => Promise<void> | undefined,
  limits: JsonLimits = JSON_LIMITS,
): Promise<unknown> {
  const reader = new XmlReader(text, types, limits);
  for (let at = 0; at < text.length; at += STRETCH) {
    reader.read(text.slice(at, at + STRETCH));
    await breathe();
  }
  return reader.end();
}

/** Leads what the tokenizer finds to the builder of the tree, or to the reader of a narrative. */
class XmlReader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  readonly #parser = new SaxesParser({
    xmlns: true,
    position: false,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  readonly #builder: TreeBuilder;
  #narrative: NarrativeReader | undefined;
  /** Characters of the tokenizer's present text that are in one piece. */
  #flat = 0;
  #values = 0;
  #attributes = 0;

  constructor(text: string, types: XmlTypes, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#builder = new TreeBuilder(types, limits.depth, (message, kind) =>
      this.#fail(message, this.#tagStart(), kind),
    );
    const parser = this.#parser;
    // The tokenizer stands behind the character that it complains about.
    parser.on('error', ({ message }) => this.#fail(inWords(message), Math.max(parser.position - 1, 0)));
    parser.on('xmldecl', ({ version, encoding }) => this.#checkDeclaration(version, encoding));
    parser.on('doctype', () =>
      this.#fail('found a DOCTYPE, which FHIR XML does not have', this.#lastPlaceOf('<!DOCTYPE')),
    );
    parser.on('opentagstart', () => {
      this.#attributes = 0;
    });
    parser.on('attribute', () => this.#countAttribute());
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', (tag) => this.#close(tag));
    parser.on('text', (found) => (this.#narrative ?? this.#builder).text(found));
    parser.on('cdata', (found) =>
      this.#narrative ? this.#narrative.cdata(found) : this.#builder.text(found),
    );
    parser.on('processinginstruction', () => this.#narrative?.instruction());
  }

  read(stretch: string): void {
    this.#parser.write(stretch);
    this.#flatten();
  }

  /**
   * The tokenizer adds up a text piece by piece, at a line end or an entity each, and JavaScript keeps the pieces
   * until the text is looked at: thirty bytes of memory for each byte of line ends. So it is looked at now and then.
   */
  #flatten(): void {
    const { text } = this.#parser as unknown as { text: string };
    if (text.length < this.#flat) this.#flat = 0;
    if (text.length - this.#flat < PIECES) return;
    this.#flat = text.length;
    text.charCodeAt(0);
  }

  end(): unknown {
    this.#parser.close();
    return this.#builder.root;
  }

  #checkDeclaration(version = '1.0', encoding = 'UTF-8'): void {
    if (version !== '1.0') this.#fail(`found XML ${version.slice(0, 20)}; XML 1.0 was expected`, 0);
    if (encoding.toUpperCase() !== 'UTF-8')
      this.#fail(`found the encoding '${encoding.slice(0, 40)}'; UTF-8 was expected`, 0);
  }

  #open(tag: SaxesTagNS): void {
    this.#countElement();
    if (!this.#narrative && this.#builder.open(tag))
      this.#narrative = new NarrativeReader(this.#text, this.#tagStart());
    if (!this.#narrative) return;
    const complaint = this.#narrative.open(tag);
    if (complaint) this.#fail(complaint, this.#tagStart());
    const { depth } = this.#limits;
    // The tokenizer looks up every open element for the meaning of a prefix.
    if (this.#narrative.depth > depth)
      this.#fail(`a narrative nested more than ${depth} levels deep`, this.#tagStart(), 'limit');
  }

  #close(tag: SaxesTagNS): void {
    if (!this.#narrative) this.#builder.close();
    else {
      const narrative = this.#narrative.close(tag, this.#parser.position);
      if (narrative === undefined) return;
      this.#builder.narrative(narrative);
      this.#narrative = undefined;
    }
  }

  #countElement(): void {
    const { values } = this.#limits;
    if (++this.#values > values)
      this.#fail(`more than ${values} values in one body`, this.#tagStart(), 'limit');
  }

  #countAttribute(): void {
    if (++this.#attributes > MOST_ATTRIBUTES)
      this.#fail(`more than ${MOST_ATTRIBUTES} attributes in one element`, this.#tagStart(), 'limit');
  }

  /** Where the tag begins that was read last; no tag has another `<` inside. */
  #tagStart(): number {
    return this.#lastPlaceOf('<');
  }

  #lastPlaceOf(mark: string): number {
    return Math.max(this.#text.lastIndexOf(mark, this.#parser.position - 1), 0);
  }

  #fail(message: string, at: number, kind: 'syntax' | 'limit' = 'syntax'): never {
    throw new XmlError(message, { ...lineAndColumn(this.#text, at), path: this.#builder.path, kind });
  }
}

/** A complaint of the tokenizer as part of a sentence; names in it may be as long as the text. */
function inWords(message: string): string {
  const words = message.replace(/\.$/, '').slice(0, 120);
  return words === 'undefined entity'
    ? 'an entity that XML does not define; &amp; &lt; &gt; &quot; &apos; are'
    : words;
}

import type { SaxesTagNS } from 'saxes';
import { escapeAttribute, escapeText } from './escape.ts';
import { XHTML, XMLNS } from './namespaces.ts';

/**
 * Reads the div of a narrative. JSON has it as text (narrative.html#Narrative), and takes the very characters of the
 * document where they mean the same on their own. A div that leans on the document around it, by a prefix, or
 * that has CDATA or processing instructions, is written anew with XHTML as its default namespace.
 */
export class NarrativeReader {
  readonly #source: string;
  readonly #start: number;
  #depth = 0;
  #rewritten = '';
  #standsAlone = true;

  /** `start` is where the start tag of the div begins in `source`. */
  constructor(source: string, start: number) {
    this.#source = source;
    this.#start = start;
  }

  get depth(): number {
    return this.#depth;
  }

  /** Returns what is wrong with the element, if anything. */
  open(tag: SaxesTagNS): string | undefined {
    const { local, prefix, uri } = tag;
    const isDiv = this.#depth++ === 0;
    if (uri !== XHTML)
      return `<${tag.name.slice(0, 60)}> is in the namespace '${uri.slice(0, 80)}'; ${XHTML} was expected`;
    if (isDiv && local !== 'div') return `<${tag.name.slice(0, 60)}> stands where a div was expected`;
    const attributes = Object.values(tag.attributes);
    const namespaces = attributes.filter((attribute) => attribute.uri === XMLNS);
    const plain = isDiv ? namespaces.length === 1 && namespaces[0]?.name === 'xmlns' : !namespaces.length;
    if (!plain || prefix !== '') this.#standsAlone = false;
    this.#rewritten += `<${local}${isDiv ? ` xmlns="${XHTML}"` : ''}`;
    for (const { name, value, uri: of } of attributes)
      if (of !== XMLNS) this.#rewritten += ` ${name}="${escapeAttribute(value)}"`;
    this.#rewritten += tag.isSelfClosing ? '/>' : '>';
    return undefined;
  }

  /** Returns the text of the narrative behind its last tag, which ends at `end`; undefined before that. */
  close(tag: SaxesTagNS, end: number): string | undefined {
    if (!tag.isSelfClosing) this.#rewritten += `</${tag.local}>`;
    if (--this.#depth > 0) return undefined;
    return this.#standsAlone ? this.#source.slice(this.#start, end) : this.#rewritten;
  }

  text(text: string): void {
    this.#rewritten += escapeText(text);
  }

  /** CDATA, which JSON's narrative does not have. */
  cdata(text: string): void {
    this.#standsAlone = false;
    this.text(text);
  }

  /** A processing instruction, which is no part of the contents (xml.html). */
  instruction(): void {
    this.#standsAlone = false;
  }
}

/** One attribute of a start tag. */
export interface Attribute {
  name: string;
  value: string;
}

/** What the scanner tells about, in the order of the text. A listener that returns a complaint ends the scan. */
export interface XhtmlListener {
  open(name: string, attributes: Attribute[], selfClosing: boolean): string | undefined;
  close(name: string): string | undefined;
  text(text: string): string | undefined;
}

const NAME = /[A-Za-z_][\w:.-]*/y;
const SPACE = /\s*/y;

class Scanner {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** The match of a sticky pattern here, which is then behind us. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  #takeText(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** All up to `end`, which is then behind us; undefined when it does not come. */
  #takeUntil(end: string): string | undefined {
    const to = this.#source.indexOf(end, this.#at);
    if (to < 0) return undefined;
    const text = this.#source.slice(this.#at, to);
    this.#at = to + end.length;
    return text;
  }

  #attribute(): Attribute | undefined {
    const name = this.#take(NAME);
    this.#take(SPACE);
    if (name === undefined || !this.#takeText('=')) return undefined;
    this.#take(SPACE);
    const mark = this.#takeText('"') ? '"' : this.#takeText("'") ? "'" : undefined;
    const value = mark === undefined ? undefined : this.#takeUntil(mark);
    return value === undefined || value.includes('<') ? undefined : { name, value };
  }

  #startTag(listener: XhtmlListener): string | undefined {
    const name = this.#take(NAME);
    if (name === undefined) return "a '<' that starts no tag (write &lt;)";
    const attributes: Attribute[] = [];
    const names = new Set<string>();
    for (;;) {
      const space = this.#take(SPACE);
      if (this.#takeText('/>')) return listener.open(name, attributes, true);
      if (this.#takeText('>')) return listener.open(name, attributes, false);
      const attribute = space === '' ? undefined : this.#attribute();
      if (attribute === undefined) return `a malformed tag <${name}> (attributes are name="value")`;
      if (names.has(attribute.name)) return `the attribute '${attribute.name}' twice in <${name}>`;
      names.add(attribute.name);
      attributes.push(attribute);
    }
  }

  #endTag(listener: XhtmlListener): string | undefined {
    const name = this.#take(NAME);
    this.#take(SPACE);
    return name !== undefined && this.#takeText('>') ? listener.close(name) : 'a malformed end tag';
  }

  #markup(listener: XhtmlListener): string | undefined {
    if (this.#takeText('</')) return this.#endTag(listener);
    if (this.#takeText('<!--')) {
      const comment = this.#takeUntil('-->');
      return comment === undefined || comment.includes('--') ? 'a malformed comment' : undefined;
    }
    if (this.#takeText('<!') || this.#takeText('<?')) return 'a declaration or processing instruction';
    this.#takeText('<');
    return this.#startTag(listener);
  }

  /** One pass from left to right. */
  scan(listener: XhtmlListener): string | undefined {
    while (this.#at < this.#source.length) {
      const next = this.#source.indexOf('<', this.#at);
      const end = next < 0 ? this.#source.length : next;
      const text = this.#source.slice(this.#at, end);
      this.#at = end;
      const complaint =
        (text === '' ? undefined : listener.text(text)) ?? (next < 0 ? undefined : this.#markup(listener));
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  }
}

/**
 * Scans the XML of a narrative once, in linear time, and tells `listener` of its tags and texts.
 * Returns what is malformed, or the listener's complaint, or undefined at a good end.
 */
export function scanXhtml(source: string, listener: XhtmlListener): string | undefined {
  return new Scanner(source).scan(listener);
}

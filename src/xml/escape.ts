const MARKUP: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** All but the characters of XML 1.0 (https://www.w3.org/TR/xml/#charsets), unpaired surrogates included. */
const NO_CHARACTER = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const NO_CHARACTERS = new RegExp(NO_CHARACTER, 'gu');

/** Text for an attribute in double quotes; line ends and tabs as references, since a reader makes spaces of them. */
export function escapeAttribute(text: string): string {
  return /[&<>"\t\n\r]/.test(text)
    ? text.replace(/[&<>"\t\n\r]/g, (character) => MARKUP[character] as string)
    : text;
}

/** Text between tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => MARKUP[character] as string);
}

/** Whether every character of a text may stand in XML; most control characters may not, not even escaped. */
export function isXmlText(text: string): boolean {
  return !NO_CHARACTER.test(text);
}

/** The text with U+FFFD for every character that XML cannot carry. */
export function replaceForbidden(text: string): string {
  return text.replace(NO_CHARACTERS, '\uFFFD');
}

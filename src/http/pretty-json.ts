/** Indents JSON text for a reader without touching its numbers, as parsing and writing it again would. */
export function prettyJson(text: string): string {
  let result = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '"') {
      const start = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
      result += text.slice(start, i + 1);
    } else if (character === '{' || character === '[') {
      depth++;
      result += character + line();
    } else if (character === '}' || character === ']') {
      depth--;
      result += line() + character;
    } else if (character === ',') result += character + line();
    else result += character === ':' ? ': ' : character;
  }
  return result;
}

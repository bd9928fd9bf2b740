/** A piece of HTML or SVG that is already escaped. Only `html` makes one. */
export interface Markup {
  markup: string;
}

export type Content = Markup | string | number | null | undefined | readonly Content[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
  return 'markup' in content ? content.markup : content.map(render).join('');
}

/** Template tag: what is written in the template is markup, what is put into it is text and gets escaped. */
export function html(template: TemplateStringsArray, ...contents: Content[]): Markup {
  const parts = template.map((text, i) => text + (i < contents.length ? render(contents[i]) : ''));
  return { markup: parts.join('') };
}

/** A figure with the typographic minus. */
export function minus(text: string): string {
  return text.replace(/-(?=\d)/g, '\u2212');
}

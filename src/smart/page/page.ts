/** Text as HTML shows it, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** HTML that was put together from escaped text. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** A template whose values are escaped unless they are HTML themselves; what is undefined or false is left out. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  const parts = strings.map((string, i) => string + show(values[i]));
  return new Html(parts.join(''));
}

function show(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(show).join('') : escapeHtml(String(part));
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; line-height: 1.25; }
form { display: grid; gap: 1rem; }
label { display: block; }
input[type=text], input[type=password], input[type=search], textarea, select { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; }
fieldset { border: 1px solid GrayText; border-radius: .4rem; padding: .5rem 1rem; }
button { font: inherit; padding: .5rem 1.2rem; justify-self: start; }
ul.choices { list-style: none; padding: 0; display: grid; gap: .5rem; }
ul.choices button { width: 100%; text-align: left; }
.actions { display: flex; gap: 1rem; }
.done { border-left: .3rem solid #00695c; padding: .2rem 1rem; }
.problem { border-left: .3rem solid #b00020; padding: .2rem 1rem; }
small, .scope { opacity: .8; }
details { margin-left: 1.6rem; }
`;

/** A whole page: plain HTML, styled in itself, without scripts and without anything from elsewhere. */
export function page(title: string, content: Html): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.text;
}

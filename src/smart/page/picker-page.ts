import { html, page } from './page.ts';

/** One resource to pick. */
export interface Pick {
  id: string;
  /** What tells it from the others. */
  label: string;
  /** A second line. */
  detail: string;
}

/** Offers resources of which one is picked, e.g. the patient that an app is to be about. */
export function pickerPage(options: {
  title: string;
  app: string;
  action: string;
  /** What is picked: `patient` or `study`. */
  what: string;
  token: string;
  /** What was searched for. */
  query: string;
  picks: readonly Pick[];
  problem: string | undefined;
}): string {
  const { title, app, action, what, token, query, picks, problem } = options;
  return page(
    title,
    html`<p>${app} will work with what you choose here.</p>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form method="get" action="${action}" role="search">
<label>Name or identifier
<input type="search" name="query" value="${query}"></label>
<button type="submit">Search</button>
</form>
<form method="post" action="${action}/${what}">
<input type="hidden" name="token" value="${token}">
${picks.length === 0 && html`<p>Nothing was found that you may see.</p>`}
<ul class="choices">
${picks.map(
  ({ id, label, detail }) =>
    html`<li><button type="submit" name="id" value="${id}">${label}<br><small>${detail}</small></button></li>
`,
)}</ul>
</form>
<form method="post" action="${action}/cancel">
<input type="hidden" name="token" value="${token}">
<button type="submit">Cancel</button>
</form>`,
  );
}

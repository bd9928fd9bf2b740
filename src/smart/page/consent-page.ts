import type { ConsentChoice } from '../interaction/consent-choices.ts';
import { LIFETIMES } from '../lifetimes.ts';
import { type Html, html, page } from './page.ts';

/** What an app asks for, for the user to grant in whole or in part. */
export interface Consent {
  app: string;
  user: string;
  action: string;
  token: string;
  choices: readonly ConsentChoice[];
  /** Who or what was picked, in words. */
  about: readonly string[];
  /** Whether the app wants to go on when the user is away. */
  offline: boolean;
  /** Whether it learns who the user is. */
  identity: boolean;
  problem: string | undefined;
}

/** The page on which a user grants an app what it asks for, or less. */
export function consentPage(consent: Consent): string {
  const { app, user, action, token, choices, about, offline, identity, problem } = consent;
  return page(
    `Let ${app} work for you?`,
    html`<p>You are signed in as ${user}.</p>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
${about.length > 0 && html`<p>The app works with ${about.join(' and ')}.</p>`}
<form method="post" action="${action}/consent">
<input type="hidden" name="token" value="${token}">
<fieldset><legend>It asks to</legend>
${choices.map(showChoice)}</fieldset>
${identity && html`<p>It also learns who you are.</p>`}
${
  offline &&
  html`<fieldset><legend>When you are not there</legend>
<label><input type="checkbox" name="offline" value="yes" checked>
Keep this access for up to ${LIFETIMES.refreshToken / 86_400} days, until it is revoked</label>
</fieldset>`
}
<p class="actions"><button type="submit">Allow</button>
<button type="submit" formaction="${action}/cancel">Refuse</button></p>
</form>`,
  );
}

const WHOSE = {
  patient: 'of this patient',
  user: 'that you may see yourself',
  system: '',
} as const;

function showChoice({ field, scope, kind, granular }: ConsentChoice): Html {
  const { type, level, criteria, text } = scope;
  const what = type === '*' ? 'everything' : type;
  const only = criteria.map(({ name, value }) => `${name} ${value.replace(/^.*\|/, '')}`).join(', ');
  return html`<p><label><input type="checkbox" name="${field}" value="yes" checked>
${kind} ${what} ${WHOSE[level]}${only && ` (${only})`}</label>
<small class="scope">${text}</small></p>
${
  granular.length > 0 &&
  html`<details><summary>Only some of it</summary>
${granular.map(
  ({ label }, i) =>
    html`<label><input type="checkbox" name="${field}-only" value="${i}"> ${label}</label>
`,
)}</details>
`
}`;
}

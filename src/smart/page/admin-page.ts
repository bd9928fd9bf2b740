import { showRole } from '#access/role/parse-role.ts';
import type { Client } from '../client/client.ts';
import type { User } from '../user/user.ts';
import { type Html, html, page } from './page.ts';

/** What an administrator sees. */
export interface Administration {
  /** Where the forms lead, without their last part. */
  action: string;
  token: string;
  administrator: string;
  users: readonly User[];
  clients: readonly Client[];
  /** What was done just now; holds a password or secret that is shown this once. */
  done: string | undefined;
  problem: string | undefined;
}

type Forms = Pick<Administration, 'action' | 'token'>;

/** The page on which users and clients are managed. */
export function adminPage(shown: Administration): string {
  const { administrator, users, clients, done, problem } = shown;
  return page(
    'Users and clients',
    html`<p>You are signed in as ${administrator}, for a quarter of an hour.</p>
${form(shown, 'sign-out', html`<button type="submit">Sign out</button>`)}
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
${done !== undefined && html`<p class="done" role="status">${done}</p>`}
<h2>Users</h2>
<ul>${users.map((user) => userItem(user, shown))}</ul>
<details><summary>Add a user</summary>
${newUserForm(shown)}</details>
<h2>Clients</h2>
<ul>${clients.map((client) => clientItem(client, shown))}</ul>
<details><summary>Register a client</summary>
${newClientForm(shown)}</details>`,
  );
}

const form = ({ action, token }: Forms, path: string, content: Html): Html =>
  html`<form method="post" action="${action}/${path}">
<input type="hidden" name="token" value="${token}">
${content}
</form>`;

/** One button for each thing that can be done with one user or client. */
const buttons = (
  forms: Forms,
  { type, name, value }: { type: string; name: string; value: string },
  actions: [action: string, label: string][],
): Html =>
  html`<div class="actions">${actions.map(([action, label]) =>
    form(
      forms,
      `${type}/${action}`,
      html`<input type="hidden" name="${name}" value="${value}">
<button type="submit">${label}</button>`,
    ),
  )}</div>`;

function userItem(user: User, forms: Forms): Html {
  const { name, displayName, fhirUser, roles, totp, disabled } = user;
  return html`<li>${name} (${displayName})${disabled && ', disabled'}${totp !== undefined && ', with one-time codes'}<br>
<small>${[fhirUser ?? 'stands for no resource', ...roles.map(showRole)].join(', ')}</small>
${buttons(forms, { type: 'user', name: 'name', value: name }, [
  disabled ? ['enable', 'Let in again'] : ['disable', 'Disable'],
  ['unlock', 'Unlock'],
  ['revoke', 'Revoke grants'],
  ['password', 'New password'],
])}</li>
`;
}

const HOW = { none: 'public', secret: 'with a secret', key: 'with keys' } as const;

function clientItem(client: Client, forms: Forms): Html {
  const { id, name, kind, authentication, redirectUris, scopes, roles, disabled } = client;
  return html`<li>${id} (${name}), ${kind}, ${HOW[authentication]}${disabled && ', disabled'}<br>
<small>${[...redirectUris, scopes || 'no scopes', ...roles.map(showRole)].join(', ')}</small>
${buttons(forms, { type: 'client', name: 'id', value: id }, [
  disabled ? ['enable', 'Take again'] : ['disable', 'Disable'],
  ['remove', 'Remove'],
])}</li>
`;
}

const newUserForm = (forms: Forms): Html =>
  form(
    forms,
    'user/add',
    html`<label>User name <input type="text" name="name" required></label>
<label>Name as people see it <input type="text" name="displayName"></label>
<label>Resource that stands for the person, e.g. Practitioner/7 <input type="text" name="fhirUser"></label>
<label>Roles, one a line, as role:study[:site[:arm]] <textarea name="roles" rows="3"></textarea></label>
<button type="submit">Add</button>`,
  );

const newClientForm = (forms: Forms): Html =>
  form(
    forms,
    'client/add',
    html`<label>Id <input type="text" name="id" required></label>
<label>Name as people see it <input type="text" name="name"></label>
<label>Kind <select name="kind"><option>app</option><option>backend</option><option>resource-server</option></select></label>
<label>It proves who it is <select name="authentication"><option value="none">not at all (public)</option>
<option value="secret">by a secret</option><option value="key">by keys</option></select></label>
<label>Redirect URIs, one a line <textarea name="redirectUris" rows="2"></textarea></label>
<label>Launch URL <input type="text" name="launchUri"></label>
<label>Scopes <textarea name="scopes" rows="3"></textarea></label>
<label>Its public keys (JWKS) <textarea name="jwks" rows="3"></textarea></label>
<label>or where it publishes them <input type="text" name="jwksUri"></label>
<label>Roles of a back end, one a line <textarea name="roles" rows="2"></textarea></label>
<button type="submit">Register</button>`,
  );

import { parseRole } from '#access/role/parse-role.ts';
import type { Records } from '#storage/records.ts';
import { APP_SCOPES } from '../client/app-scopes.ts';
import type { Client, ClientAuthentication, ClientKind } from '../client/client.ts';
import type { Clients } from '../client/clients.ts';
import { newSecret } from '../digest.ts';
import { checkFhirUser } from '../user/check-fhir-user.ts';
import type { LockOut } from '../user/lock-out.ts';
import { hashPassword } from '../user/password.ts';
import { revokeUser } from '../user/revoke-user.ts';
import type { Users } from '../user/users.ts';

/** What administrators work on. */
export interface AccountRooms {
  records: Records;
  users: Users;
  clients: Clients;
  lockOut: LockOut;
}

type Action = (form: URLSearchParams, rooms: AccountRooms) => Promise<string>;

/** What administrators do, by the path of its form. Each says what was done; a secret is told this once. Throws a sentence. */
export const ACTIONS: Record<string, Action> = {
  'user/add': addUser,
  'user/password': async (form, { users, records }) => {
    const password = newSecret().slice(0, 20);
    const hashed = await hashPassword(password);
    const { id, name } = await users.change(field(form, 'name'), (one) => ({ ...one, password: hashed }));
    await revokeUser(id, records);
    return `${name} has the new password ${password}`;
  },
  'user/disable': async (form, { users, records }) => {
    const { id, name } = await users.change(field(form, 'name'), (one) => ({ ...one, disabled: true }));
    await revokeUser(id, records);
    return `${name} is let in no longer`;
  },
  'user/enable': async (form, { users }) => {
    const { name } = await users.change(field(form, 'name'), (one) => ({ ...one, disabled: false }));
    return `${name} is let in again`;
  },
  'user/unlock': async (form, { lockOut }) => {
    await lockOut.succeeded(field(form, 'name'));
    return `${field(form, 'name')} may try again at once`;
  },
  'user/revoke': async (form, { users, records }) => {
    const user = await users.byName(field(form, 'name'));
    if (!user) throw new Error('there is no such user');
    return `${await revokeUser(user.id, records)} grants of ${user.name} were taken back`;
  },
  'client/add': addClient,
  'client/disable': async (form, { clients }) => {
    const { id } = await clients.change(field(form, 'id'), (one) => ({ ...one, disabled: true }));
    return `${id} is refused from now on, and so are its tokens`;
  },
  'client/enable': async (form, { clients }) => {
    const { id } = await clients.change(field(form, 'id'), (one) => ({ ...one, disabled: false }));
    return `${id} is taken again`;
  },
  'client/remove': async (form, { clients }) => {
    await clients.remove(field(form, 'id'));
    return `${field(form, 'id')} was removed`;
  },
};

const field = (form: URLSearchParams, name: string): string => form.get(name)?.trim() ?? '';

/** The lines of a field. */
const lines = (form: URLSearchParams, name: string): string[] =>
  field(form, name)
    .split(/[\r\n]+/)
    .flatMap((line) => line.trim() || []);

async function addUser(form: URLSearchParams, { users }: AccountRooms): Promise<string> {
  const [displayName, fhirUser] = [field(form, 'displayName'), field(form, 'fhirUser')];
  if (fhirUser) checkFhirUser(fhirUser);
  const password = newSecret().slice(0, 20);
  const { name } = await users.add({
    name: field(form, 'name'),
    password,
    ...(displayName ? { displayName } : {}),
    ...(fhirUser ? { fhirUser } : {}),
    roles: lines(form, 'roles').map(parseRole),
  });
  return `${name} was added, with the password ${password}`;
}

async function addClient(form: URLSearchParams, { clients }: AccountRooms): Promise<string> {
  const [launchUri, jwks, jwksUri] = ['launchUri', 'jwks', 'jwksUri'].map((name) => field(form, name));
  const kind = oneOf<ClientKind>(field(form, 'kind'), ['app', 'backend', 'resource-server']);
  const client: Omit<Client, 'secret'> = {
    id: field(form, 'id'),
    name: field(form, 'name') || field(form, 'id'),
    kind,
    authentication: oneOf<ClientAuthentication>(field(form, 'authentication'), ['none', 'secret', 'key']),
    redirectUris: lines(form, 'redirectUris'),
    ...(launchUri ? { launchUri } : {}),
    scopes: lines(form, 'scopes').join(' ') || (kind === 'app' ? APP_SCOPES : ''),
    ...(jwks ? { jwks: readKeys(jwks) } : {}),
    ...(jwksUri ? { jwksUri } : {}),
    roles: lines(form, 'roles').map(parseRole),
  };
  const { secret } = await clients.add(client);
  return secret === undefined
    ? `${client.id} was registered`
    : `${client.id} was registered, with the secret ${secret}`;
}

function oneOf<T extends string>(text: string, words: readonly T[]): T {
  const word = words.find((one) => one === text);
  if (!word) throw new Error(`one of ${words.join(', ')} was expected`);
  return word;
}

function readKeys(text: string): { keys: Record<string, unknown>[] } {
  let keys: unknown;
  try {
    keys = (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  } catch {}
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null))
    throw new Error('the keys are no JSON Web Key Set');
  return { keys };
}

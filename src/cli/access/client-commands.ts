import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseRole, showRole } from '#access/role/parse-role.ts';
import { APP_SCOPES } from '#smart/client/app-scopes.ts';
import type { Client, ClientKind } from '#smart/client/client.ts';
import { rotateKeys } from '#smart/key/server-keys.ts';
import { issueSystemToken } from '#smart/token/issue-system-token.ts';
import { type CommandOptions, withAccounts } from './with-accounts.ts';

const collect = (value: string, all: string[] = []): string[] => [...all, value];

interface AddOptions {
  kind: ClientKind;
  name?: string;
  redirectUri?: string[];
  launchUri?: string;
  scope?: string;
  secret?: boolean;
  jwks?: string;
  jwksUri?: string;
  mayLaunch?: boolean;
  role?: string[];
}

/** `client ...`, `token` and `keys`: the apps and back ends that may ask the embedded authorization server for tokens. */
export function addClientCommands(program: Command, options: CommandOptions): void {
  const client = program.command('client').description('apps and back ends that may get tokens (AUTH=smart)');
  addRegistration(client, options);
  addChanges(client, options);
  addTokenCommand(program, options);
  addKeyCommands(program, options);
}

function addRegistration(client: Command, options: CommandOptions): void {
  const { say } = options;
  client
    .command('add <id>')
    .description('register one; prints the secret of a client that has one')
    .option('--kind <kind>', 'app, backend or resource-server', 'app')
    .option('--name <text>', 'as people see it')
    .option('--redirect-uri <uri>', 'where an app is sent back to; can be repeated', collect)
    .option('--launch-uri <uri>', 'where an EHR launch starts')
    .option('--scope <scopes>', 'the most that it may be granted')
    .option('--secret', 'it proves who it is by a secret (without one and without keys it is public)')
    .option('--jwks <file>', 'it proves who it is by these public keys')
    .option('--jwks-uri <url>', 'it proves who it is by the public keys at a URL')
    .option('--may-launch', 'a back end that may prepare EHR launches')
    .option('--role <role>', 'of a back end: role:study[:site[:arm]]; can be repeated', collect)
    .action((id: string, given: AddOptions) =>
      withAccounts(options, async ({ clients }) => {
        const { secret } = await clients.add(newClient(id, given));
        say(secret === undefined ? `added: ${id}` : `added: ${id}, secret ${secret}`);
      }),
    );
  client
    .command('list')
    .description('list them')
    .action(() =>
      withAccounts(options, async ({ clients }) => (await clients.list()).map(show).forEach(say)),
    );
}

function addChanges(client: Command, options: CommandOptions): void {
  const { say } = options;
  for (const [command, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const)
    client
      .command(`${command} <id>`)
      .description(disabled ? 'refuse it from now on, its tokens too' : 'take it again')
      .action((id: string) =>
        withAccounts(options, async ({ clients }) => {
          await clients.change(id, (one) => ({ ...one, disabled }));
          say(`${command}d: ${id}`);
        }),
      );
  client
    .command('scope <id> <scopes>')
    .description('change what it may be granted; narrows tokens that are out already')
    .action((id: string, scopes: string) =>
      withAccounts(options, async ({ clients }) =>
        say(show(await clients.change(id, (one) => ({ ...one, scopes })))),
      ),
    );
  client
    .command('remove <id>')
    .description('forget it; its tokens are worth nothing any more')
    .action((id: string) =>
      withAccounts(options, async ({ clients }) => {
        await clients.remove(id);
        say(`removed: ${id}`);
      }),
    );
}

function addTokenCommand(program: Command, options: CommandOptions): void {
  program
    .command('token <id>')
    .description('issue a token of a back end by hand, e.g. for curl')
    .option('--scope <scopes>', 'what it may do', 'system/*.cruds')
    .option('--minutes <number>', 'how long it is valid', '60')
    .action((id: string, { scope, minutes }: { scope: string; minutes: string }) =>
      withAccounts(options, async (accounts) => {
        const client = await accounts.clients.byId(id);
        if (!client) throw new Error(`there is no client '${id}'`);
        const seconds = Number(minutes) * 60;
        if (!(seconds > 0 && seconds <= 86_400))
          throw new Error(`'${minutes}' minutes: up to 1440 were expected`);
        options.say(await issueSystemToken({ client, scope, seconds }, accounts));
      }),
    );
}

function addKeyCommands(program: Command, options: CommandOptions): void {
  program
    .command('keys')
    .description("the authorization server's own keys")
    .command('rotate')
    .description('sign with a new key from the next start on; the old ones stay published')
    .action(() =>
      withAccounts(options, async ({ records }) => {
        await rotateKeys(records);
        options.say('rotated: start the server anew to use the new key');
      }),
    );
}

function newClient(id: string, given: AddOptions): Client {
  const {
    kind,
    name = id,
    redirectUri = [],
    launchUri,
    scope,
    secret,
    jwks,
    jwksUri,
    mayLaunch,
    role = [],
  } = given;
  if (!['app', 'backend', 'resource-server'].includes(kind))
    throw new Error(`'${kind}' is no kind of client; app, backend or resource-server was expected`);
  const isKeyed = jwks !== undefined || jwksUri !== undefined;
  if (isKeyed && secret) throw new Error('a client has keys or a secret, not both');
  return {
    id,
    name,
    kind,
    authentication: isKeyed ? 'key' : secret ? 'secret' : 'none',
    redirectUris: redirectUri,
    ...(launchUri === undefined ? {} : { launchUri }),
    scopes: scope ?? (kind === 'app' ? APP_SCOPES : ''),
    ...(jwks === undefined ? {} : { jwks: readKeys(jwks) }),
    ...(jwksUri === undefined ? {} : { jwksUri }),
    ...(mayLaunch ? { mayLaunch } : {}),
    roles: role.map(parseRole),
  };
}

function readKeys(file: string): { keys: Record<string, unknown>[] } {
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys?: Record<string, unknown>[] };
  if (!Array.isArray(keys)) throw new Error(`${file} is no JSON Web Key Set`);
  return { keys };
}

const show = ({ id, name, kind, authentication, redirectUris, scopes, roles, disabled }: Client): string =>
  [
    id,
    name,
    kind,
    { none: 'public', secret: 'secret', key: 'keys' }[authentication],
    ...redirectUris,
    scopes || 'no scopes',
    ...roles.map(showRole),
    ...(disabled ? ['disabled'] : []),
  ].join(' | ');

import type { Command } from 'commander';
import { parseRole, showRole } from '#access/role/parse-role.ts';
import { newSecret } from '#smart/digest.ts';
import { checkFhirUser } from '#smart/user/check-fhir-user.ts';
import { hashPassword, passwordProblem } from '#smart/user/password.ts';
import { revokeUser } from '#smart/user/revoke-user.ts';
import { newTotp } from '#smart/user/totp.ts';
import type { User } from '#smart/user/user.ts';
import { type CommandOptions, withAccounts } from './with-accounts.ts';

/** How these commands read a password that shall not stand in the shell's history. */
export interface PasswordSource {
  readPassword: () => Promise<string>;
}

const collect = (value: string, all: string[] = []): string[] => [...all, value];

/** `user ...`: the people who may sign in at the embedded authorization server. */
export function addUserCommands(program: Command, options: CommandOptions & PasswordSource): void {
  const { say } = options;
  const user = program.command('user').description('people who may sign in (AUTH=smart)');
  addUser(user, options);
  user
    .command('list')
    .description('list them')
    .action(() => withAccounts(options, async ({ users }) => (await users.list()).map(show).forEach(say)));
  addCredentials(user, options);
  addRoles(user, options);
  addAdmission(user, options);
}

function addCredentials(user: Command, options: CommandOptions & PasswordSource): void {
  const { say } = options;
  user
    .command('password <name>')
    .description('give a new password; ends all sessions and grants')
    .option('--password-stdin', 'read the password from standard input instead of making one up')
    .action((name: string, { passwordStdin }: { passwordStdin?: boolean }) =>
      withAccounts(options, async ({ users, records }) => {
        const password = await choosePassword(passwordStdin, options);
        const hashed = await hashPassword(password);
        const { id } = await users.change(name, (one) => ({ ...one, password: hashed }));
        await revokeUser(id, records);
        say(passwordStdin ? `changed: ${name}` : `changed: ${name}, password ${password}`);
      }),
    );
  user
    .command('totp <name>')
    .description('ask for one-time passwords from now on, and print the URI for an authenticator app')
    .option('--off', 'ask for them no longer')
    .action((name: string, { off }: { off?: boolean }) =>
      withAccounts(options, async ({ users }) => {
        const { secret, uri } = newTotp(name);
        await users.change(name, ({ totp: _, ...one }) => (off ? one : { ...one, totp: secret }));
        say(off ? `no one-time passwords any more: ${name}` : uri);
      }),
    );
}

function addRoles(user: Command, options: CommandOptions): void {
  const { say } = options;
  user
    .command('role <name>')
    .description('give or take roles, as role:study[:site[:arm]]')
    .option('--add <role>', 'a role to give', collect)
    .option('--remove <role>', 'a role to take', collect)
    .action((name: string, { add = [], remove = [] }: { add?: string[]; remove?: string[] }) =>
      withAccounts(options, async ({ users }) => {
        const taken = new Set([...add, ...remove].map((text) => showRole(parseRole(text))));
        const roles = (one: User) => one.roles.filter((role) => !taken.has(showRole(role)));
        say(
          show(
            await users.change(name, (one) => ({ ...one, roles: [...roles(one), ...add.map(parseRole)] })),
          ),
        );
      }),
    );
}

function addAdmission(user: Command, options: CommandOptions): void {
  const { say } = options;
  for (const [command, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const)
    user
      .command(`${command} <name>`)
      .description(
        disabled ? 'let someone in no longer; ends all sessions and grants' : 'let someone in again',
      )
      .action((name: string) =>
        withAccounts(options, async ({ users, records }) => {
          const { id } = await users.change(name, (one) => ({ ...one, disabled }));
          if (disabled) await revokeUser(id, records);
          say(`${command}d: ${name}`);
        }),
      );
  user
    .command('revoke <name>')
    .description('take back everything that was granted to apps in the name of someone')
    .action((name: string) =>
      withAccounts(options, async ({ users, records }) => {
        const found = await users.byName(name);
        if (!found) throw new Error(`there is no user '${name}'`);
        say(`grants revoked: ${await revokeUser(found.id, records)}`);
      }),
    );
}

function addUser(user: Command, options: CommandOptions & PasswordSource): void {
  user
    .command('add <name>')
    .description('add someone; prints the password that was made up')
    .option('--display-name <text>', 'as pages and tokens show it')
    .option('--fhir-user <reference>', 'the resource that stands for the person, e.g. Practitioner/7')
    .option('--role <role>', 'role:study[:site[:arm]], each an id or *; can be repeated', collect)
    .option('--password-stdin', 'read the password from standard input instead of making one up')
    .action((name: string, given: AddOptions) =>
      withAccounts(options, async ({ users }) => {
        const password = await choosePassword(given.passwordStdin, options);
        const { displayName, fhirUser, role = [] } = given;
        if (fhirUser !== undefined) checkFhirUser(fhirUser);
        await users.add({
          name,
          password,
          ...(displayName === undefined ? {} : { displayName }),
          ...(fhirUser === undefined ? {} : { fhirUser }),
          roles: role.map(parseRole),
        });
        options.say(given.passwordStdin ? `added: ${name}` : `added: ${name}, password ${password}`);
      }),
    );
}

interface AddOptions {
  displayName?: string;
  fhirUser?: string;
  role?: string[];
  passwordStdin?: boolean;
}

async function choosePassword(
  fromInput: boolean | undefined,
  { readPassword }: PasswordSource,
): Promise<string> {
  if (!fromInput) return newSecret().slice(0, 20);
  const password = (await readPassword()).replace(/\r?\n$/, '');
  const problem = passwordProblem(password);
  if (problem) throw new Error(problem);
  return password;
}

const show = ({ name, displayName, fhirUser, roles, totp, disabled }: User): string =>
  [
    name,
    displayName,
    fhirUser ?? 'no fhirUser',
    roles.map(showRole).join(' ') || 'no roles',
    totp === undefined ? 'password' : 'password and one-time password',
    ...(disabled ? ['disabled'] : []),
  ].join(' | ');

import { randomUUID } from 'node:crypto';
import type { RoleAssignment } from '#access/caller.ts';
import type { Records } from '#storage/records.ts';
import { Kept } from '../kept.ts';
import { hashPassword } from './password.ts';
import type { User } from './user.ts';

/** What a new user is made of. */
export interface NewUser {
  name: string;
  password: string;
  displayName?: string;
  fhirUser?: string;
  roles?: RoleAssignment[];
}

const USER_NAME = /^[a-z0-9][a-z0-9._@+-]{0,63}$/;

/** The users of the embedded authorization server, shared by all servers on the store. */
export class Users {
  readonly #users: Kept<User>;
  /** Names, so that no two users share one. */
  readonly #ids: Kept<string>;

  constructor(records: Records) {
    this.#users = new Kept(records, 'smart.user');
    this.#ids = new Kept(records, 'smart.user-name');
  }

  byId(id: string): Promise<User | undefined> {
    return this.#users.read(id);
  }

  async byName(name: string): Promise<User | undefined> {
    const id = await this.#ids.read(name.toLowerCase());
    return id === undefined ? undefined : this.#users.read(id);
  }

  list(): Promise<User[]> {
    return this.#users.list();
  }

  /** Throws where the name is taken or is none. */
  async add({ name: given, password, displayName, fhirUser, roles = [] }: NewUser): Promise<User> {
    const name = given.toLowerCase();
    if (!USER_NAME.test(name))
      throw new Error(`'${given}' is no user name; up to 64 letters, digits and . _ @ + - were expected`);
    const user: User = {
      id: randomUUID(),
      name,
      displayName: displayName ?? given,
      password: await hashPassword(password),
      ...(fhirUser === undefined ? {} : { fhirUser }),
      roles,
    };
    await this.#users.write(user.id, user);
    if (!(await this.#ids.create(name, user.id))) {
      await this.#users.remove(user.id);
      throw new Error(`there is a user '${name}' already`);
    }
    return user;
  }

  /** Changes the user of a name; throws where there is none. */
  async change(name: string, change: (user: User) => User): Promise<User> {
    const id = await this.#ids.read(name.toLowerCase());
    const changed = id && (await this.#users.change(id, (user) => user && { value: change(user) }));
    if (!changed) throw new Error(`there is no user '${name}'`);
    return changed;
  }
}

import type { Account, FindAccount } from 'oidc-provider';
import type { Records } from '#storage/records.ts';
import { Kept } from '../kept.ts';
import type { Contexts } from '../launch/contexts.ts';
import type { User } from '../user/user.ts';
import type { Users } from '../user/users.ts';
import { contextMembers } from './token-members.ts';

/** What accounts are made from. */
interface AccountRooms {
  users: Users;
  contexts: Contexts;
  records: Records;
  baseUrl: string;
}

/** A user's resource as a URL, as the claim fhirUser gives it (SMART App Launch 2.2, scopes for requesting identity data). */
export const fhirUserUrl = ({ fhirUser }: User, baseUrl: string): string | undefined =>
  fhirUser && `${baseUrl}/${fhirUser}`;

/** Users as oidc-provider knows them: accounts with claims. */
export function createAccounts({ users, contexts, records, baseUrl }: AccountRooms) {
  const sessions = new Kept<unknown>(records, 'oidc.Session');
  const find: FindAccount = async (_, id, source) => {
    const user = await users.byId(id);
    if (!user || user.disabled) return undefined;
    // `online_access` lasts as long as the user is there: no token is made anew for one who has signed out.
    const { scope = '', sessionUid, kind } = (source ?? {}) as Record<string, string | undefined>;
    if (kind === 'RefreshToken' && !scope.split(' ').includes('offline_access'))
      if (sessionUid === undefined || !(await sessions.read(sessionUid))) return undefined;
    return account(user);
  };
  const account = (user: User): Account => ({
    accountId: user.id,
    claims: async () => ({
      sub: user.id,
      name: user.displayName,
      ...(user.fhirUser === undefined ? {} : { fhirUser: fhirUserUrl(user, baseUrl) }),
    }),
  });
  /** What an access token carries of its launch, and introspection tells. */
  const tokenClaims = async (token: object) => {
    const { grantId, accountId } = token as { grantId?: string; accountId?: string };
    if (grantId === undefined || accountId === undefined) return undefined;
    const [context, user] = await Promise.all([contexts.of(grantId), users.byId(accountId)]);
    const fhirUser = user && fhirUserUrl(user, baseUrl);
    return { ...contextMembers(context ?? {}), ...(fhirUser === undefined ? {} : { fhirUser }) };
  };
  return { find, tokenClaims };
}

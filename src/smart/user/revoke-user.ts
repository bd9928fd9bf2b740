import type { AdapterPayload } from 'oidc-provider';
import type { Records } from '#storage/records.ts';
import { kindOf } from '../provider/kind-of.ts';

/**
 * Ends every session of a user and everything that was granted to apps in the user's name, on all servers at once. Returns how
 * many grants there were.
 */
export async function revokeUser(userId: string, records: Records): Promise<number> {
  const [grants, sessions] = await Promise.all([
    records.list(kindOf('Grant')),
    records.list(kindOf('Session')),
  ]);
  const isOfUser = (payload: AdapterPayload) => payload.accountId === userId;
  const ofUser = grants.filter(({ value }) => isOfUser(JSON.parse(value) as AdapterPayload));
  const own = sessions.filter(({ value }) =>
    isOfUser((JSON.parse(value) as { payload: AdapterPayload }).payload),
  );
  await Promise.all([...ofUser, ...own].map(({ kind, key }) => records.remove(kind, key)));
  return ofUser.length;
}

import type { ResourceStore } from '#storage/resource-store.ts';

/**
 * What goes along of the server's own state: users, clients and the authorization server's keys. What was granted stays behind, so
 * that people sign in and consent anew where they are now.
 */
const KINDS = ['smart.user', 'smart.user-name', 'smart.client', 'smart.keys'];

/** Copies the accounts of a store into another one, in which they are sealed by its own key. Returns how many users and clients there were. */
export async function copyAccounts(
  source: Pick<ResourceStore, 'records'>,
  target: Pick<ResourceStore, 'records'>,
): Promise<{ users: number; clients: number }> {
  const counts = new Map<string, number>();
  for (const kind of KINDS) {
    const records = await source.records.list(kind);
    for (const { key, value } of records) await target.records.write({ kind, key, value });
    counts.set(kind, records.length);
  }
  return { users: counts.get('smart.user') ?? 0, clients: counts.get('smart.client') ?? 0 };
}

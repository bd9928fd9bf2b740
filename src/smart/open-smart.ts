import type { Config } from '#config.ts';
import type { Smart, SmartRooms } from './smart.ts';

/** The door for tokens as the configuration asks for it; undefined where there is no authentication. */
export async function openSmart(
  { auth, authIssuers, privateHosts }: Pick<Config, 'auth' | 'authIssuers' | 'privateHosts'>,
  rooms: Omit<SmartRooms, 'privateHosts'>,
): Promise<Smart | undefined> {
  // A server without authentication does not load what it has no use for.
  if (auth === 'smart') {
    const { createEmbedded } = await import('./embedded.ts');
    return createEmbedded({ ...rooms, privateHosts });
  }
  if (auth === 'external') {
    const [{ createExternal }, { loadTrustedIssuers }] = await Promise.all([
      import('./external.ts'),
      import('./token/trusted-issuer.ts'),
    ]);
    return createExternal({ ...rooms, privateHosts, issuers: loadTrustedIssuers(authIssuers as string) });
  }
  return undefined;
}

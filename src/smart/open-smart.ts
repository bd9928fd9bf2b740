import type { Config } from '#config.ts';
import { asAsked } from './asked-by.ts';
import type { Smart, SmartRooms } from './smart.ts';

/** The door for tokens as the configuration asks for it; undefined where there is no authentication. */
export async function openSmart(
  { auth, authIssuers, privateHosts }: Pick<Config, 'auth' | 'authIssuers' | 'privateHosts'>,
  given: Omit<SmartRooms, 'privateHosts'>,
): Promise<Smart | undefined> {
  const rooms: typeof given = { ...given, ask: (request) => given.ask(asAsked(request)) };
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

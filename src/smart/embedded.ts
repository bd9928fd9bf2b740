import { AuthorizationServer } from './authorization-server.ts';
import { Clients } from './client/clients.ts';
import { restSecurity } from './discovery/rest-security.ts';
import { type Endpoints, smartConfiguration } from './discovery/smart-configuration.ts';
import { createFetchDocument } from './key/fetch-document.ts';
import { RemoteKeys } from './key/remote-keys.ts';
import { serverKeys } from './key/server-keys.ts';
import { Contexts } from './launch/contexts.ts';
import { Launches } from './launch/launches.ts';
import { Limiter } from './limiter.ts';
import { createProvider } from './provider/create-provider.ts';
import { ISSUER_PATH, type Smart, type SmartRooms } from './smart.ts';
import { bearerToken } from './token/bearer.ts';
import { OpaqueTokens } from './token/opaque-tokens.ts';
import { LockOut } from './user/lock-out.ts';
import { SignIn } from './user/sign-in.ts';
import { Users } from './user/users.ts';

/** What the log of a server says that nobody can get a token of. */
const HOW_TO_BEGIN =
  'no client is registered yet, so that nobody gets a token. ' +
  'The first user: npm run cli -- user add NAME --role data-manager:*; ' +
  'the first client: npm run cli -- client add ID --redirect-uri URI, or --kind backend --jwks FILE --scope "system/*.cruds" --role data-manager:*; ' +
  'to try without tokens on this machine: AUTH=off npm start (docs/smart.md)';

/** The door with an authorization server of its own (AUTH=smart). Makes its keys at the first start. */
export async function createEmbedded(rooms: SmartRooms): Promise<Smart> {
  const { records, resourceTypes, baseUrl, now } = rooms;
  const issuer = baseUrl + ISSUER_PATH;
  const keys = await serverKeys(records);
  const users = new Users(records);
  const lockOut = new LockOut(records, now);
  const own = {
    ...rooms,
    issuer,
    keys,
    users,
    clients: new Clients(records, resourceTypes),
    launches: new Launches(records, now),
    contexts: new Contexts(records, now),
    remoteKeys: new RemoteKeys(createFetchDocument(rooms.privateHosts), now),
    lockOut,
    signIn: new SignIn({ users, lockOut, records, now }),
    limiter: new Limiter(),
    secret: keys.secrets[0] as string,
  };
  const provider = createProvider(own);
  if (!(await own.clients.list()).length) rooms.log.warn(HOW_TO_BEGIN);
  const tokens = new OpaqueTokens(own);
  const server = new AuthorizationServer({ ...own, provider, tokens });
  const endpoints: Endpoints = {
    issuer,
    jwksUri: provider.urlFor('jwks'),
    authorize: provider.urlFor('authorization'),
    token: provider.urlFor('token'),
    introspect: provider.urlFor('introspection'),
    revoke: provider.urlFor('revocation'),
  };
  return {
    authenticate: async (authorization) => tokens.verify(bearerToken(authorization, baseUrl)),
    configuration: async () => smartConfiguration(endpoints),
    security: restSecurity(endpoints),
    handle: (request, response, address) => server.handle(request, response, address),
  };
}

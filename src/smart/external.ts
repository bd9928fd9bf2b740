import { restSecurity } from './discovery/rest-security.ts';
import { type Endpoints, externalConfiguration } from './discovery/smart-configuration.ts';
import { createFetchDocument } from './key/fetch-document.ts';
import { RemoteKeys } from './key/remote-keys.ts';
import type { Smart, SmartRooms } from './smart.ts';
import { bearerToken } from './token/bearer.ts';
import { ExternalTokens } from './token/external-tokens.ts';
import { IssuerMetadata, type OpenidConfiguration } from './token/issuer-metadata.ts';
import type { TrustedIssuer } from './token/trusted-issuer.ts';

/**
 * The door where a hospital's own identity provider issues the tokens (AUTH=external). The first issuer is the one that apps are
 * sent to.
 */
export async function createExternal(
  rooms: SmartRooms & { issuers: readonly TrustedIssuer[] },
): Promise<Smart> {
  const { baseUrl, issuers, now } = rooms;
  const listed = [...rooms.privateHosts, ...issuers.flatMap(hostsOf)];
  const fetchDocument = createFetchDocument(listed);
  const metadata = new IssuerMetadata(fetchDocument, now);
  const remoteKeys = new RemoteKeys(fetchDocument, now);
  const tokens = new ExternalTokens({ ...rooms, metadata, remoteKeys });
  const openid = () => metadata.of((issuers[0] as TrustedIssuer).issuer);
  return {
    authenticate: async (authorization) => tokens.verify(bearerToken(authorization, baseUrl)),
    configuration: async () => {
      const said = await openid();
      return externalConfiguration(endpointsOf(said), said);
    },
    security: restSecurity(await openid().then(endpointsOf, (error) => unknownEndpoints(error, rooms))),
  };
}

/** A provider that cannot be reached at the start does not keep this server from starting. */
function unknownEndpoints(error: unknown, { log }: SmartRooms): undefined {
  log.warn({ err: error }, 'the OpenID configuration of the issuer cannot be had');
  return undefined;
}

/** Whoever runs this server has named them, so that they may be anywhere. */
const hostsOf = ({ issuer, jwksUri }: TrustedIssuer): string[] =>
  [issuer, jwksUri].flatMap((url) => (url === undefined ? [] : [new URL(url).host]));

function endpointsOf(openid: OpenidConfiguration): Endpoints {
  const url = (name: string) => (typeof openid[name] === 'string' ? (openid[name] as string) : undefined);
  return {
    issuer: openid.issuer,
    jwksUri: openid.jwks_uri,
    authorize: url('authorization_endpoint') ?? '',
    token: url('token_endpoint') ?? '',
    introspect: url('introspection_endpoint'),
    revoke: url('revocation_endpoint'),
  };
}

import { decodeProtectedHeader } from 'jose';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';
import { keyProblem } from '../client/check-client.ts';
import type { Client } from '../client/client.ts';
import type { Clients } from '../client/clients.ts';
import type { RemoteKeys } from '../key/remote-keys.ts';

/** What the clients' metadata are made from. */
export interface ClientRooms {
  clients: Clients;
  remoteKeys: RemoteKeys;
  /** Is told why a client's keys could not be had. */
  report: (error: unknown) => void;
}

const AUTHENTICATION = { none: 'none', secret: 'client_secret_basic', key: 'private_key_jwt' } as const;

/** oidc-provider's view of the clients: it reads them, and the command line writes them. */
export class ClientAdapter implements Adapter {
  readonly #rooms: ClientRooms;

  constructor(rooms: ClientRooms) {
    this.#rooms = rooms;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const client = await this.#rooms.clients.byId(id);
    if (!client || client.disabled) return undefined;
    return { ...metadata(client), ...(await this.#keys(client)) } as AdapterPayload;
  }

  /** Its own keys, or of those that it publishes the one that the assertion at hand is signed with. */
  async #keys({ authentication, jwks, jwksUri }: Client): Promise<object> {
    if (authentication !== 'key') return {};
    if (jwksUri === undefined) return { jwks };
    const kid = kidAtHand();
    if (kid === undefined) return { jwks: { keys: [] } };
    try {
      const keys = await this.#rooms.remoteKeys.of(jwksUri, kid);
      const usable = keys.filter((key) => key.kid === kid && !keyProblem({ ...key }).length);
      return { jwks: { keys: usable } };
    } catch (error) {
      this.#rooms.report(error);
      return { jwks: { keys: [] } };
    }
  }

  async upsert(): Promise<void> {
    throw new Error('clients are registered by the command line');
  }
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
}

/** The kid of the assertion that came with the request, not verified yet. */
function kidAtHand(): string | undefined {
  const assertion: unknown = Provider.ctx?.oidc.params?.client_assertion;
  if (typeof assertion !== 'string') return undefined;
  try {
    return decodeProtectedHeader(assertion).kid;
  } catch {
    return undefined;
  }
}

/** RFC 7591 names, and `smart_` for what is this server's own. */
function metadata(client: Client): object {
  const { kind, redirectUris } = client;
  const isWeb = redirectUris.every((uri) => /^https?:/.test(uri));
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: isWeb ? 'web' : 'native',
    redirect_uris: redirectUris,
    response_types: kind === 'app' ? ['code'] : [],
    grant_types: GRANT_TYPES[kind],
    token_endpoint_auth_method: AUTHENTICATION[client.authentication],
    ...(client.secret === undefined ? {} : { client_secret: client.secret }),
    smart_scopes: client.scopes,
    smart_kind: kind,
    ...(client.jwksUri === undefined ? {} : { smart_jwks_uri: client.jwksUri }),
  };
}

const GRANT_TYPES = {
  app: ['authorization_code', 'refresh_token'],
  backend: ['client_credentials'],
  'resource-server': [],
};

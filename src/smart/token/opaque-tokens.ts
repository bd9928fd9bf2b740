import type { AdapterPayload } from 'oidc-provider';
import type { Caller } from '#access/caller.ts';
import { narrowScopes } from '#access/scope/narrow-scopes.ts';
import { parseScopes } from '#access/scope/parse-scopes.ts';
import type { Records } from '#storage/records.ts';
import type { Client } from '../client/client.ts';
import type { Clients } from '../client/clients.ts';
import { digest } from '../digest.ts';
import { Kept } from '../kept.ts';
import { kindOf } from '../provider/kind-of.ts';
import type { User } from '../user/user.ts';
import type { Users } from '../user/users.ts';
import { insufficientScope, invalidToken } from './bearer.ts';
import { effectiveScopes } from './effective-scopes.ts';

/** What tokens of this server's own authorization server are verified by. */
export interface OpaqueTokenRooms {
  records: Records;
  users: Users;
  clients: Clients;
  resourceTypes: ReadonlySet<string>;
  baseUrl: string;
  issuer: string;
  now: () => number;
}

/** What an access token carries of its launch. */
interface Extra {
  patient?: string;
  encounter?: string;
  fhirContext?: { reference: string }[];
}

/**
 * Verifies tokens of this server's own, each time anew by what the store says now: a token is worth nothing from the moment
 * on in which it, its grant, its user or its client is revoked, on every server of the store.
 */
export class OpaqueTokens {
  readonly #rooms: OpaqueTokenRooms;
  readonly #tokens: Kept<AdapterPayload>;
  readonly #grants: Kept<AdapterPayload>;
  readonly #sessions: Kept<unknown>;

  constructor(rooms: OpaqueTokenRooms) {
    this.#rooms = rooms;
    this.#tokens = new Kept(rooms.records, kindOf('AccessToken'));
    this.#grants = new Kept(rooms.records, kindOf('Grant'));
    this.#sessions = new Kept(rooms.records, kindOf('Session'));
  }

  /** Who holds a token; throws a 401 where it is worth nothing, a 403 where it grants nothing. */
  async verify(token: string): Promise<Caller> {
    const { baseUrl, now } = this.#rooms;
    const tokenId = digest(token);
    const payload = await this.#tokens.read(tokenId);
    if (!payload || (payload.exp ?? 0) * 1000 <= now() || payload.aud !== baseUrl) throw this.#worthless();
    const [client, user] = await Promise.all([this.#client(payload), this.#user(payload)]);
    return this.#caller(payload, { client, user, tokenId });
  }

  async #client({ clientId }: AdapterPayload): Promise<Client> {
    const client = clientId === undefined ? undefined : await this.#rooms.clients.byId(clientId);
    if (!client || client.disabled) throw this.#worthless();
    return client;
  }

  /** The user, where there is one, with grant and session still there. */
  async #user(payload: AdapterPayload): Promise<User | undefined> {
    if (payload.kind === 'ClientCredentials') return undefined;
    const { accountId = '', grantId = '', clientId } = payload;
    const [grant, user, isThere] = await Promise.all([
      this.#grants.read(digest(grantId)),
      this.#rooms.users.byId(accountId),
      this.#isThere(payload),
    ]);
    if (grant?.accountId !== accountId || grant.clientId !== clientId) throw this.#worthless();
    if (!user || user.disabled || !isThere) throw this.#worthless();
    return user;
  }

  /** Without `offline_access` what an app holds ends with the user's session. */
  async #isThere({ scope = '', sessionUid }: AdapterPayload): Promise<boolean> {
    if (scope.split(' ').includes('offline_access')) return true;
    return sessionUid !== undefined && (await this.#sessions.read(sessionUid)) !== undefined;
  }

  #caller(
    payload: AdapterPayload,
    { client, user, tokenId }: { client: Client; user: User | undefined; tokenId: string },
  ): Caller {
    const { resourceTypes, issuer, baseUrl } = this.#rooms;
    const { patient, encounter, fhirContext } = (payload.extra ?? {}) as Extra;
    const granted = parseScopes(payload.scope ?? '', resourceTypes);
    // A registration that was narrowed since narrows what was granted before.
    const registered = parseScopes(client.scopes, resourceTypes).clinical;
    const scopes = effectiveScopes(
      { ...granted, clinical: narrowScopes(granted.clinical, registered) },
      { fhirUser: user?.fhirUser, patient, isSystem: user === undefined },
    );
    if (!scopes.clinical.length)
      throw insufficientScope(baseUrl, 'the token holds no scope for the resources of this server');
    const study = studyOf(fhirContext);
    return {
      issuer,
      client: { id: client.id, name: client.name },
      ...(user ? { user: { id: user.id, ...(user.fhirUser ? { fhirUser: user.fhirUser } : {}) } } : {}),
      scopes,
      ...(patient === undefined ? {} : { patient }),
      ...(encounter === undefined ? {} : { encounter }),
      ...(study === undefined ? {} : { study }),
      roles: user ? user.roles : client.roles,
      tokenId,
    };
  }

  #worthless(): Error {
    return invalidToken(this.#rooms.baseUrl, 'the token is unknown, over or revoked');
  }
}

const studyOf = (context: { reference: string }[] = []): string | undefined =>
  context.map(({ reference }) => /^ResearchStudy\/(.+)$/.exec(reference)?.[1]).find(Boolean);

import pino from 'pino';
import type { Caller, RoleAssignment } from '#access/caller.ts';
import { parseScopes } from '#access/scope/parse-scopes.ts';
import { FhirError, operationOutcome } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Rooms } from '#http/rooms.ts';
import type { FhirRequest } from '#interaction/request.ts';
import { loadConformance, openStore, wire } from '#server.ts';
import type { Draft, ResourceStore } from '#storage/resource-store.ts';
import { configForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const BASE_URL = 'http://127.0.0.1:8080/fhir';

/** An answer, or a refusal, as a client would see it. */
export interface Called {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are of all shapes
  json: any;
}

/** Everything behind the HTTP door, which callers are given to by name instead of by token. */
export class House {
  readonly rooms: Rooms;
  readonly store: ResourceStore;
  readonly resourceTypes: ReadonlySet<string>;

  constructor(rooms: Rooms, store: ResourceStore) {
    this.rooms = rooms;
    this.store = store;
    this.resourceTypes = rooms.context.resourceTypes;
  }

  /** Somebody with these scopes. */
  caller(scopes: string, more: Partial<Caller> = {}): Caller {
    return {
      issuer: 'test',
      client: { id: 'app' },
      scopes: parseScopes(scopes, this.resourceTypes),
      roles: [],
      tokenId: 'test',
      ...more,
    };
  }

  /** Somebody with one role and the scope that lets it be used. */
  inRole(role: string, where: Partial<RoleAssignment> = {}, scopes = 'user/*.cruds'): Caller {
    return this.caller(scopes, {
      user: { id: role, fhirUser: 'Practitioner/someone' },
      roles: [{ role, study: '*', site: '*', arm: '*', ...where }],
    });
  }

  /** One request; without a caller as on a server without authentication. */
  async call(
    caller: Caller | undefined,
    method: string,
    url: string,
    body?: object,
    more: Partial<FhirRequest> = {},
  ): Promise<Called> {
    const [path = '', ...query] = url.replace(BASE_URL, '').split('?');
    try {
      const {
        status,
        headers,
        body: text = '',
      } = await this.rooms.perform({
        method,
        path: path.split('/').filter(Boolean),
        query: query.join('?'),
        body: body && JSON.parse(JSON.stringify(body)),
        caller,
        ...more,
      });
      return { status, headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      const json = operationOutcome(error.issues);
      return { status: error.status, headers: error.headers, text: JSON.stringify(json), json };
    }
  }

  get(caller: Caller | undefined, url: string): Promise<Called> {
    return this.call(caller, 'GET', url);
  }

  /** Ids of all entries of a search, which must succeed. */
  async ids(caller: Caller | undefined, url: string): Promise<string[]> {
    const { status, json, text } = await this.get(caller, url);
    if (status !== 200) throw new Error(`${url}: ${status} ${text}`);
    return (json.entry ?? []).map((entry: { resource: Resource }) => entry.resource.id).sort();
  }

  /** Stores resources as they are, so that each type can have one without all that it demands. */
  async seed(resources: (Resource & { id: string })[]): Promise<void> {
    const writes = resources.map(
      (resource) => ({ kind: 'update', method: 'PUT', place: '', draft: this.#draft(resource) }) as const,
    );
    await this.store.transact({ writes, references: [], reads: [], representation: false });
  }

  #draft(resource: Resource & { id: string }): Draft {
    const { resourceType, id, meta, ...content } = resource;
    const inner = (object: object) => {
      const text = JSON.stringify(object).slice(1, -1);
      return text && `,${text}`;
    };
    const index = this.rooms.gate.index(resource);
    return { type: resourceType, id, meta: inner(meta ?? {}), content: inner(content), index, assigned: [] };
  }
}

/** A house with an empty store for the tests of one file. */
export function useHouse(environment: Record<string, string> = {}): () => House {
  const { folder, remove } = temporaryFolder();
  let house: House;
  beforeAll(async () => {
    const config = configForTests(folder, {}, environment);
    const log = pino({ level: 'silent' });
    const conformance = loadConformance();
    const store = await openStore(config, conformance, log);
    const rooms = wire({ store, config, baseUrl: BASE_URL, version: '0.0.0', conformance, log });
    await rooms.begin();
    house = new House(rooms, store);
  });
  afterAll(async () => {
    await house.rooms.stop();
    remove();
  });
  return () => house;
}

import { createHash, randomUUID, type webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import pino from 'pino';
import { loadConformance, openStore } from '#server.ts';
import type { Client } from '#smart/client/client.ts';
import { Clients } from '#smart/client/clients.ts';
import { digest } from '#smart/digest.ts';
import { Kept } from '#smart/kept.ts';
import { Launches } from '#smart/launch/launches.ts';
import { kindOf } from '#smart/provider/kind-of.ts';
import { type NewUser, Users } from '#smart/user/users.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { configForTests, type ServerForTests, startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { Browser, type Page } from './browser.ts';

/** Where apps of these tests are sent back to; nothing listens there. */
export const REDIRECT = 'http://localhost:9999/callback';
export const PASSWORD = 'correct horse battery';

/** What an app may ask for in these tests. */
const APP_SCOPES =
  'launch launch/patient launch/encounter launch/researchstudy openid fhirUser profile offline_access online_access patient/*.cruds user/*.cruds';

/** Someone who may do everything with the records of all studies, so that these tests are about tokens. */
export const EVERYWHERE = [{ role: 'data-manager', study: '*', site: '*', arm: '*' }];

/** A registration with what most tests need. */
export const appNamed = (id: string, more: Partial<Client> = {}): Omit<Client, 'secret'> => ({
  id,
  name: `The ${id} app`,
  kind: 'app',
  authentication: 'none',
  redirectUris: [REDIRECT],
  launchUri: 'http://localhost:9999/launch',
  scopes: APP_SCOPES,
  roles: [],
  ...more,
});

/** A back end with its key. */
export interface BackEnd {
  id: string;
  kid: string;
  alg: 'RS384' | 'ES384';
  privateKey: webcrypto.CryptoKey;
  publicKey: Record<string, unknown>;
}

export async function newBackEnd(id: string, alg: BackEnd['alg'] = 'ES384'): Promise<BackEnd> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { modulusLength: 2048, extractable: true });
  const kid = `${id}-1`;
  return { id, kid, alg, privateKey, publicKey: { ...(await exportJWK(publicKey)), kid, alg } };
}

export const backEndClient = (
  { id, publicKey }: BackEnd,
  scopes = 'system/*.cruds',
): Omit<Client, 'secret'> => ({
  id,
  name: id,
  kind: 'backend',
  authentication: 'key',
  redirectUris: [],
  scopes,
  jwks: { keys: [publicKey] },
  roles: EVERYWHERE,
});

/** The answer of an endpoint in JSON. */
export interface Told {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A server with its own authorization server, and those who use it. */
export class SmartServer {
  readonly server: ServerForTests;
  readonly store: ResourceStore;
  readonly folder: string;
  readonly users: Users;
  readonly clients: Clients;
  readonly launches: Launches;
  readonly secrets = new Map<string, string>();

  constructor(
    server: ServerForTests,
    store: ResourceStore,
    about: { resourceTypes: Set<string>; folder: string },
  ) {
    const { resourceTypes, folder } = about;
    this.server = server;
    this.store = store;
    this.folder = folder;
    this.users = new Users(store.records);
    this.clients = new Clients(store.records, resourceTypes);
    this.launches = new Launches(store.records, Date.now);
  }

  get base(): string {
    return this.server.baseUrl;
  }

  /** Registers a client as the command line does. */
  async register(client: Omit<Client, 'secret'>): Promise<void> {
    const { secret } = await this.clients.add(client);
    if (secret !== undefined) this.secrets.set(client.id, secret);
  }

  addUser(user: Partial<NewUser> & { name: string }) {
    return this.users.add({ password: PASSWORD, roles: EVERYWHERE, ...user });
  }

  /** Sends a form to an endpoint of the authorization server. */
  async post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Told> {
    const response = await fetch(`${this.base}/auth${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  }

  async json(url: string, headers: Record<string, string> = {}): Promise<Told> {
    const response = await fetch(url, { headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Told['body'],
    };
  }

  /** A signed assertion of a back end or confidential app. */
  assertion(
    { id, kid, alg, privateKey }: BackEnd,
    claims: JWTPayload = {},
    header: Record<string, unknown> = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: id,
      sub: id,
      aud: `${this.base}/auth/token`,
      exp: now + 300,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
      .sign(privateKey);
  }

  async askAsBackEnd(backEnd: BackEnd, scope: string, assertion?: string): Promise<Told> {
    return this.post('/token', {
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion ?? (await this.assertion(backEnd)),
    });
  }

  /** Makes what was used up appear to have been so `seconds` earlier. */
  async makeOlder(model: string, token: string, seconds: number): Promise<void> {
    const kept = new Kept<{ consumed: number }>(this.store.records, kindOf(model));
    await kept.change(digest(token), (one) => one && { value: { ...one, consumed: one.consumed - seconds } });
  }

  /** Changes what is kept of an access token. */
  async changeToken(token: string, changes: Record<string, unknown>): Promise<void> {
    const kept = new Kept<object>(this.store.records, kindOf('AccessToken'));
    await kept.change(digest(token), (one) => one && { value: { ...one, ...changes } });
  }

  endToken(token: string): Promise<void> {
    return this.changeToken(token, { exp: Math.floor(Date.now() / 1000) - 1 });
  }

  /** Ends the moment in which a session that has lost its cookie may get a new one. */
  async endRenewal(): Promise<void> {
    const { records } = this.store;
    for (const { kind, key, value } of await records.list(kindOf('Session')))
      if ((JSON.parse(value) as { cookie: string }).cookie === '') await records.remove(kind, key);
  }

  /** A back end's token as a header. */
  async systemToken(backEnd: BackEnd, scope = 'system/*.cruds'): Promise<{ Authorization: string }> {
    return bearer((await this.askAsBackEnd(backEnd, scope)).body.access_token);
  }
}

export const bearer = (token: unknown): { Authorization: string } => ({ Authorization: `Bearer ${token}` });

/** A server for the tests of one file; `prepare` registers users and clients before it starts. */
export function useSmart(
  prepare: (smart: SmartServer) => Promise<void> = async () => {},
  environment: Record<string, string> = {},
): () => SmartServer {
  const { folder, remove } = temporaryFolder();
  let smart: SmartServer;
  beforeAll(async () => {
    const settings = { AUTH: 'smart', ...environment };
    const server = await startForTests(folder, {}, settings);
    const conformance = loadConformance();
    const config = configForTests(folder, {}, settings);
    const store = await openStore(config, conformance, pino({ level: 'silent' }));
    smart = new SmartServer(server, store, { resourceTypes: conformance.definitions.resourceTypes, folder });
    await prepare(smart);
  });
  afterAll(async () => {
    await smart.server.close();
    await smart.store.close();
    remove();
  });
  return () => smart;
}

/** An app's part of a launch: PKCE, the request for authorization, the exchange of the code. */
export class App {
  readonly smart: SmartServer;
  readonly id: string;
  readonly verifier = `${randomUUID()}-${randomUUID()}`;
  readonly state = randomUUID();
  readonly browser: Browser;

  constructor(smart: SmartServer, id: string, browser = new Browser()) {
    this.smart = smart;
    this.id = id;
    this.browser = browser;
  }

  /** The parameters of a request for authorization, as Inferno sends them. */
  request(scope: string, more: Record<string, string> = {}): URLSearchParams {
    return new URLSearchParams({
      response_type: 'code',
      client_id: this.id,
      redirect_uri: REDIRECT,
      scope,
      state: this.state,
      aud: this.smart.base,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    });
  }

  get authorizeUrl(): string {
    return `${this.smart.base}/auth/authorize`;
  }

  /** Opens the first page of a launch. */
  begin(scope: string, more: Record<string, string> = {}): Promise<Page> {
    return this.browser.open(`${this.authorizeUrl}?${this.request(scope, more)}`);
  }

  async signIn(page: Page, name: string, password = PASSWORD, code = ''): Promise<Page> {
    const fields: [string, string][] = [
      ['name', name],
      ['password', password],
      ['code', code],
    ];
    return this.browser.submit(page, '/sign-in', fields);
  }

  pick(page: Page, what: 'patient' | 'study', id: string): Promise<Page> {
    return this.browser.submit(page, `/${what}`, [['id', id]]);
  }

  /** Grants what the page offers, or of it the fields that `choose` keeps, with those added that it returns. */
  consent(page: Page, choose: (fields: string[]) => [string, string][] = all): Promise<Page> {
    const boxes = [...page.text.matchAll(/<input type="checkbox" name="([^"]+)" value="yes" checked>/g)];
    return this.browser.submit(page, '/consent', choose(boxes.map(([, name = '']) => name)));
  }

  /** The whole way to a code: sign in, pick a patient if asked, grant everything. */
  async authorize(
    scope: string,
    { user, patient, more = {} }: { user: string; patient?: string; more?: Record<string, string> },
  ): Promise<URLSearchParams> {
    let page = await this.begin(scope, more);
    if (page.text.includes('/sign-in"')) page = await this.signIn(page, user);
    if (page.text.includes('/patient"')) page = await this.pick(page, 'patient', patient ?? '');
    return new URL((await this.consent(page)).url).searchParams;
  }

  /** Exchanges a code, authenticated as the client does. */
  exchange(
    code: string,
    more: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Told> {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: this.verifier,
      ...this.#named(),
      ...more,
    };
    return this.smart.post('/token', form, { ...this.#basic(), ...headers });
  }

  /** A launch from beginning to end: the token response. */
  async launch(
    scope: string,
    options: { user: string; patient?: string; more?: Record<string, string> },
  ): Promise<Told> {
    const answer = await this.authorize(scope, options);
    return this.exchange(answer.get('code') ?? `none: ${answer}`);
  }

  refresh(token: unknown, more: Record<string, string> = {}): Promise<Told> {
    return this.smart.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: String(token), ...this.#named(), ...more },
      this.#basic(),
    );
  }

  #named(): Record<string, string> {
    return this.smart.secrets.has(this.id) ? {} : { client_id: this.id };
  }

  #basic(): Record<string, string> {
    const secret = this.smart.secrets.get(this.id);
    if (secret === undefined) return {};
    return { Authorization: `Basic ${Buffer.from(`${this.id}:${secret}`).toString('base64')}` };
  }
}

const all = (fields: string[]): [string, string][] => fields.map((field) => [field, 'yes']);

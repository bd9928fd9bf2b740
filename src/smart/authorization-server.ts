import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import { ADMIN_PATH, AdminPages, type AdminRooms } from './admin/admin-pages.ts';
import { type InteractionRooms, Interactions } from './interaction/interactions.ts';
import { FormError, isForm, readSmallBody } from './interaction/read-form.ts';
import { answerLaunch, type LaunchEndpointRooms } from './launch/launch-endpoint.ts';
import { TooMany } from './limiter.ts';
import { html, page } from './page/page.ts';
import { pageHeaders } from './page/page-headers.ts';
import { askForConsent } from './provider/ask-for-consent.ts';
import { nameClient } from './provider/name-client.ts';
import { STYLE } from './style.ts';

/** What the authorization server's door works with. */
export interface AuthorizationServerRooms extends InteractionRooms, LaunchEndpointRooms, AdminRooms {
  provider: Provider;
  log: Pick<Logger, 'error'>;
}

/** Answers everything below the issuer: oidc-provider's endpoints, and the pages of this server's own. */
export class AuthorizationServer {
  readonly #rooms: AuthorizationServerRooms;
  readonly #interactions: Interactions;
  readonly #admin: AdminPages;
  readonly #provider: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(rooms: AuthorizationServerRooms) {
    this.#rooms = rooms;
    this.#interactions = new Interactions(rooms);
    this.#admin = new AdminPages(rooms);
    this.#provider = rooms.provider.callback();
  }

  /** Answers a request of a client at an address; its `url` is what follows the issuer. */
  async handle(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    this.#tellWhere(request);
    try {
      await this.#route(request, response, address);
    } catch (error) {
      if (!(error instanceof FormError)) this.#rooms.log.error({ err: error }, 'authorization server');
      refuse(
        request,
        response,
        error instanceof FormError ? error : new FormError(500, 'an error inside the server'),
      );
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    if (path === '/style.json') return sendStyle(response);
    if (path === '/launch') return answerLaunch(request, response, this.#rooms);
    if (path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`))
      return this.#admin.handle(request, response, { path, address });
    if (path.startsWith('/interaction/'))
      return this.#interactions.handle(request, response, { path, address });
    if (path === '/authorize' || request.method === 'POST') await this.#rooms.limiter.take('token', address);
    if (path === '/authorize') return this.#authorize(request, response);
    if (request.method === 'POST' && isForm(request)) return this.#post(request, response, path);
    return this.#provider(request, response);
  }

  /**
   * A request for authorization by POST goes on as one by GET, so that the browser, which sends no `lax` cookies with
   * another site's form, still knows the session.
   */
  async #authorize(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      request.url = askForConsent(request.url ?? '');
      this.#tellWhere(request);
      return this.#provider(request, response);
    }
    if (!isForm(request)) throw new FormError(415, 'a form was expected');
    const form = (await readSmallBody(request)).toString();
    response
      .writeHead(303, { Location: `${this.#rooms.issuer}/authorize?${form.replace(/[^!-~]/g, '')}` })
      .end();
  }

  async #post(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await readSmallBody(request);
    const form =
      path === '/token' ? await nameClient(body.toString(), request.headers, this.#rooms.provider) : body;
    return this.#provider(again(request, Buffer.from(form)), response);
  }

  /** Addresses in answers and cookies are those of the issuer, whatever Host or proxy a request came by. */
  #tellWhere(request: IncomingMessage): void {
    const { host, protocol, pathname } = new URL(this.#rooms.issuer);
    Object.assign(request, { originalUrl: pathname + request.url });
    for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host']) delete request.headers[name];
    request.headers.host = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  }
}

/** For every answer; pages have a policy of their own. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A request whose body was read already, with another body. */
function again(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, socket, headers } = request;
  const { originalUrl } = request as IncomingMessage & { originalUrl?: string };
  const length = { 'content-length': String(body.length) };
  const same = { method, url, originalUrl, httpVersion, httpVersionMajor, httpVersionMinor, socket };
  return Object.assign(Readable.from([body], { objectMode: false }), same, {
    headers: { ...headers, ...length },
  }) as unknown as IncomingMessage;
}

function sendStyle(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'public, max-age=3600',
    'Access-Control-Allow-Origin': '*',
  });
  response.end(JSON.stringify(STYLE));
}

/** People get a page; what is no browser gets the error as OAuth's endpoints give theirs (RFC 6749, section 5.2). */
function refuse({ headers }: IncomingMessage, response: ServerResponse, error: FormError): void {
  if (response.headersSent) return void response.destroy();
  const { status, message } = error;
  const retry = error instanceof TooMany ? { 'Retry-After': String(error.retryAfter) } : {};
  if (headers.accept?.includes('text/html')) {
    const text = page('This cannot be done', html`<p class="problem" role="alert">${message}</p>`);
    response.writeHead(status, { ...pageHeaders(), ...retry }).end(text);
    return;
  }
  const code = { 429: 'temporarily_unavailable', 500: 'server_error' }[status] ?? 'invalid_request';
  const json = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' };
  response.writeHead(status, { ...json, ...retry });
  response.end(JSON.stringify({ error: code, error_description: message }));
}

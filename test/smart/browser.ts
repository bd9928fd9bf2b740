import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** A page, or an answer that is none. */
export interface Page {
  url: string;
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** More redirects than any flow has. */
const MOST_REDIRECTS = 10;

interface Cookie {
  value: string;
  path: string;
}

/** A browser without scripts: it keeps cookies by path, follows redirects within a server, and fills in forms. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>();

  /** Opens a URL, following redirects; one that leads to another origin ends it, and `url` is where it leads. */
  async open(url: string, init: { method?: string; form?: URLSearchParams } = {}): Promise<Page> {
    const { origin } = new URL(url);
    let page = await this.send(url, init);
    for (let i = 0; i < MOST_REDIRECTS && page.headers.location !== undefined; i++) {
      const next = new URL(page.headers.location, page.url);
      if (next.origin !== origin) return { ...page, url: next.href };
      page = await this.send(next.href);
    }
    return page;
  }

  /** Sends one request with the cookies that belong to it. */
  send(
    url: string,
    { method = 'GET', form }: { method?: string; form?: URLSearchParams } = {},
  ): Promise<Page> {
    const { hostname, port, pathname, search } = new URL(url);
    const cookies = [...this.#cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`);
    const headers = {
      accept: 'text/html',
      ...(cookies.length ? { cookie: cookies.join('; ') } : {}),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { hostname, port, path: pathname + search, method, headers },
        (response) => {
          const chunks: Buffer[] = [];
          this.#keep(response.headers['set-cookie'] ?? []);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              url,
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      request.on('error', reject).end(form?.toString());
    });
  }

  /** Sends the form of a page whose action ends as said, with its hidden fields and those given. */
  submit(page: Page, action: string, fields: [string, string][] = []): Promise<Page> {
    const form = this.formOf(page, action);
    for (const [name, value] of fields) form.fields.append(name, value);
    return this.open(form.url, { method: 'POST', form: form.fields });
  }

  /** Where a form leads, and its hidden fields. */
  formOf(page: Page, action: string): { url: string; fields: URLSearchParams } {
    for (const [, target = '', content = ''] of page.text.matchAll(
      /<form [^>]*method="post" action="([^"]+)">([\s\S]*?)<\/form>/g,
    )) {
      if (!target.endsWith(action)) continue;
      const hidden = content.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"\/?>/g);
      return {
        url: target,
        fields: new URLSearchParams(Array.from(hidden, ([, n = '', v = '']): [string, string] => [n, v])),
      };
    }
    throw new Error(`no form for ${action} at ${page.url} (${page.status}): ${page.text.slice(0, 800)}`);
  }

  #keep(headers: string[]): void {
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const path = attributes.find((one) => one.startsWith('path='))?.slice(5) ?? '/';
      const isOver = attributes.some((one) => one.startsWith('expires=Thu, 01 Jan 1970'));
      if (isOver || value === '') this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { value, path });
    }
  }
}

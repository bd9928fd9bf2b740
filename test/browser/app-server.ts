import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const fhirClient = readFileSync(
  fileURLToPath(import.meta.resolve('fhirclient/build/fhir-client.min.js')),
  'utf8',
);

const page = (script: string) => `<!DOCTYPE html><html lang="en"><head><title>An app</title>
<script src="/fhir-client.js"></script></head><body><pre id="result"></pre><script>
const show = (text) => { document.getElementById('result').textContent = text; };
const fail = (error) => show(JSON.stringify({ error: String(error && error.message || error) }));
${script}
</script></body></html>`;

/** Serves an app that is written with fhirclient: it launches, reads who and whose record it is, refreshes, reads labs. */
export class AppServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(clientId: string, scope: string): Promise<AppServer> {
    const pages: Record<string, string> = {
      '/launch': page(
        `FHIR.oauth2.authorize({ clientId: '${clientId}', scope: '${scope}', redirectUri: '/app' }).catch(fail);`,
      ),
      '/app': page(`FHIR.oauth2.ready().then(async (client) => {
        const patient = await client.patient.read();
        const user = await client.user.read();
        const before = client.state.tokenResponse.access_token;
        await client.refresh();
        const after = client.state.tokenResponse.access_token;
        const labs = await client.request('Observation?category=laboratory&patient=' + patient.id, { flat: true });
        const foreign = await client.request('Patient/p2').then(() => 'read', (error) => String(error.statusCode || error));
        show(JSON.stringify({ patient: patient.id, user: user.resourceType + '/' + user.id, refreshed: before !== after,
          labs: labs.map((lab) => lab.id), foreign, tokenResponse: client.state.tokenResponse }));
      }).catch(fail);`),
    };
    const server = createServer(({ url = '' }, response) => {
      const [path = ''] = url.split('?');
      if (path === '/fhir-client.js') {
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(fhirClient);
        return;
      }
      const text = pages[path];
      response
        .writeHead(text === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new AppServer(server);
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

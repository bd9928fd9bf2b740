import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves documents by path, and counts who asks: a hospital's key server, or an attacker's canary. */
export class KeyServer {
  readonly documents = new Map<
    string,
    { json: unknown; headers?: Record<string, string>; status?: number }
  >();
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<KeyServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const keyServer = new KeyServer(server);
    server.on('request', ({ url = '' }, response) => {
      keyServer.asked.push(url);
      const { json, headers = {}, status } = keyServer.documents.get(url) ?? { json: {}, status: 404 };
      response.writeHead(status ?? 200, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(json));
    });
    return keyServer;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

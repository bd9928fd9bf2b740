import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A place that nobody has a reason to ask: whoever does was made to. */
export interface Canary {
  origin: string;
  /** The paths that were asked for. */
  asked: string[];
  close: () => void;
}

/** Starts one; it sends everybody on to `location` where that is given. */
export async function startCanary(location?: () => string): Promise<Canary> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(location ? 302 : 200, {
      'Content-Type': 'application/json',
      ...(location ? { Location: location() } : {}),
    });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, asked, close };
}

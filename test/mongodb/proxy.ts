import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { MessageReader } from './gateway/message.ts';

/** Commands that drivers send by themselves. */
const OF_THE_DRIVER = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions']);

/** A network between a store and its database that can fail. */
export interface FailingNetwork {
  url: string;
  /** The names of the commands that passed since `commands` was last emptied, a round trip each. */
  commands: string[];
  /** Cuts all connections when a command of this name comes next: before it arrives, or before its answer does. */
  cut: (command: string, when: 'before' | 'behind') => void;
  /** Lets nobody through, or everybody again. */
  setDown: (down: boolean) => void;
  close: () => Promise<void>;
}

/** Starts a proxy to the first server of a URL. */
export async function startProxy(url: string): Promise<FailingNetwork> {
  const [, head = '', host = '127.0.0.1', port = '27017', tail = ''] =
    /^(mongodb:\/\/(?:[^@/]*@)?)([^:/,?]+)(?::(\d+))?[^/?]*(.*)$/.exec(url) ?? [];
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let planned: { command: string; when: 'before' | 'behind' } | undefined;
  let down = false;
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((client) => {
    if (down) return client.destroy();
    const upstream = connect(Number(port), host);
    const reader = new MessageReader();
    let answerIsLost = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (piece) => {
      const names = reader.push(piece).map(({ command }) => Object.keys(command)[0] as string);
      commands.push(...names.filter((name) => !OF_THE_DRIVER.has(name)));
      const plan = planned;
      if (plan && names.includes(plan.command)) {
        planned = undefined;
        if (plan.when === 'before') return cutAll();
        answerIsLost = true;
      }
      upstream.write(piece);
    });
    upstream.on('data', (piece) => {
      if (answerIsLost) cutAll();
      else client.write(piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = 'directConnection=true&serverSelectionTimeoutMS=500';
  return {
    url: `${head}${own}${tail}${tail.includes('?') ? '&' : '?'}${options}`,
    commands,
    cut: (command, when) => {
      planned = { command, when };
    },
    setDown: (next) => {
      down = next;
      if (down) cutAll();
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

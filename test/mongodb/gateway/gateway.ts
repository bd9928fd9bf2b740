import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Document } from 'mongodb';
import pg from 'pg';
import { type Cursors, carryOut } from './commands.ts';
import { toMongoError } from './errors.ts';
import { type Message, MessageReader, reply } from './message.ts';
import { Transactions } from './transactions.ts';

/** What the gateway pretends to be. */
export interface GatewayOptions {
  /** PostgreSQL's port on the loopback. */
  enginePort: number;
  /** The server version that drivers are told. */
  version?: string;
  /** A server on its own, without transactions. */
  standalone?: boolean;
  /** Called with the name of each command before it is carried out. */
  onCommand?: (name: string) => void;
}

/** A gateway that listens on the loopback. */
export interface Gateway {
  port: number;
  /** Cuts all connections of clients, as a failing network does. */
  cutConnections: () => void;
  close: () => Promise<void>;
}

/**
 * A door for MongoDB drivers to DocumentDB's engine: the wire protocol on one side, SQL functions on the
 * other. A test double for the network protocol alone; queries, indexes and transactions are the engine's.
 */
export async function startGateway(options: GatewayOptions, port = 0): Promise<Gateway> {
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port: options.enginePort,
    user: 'postgres',
    max: 40,
    options: '-c enable_seqscan=off',
  });
  pool.on('error', () => {});
  const transactions = new Transactions(pool);
  const cursors: Cursors = new Map();
  const sockets = new Set<Socket>();

  const answer = async (message: Message) => {
    const name = Object.keys(message.command)[0] as string;
    options.onCommand?.(name);
    const own = greeting(name, options);
    if (own) return own;
    try {
      return await transactions.within(message.command, (engine) => carryOut(message, engine, cursors));
    } catch (error) {
      const { code, message: text } = error as { code?: string; message: string };
      return { ok: 0, ...toMongoError({ ...(code ? { sqlState: code } : {}), message: text }) };
    }
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const cutConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutConnections,
    close: async () => {
      cutConnections();
      await new Promise((resolve) => server.close(resolve));
      await transactions.abandon();
      await pool.end();
    },
  };
}

/** Answers the messages of one connection in their order. */
function serve(socket: Socket, answer: (message: Message) => Promise<Document | Uint8Array>): void {
  const reader = new MessageReader();
  let last = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    for (const message of reader.push(piece)) {
      last = last.then(async () => {
        const bytes = reply(message, await answer(message));
        if (!message.silent) socket.write(bytes);
      });
    }
  });
}

/** The commands about the server itself. Drivers allow transactions to what calls itself `isdbgrid`. */
function greeting(name: string, { version = '8.0.0', standalone }: GatewayOptions): Document | undefined {
  const major = Number(version.split('.')[0]);
  switch (name.toLowerCase()) {
    case 'hello':
    case 'ismaster':
      return {
        helloOk: true,
        ismaster: true,
        isWritablePrimary: true,
        ...(standalone ? {} : { msg: 'isdbgrid' }),
        maxBsonObjectSize: 16 * 1024 * 1024,
        maxMessageSizeBytes: 48_000_000,
        maxWriteBatchSize: 100_000,
        localTime: new Date(),
        logicalSessionTimeoutMinutes: 30,
        minWireVersion: 0,
        maxWireVersion: major >= 8 ? 25 : major === 7 ? 21 : 17,
        readOnly: false,
        ok: 1,
      };
    case 'buildinfo':
      return { version, versionArray: version.split('.').map(Number), ok: 1 };
    case 'saslstart':
      return { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
    case 'ping':
    case 'endsessions':
      return { ok: 1 };
  }
  return undefined;
}

import pino from 'pino';
import { baseUrlOf, type Limits, readConfig } from '#config.ts';
import type { Rooms } from '#http/rooms.ts';
import { loadConformance, openStore, wire } from '#server.ts';
import { version } from '#version.ts';

/**
 * The rooms of a server without its HTTP door, on the store that the environment names. A command may run
 * beside a server on the same data folder: the store takes care of both. `limits` are those that differ from the
 * server's.
 */
export async function openRooms(
  environment: Record<string, string | undefined>,
  limits: Partial<Limits> = {},
): Promise<Rooms> {
  const read = readConfig(environment);
  const config = { ...read, limits: { ...read.limits, ...limits } };
  const conformance = loadConformance(config);
  const log = pino({ level: 'warn' });
  const store = await openStore(config, conformance, log);
  const baseUrl = baseUrlOf(config);
  const rooms = wire({ store, config, baseUrl, version, conformance, log });
  await rooms.begin();
  return rooms;
}

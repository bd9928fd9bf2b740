import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP, isIPv6 } from 'node:net';

/**
 * The address that a request came from: of the connection, or, where that is a trusted proxy's, the last one in `X-Forwarded-For` that
 * is not. What stands before that one could have been written by anybody.
 */
export function clientAddress({ socket, headers }: IncomingMessage, proxies: BlockList): string {
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim());
  let address = plain(socket.remoteAddress ?? '');
  while (isTrusted(address, proxies)) {
    const before = plain(hops.pop() ?? '');
    if (!isIP(before)) break;
    address = before;
  }
  return address;
}

const isTrusted = (address: string, proxies: BlockList): boolean =>
  isIP(address) > 0 && proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** An IPv4 address that came by a socket for both is written as it is known. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

import { BlockList, isIPv6 } from 'node:net';

/** Addresses that are not of the public internet (IANA special-purpose registries), cloud metadata services among them. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');

/** Of IPv6 only global unicast is public, without what carries an IPv4 address or is for documentation. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const EXCEPTED_V6 = new BlockList();
EXCEPTED_V6.addSubnet('2001::', 23, 'ipv6');
EXCEPTED_V6.addSubnet('2001:db8::', 32, 'ipv6');
EXCEPTED_V6.addSubnet('2002::', 16, 'ipv6');
EXCEPTED_V6.addSubnet('3fff::', 20, 'ipv6');

/** Whether an IP address is none that the public internet routes. */
export function isPrivateAddress(address: string): boolean {
  if (!isIPv6(address)) return PRIVATE.check(address, 'ipv4');
  return !PUBLIC_V6.check(address, 'ipv6') || EXCEPTED_V6.check(address, 'ipv6');
}

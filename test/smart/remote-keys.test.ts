import { isPrivateAddress } from '#smart/key/private-address.ts';
import { RemoteKeys } from '#smart/key/remote-keys.ts';

const URI = 'https://keys.example.org/jwks';
const rsa = (kid: string) => ({ kty: 'RSA', kid, n: 'x', e: 'AQAB' });

/** Keys at a server whose clock and answers are in the test's hands. */
function keysAt(maxAge: number | undefined) {
  const world = { keys: [rsa('a')] as object[], now: 1_000_000, fetched: 0 };
  const fetch = async () => {
    world.fetched++;
    return { json: { keys: world.keys }, maxAge };
  };
  return { world, keys: new RemoteKeys(fetch, () => world.now) };
}

const kids = async (keys: RemoteKeys, kid?: string) => (await keys.of(URI, kid)).map((key) => key.kid);

it('keeps keys for as long as their server says', async () => {
  const { world, keys } = keysAt(60);
  await keys.of(URI);
  world.now += 59_000;
  await keys.of(URI);
  expect(world.fetched).toBe(1);
  world.now += 2000;
  await keys.of(URI);
  expect(world.fetched).toBe(2);
});

it('keeps keys for five minutes where their server says nothing, and never more than an hour', async () => {
  for (const [maxAge, seconds] of [
    [undefined, 300],
    [86_400, 3600],
  ] as const) {
    const { world, keys } = keysAt(maxAge);
    await keys.of(URI);
    world.now += (seconds - 1) * 1000;
    await keys.of(URI);
    expect(world.fetched).toBe(1);
    world.now += 2000;
    await keys.of(URI);
    expect(world.fetched).toBe(2);
  }
});

it('fetches keys anew for a kid that it does not know, though not for each that somebody makes up', async () => {
  const { world, keys } = keysAt(3600);
  await keys.of(URI, 'a');
  world.keys = [rsa('b')];
  world.now += 11_000;
  expect(await kids(keys, 'b')).toEqual(['b']);
  for (let i = 0; i < 10; i++) await keys.of(URI, `made-up-${i}`);
  expect(world.fetched).toBe(2);
});

it('asks once for many who want the keys at the same moment', async () => {
  const { world, keys } = keysAt(0);
  await Promise.all(Array.from({ length: 10 }, () => keys.of(URI, 'a')));
  expect(world.fetched).toBe(1);
});

it('leaves out what is no public key', async () => {
  const { world, keys } = keysAt(60);
  world.keys = [{ kty: 'oct', kid: 's', k: 'c2VjcmV0' }, rsa('a'), null as never, 'x' as never];
  expect(await kids(keys)).toEqual(['a']);
});

it('refuses what is no set of keys', async () => {
  const { world, keys } = keysAt(60);
  world.keys = undefined as never;
  await expect(keys.of(URI)).rejects.toThrow('JSON Web Key Set');
});

it.each([
  '127.0.0.1',
  '127.8.9.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '64:ff9b::7f00:1',
  '2001:db8::1',
  '2002:7f00:1::',
])('takes %s for an address that is not public', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

it.each(['8.8.8.8', '172.32.0.1', '11.0.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
  'takes %s for a public address',
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);

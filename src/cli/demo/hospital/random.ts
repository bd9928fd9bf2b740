import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A reproducible stream of random draws. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[];
}

function digest(seed: number, path: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...path]))
    .digest();
}

/**
 * The stream of `seed` that belongs to `path`, e.g. `random(7, 'EXO-001', 'baseline')`.
 * Every path has its own stream, so that a new draw for one subject changes nothing for the others.
 */
export function random(seed: number, ...path: string[]): Random {
  const generator = xoroshiro128plus(digest(seed, path).readInt32BE(0));
  const uniform = () => uniformFloat64(generator);
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  const shuffle = <T>(list: readonly T[]): T[] => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = integer(0, i);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  };
  return {
    uniform,
    integer,
    shuffle,
    // Box and Muller; 1 - u keeps the logarithm away from zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (list) => list[integer(0, list.length - 1)]!,
  };
}

/** A UUID (RFC 9562, version 8) that depends on nothing but the seed and the path. */
export function derivedUuid(seed: number, ...path: string[]): string {
  const bytes = digest(seed, path).subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

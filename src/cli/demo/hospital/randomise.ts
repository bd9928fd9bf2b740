import type { Random } from './random.ts';

/**
 * A randomisation list in permuted blocks of four and six (the last one may be shorter): every block holds the
 * arms equally often, so that the allocation is 1:1 at the end and nearly so at any time before.
 * `size` must be a multiple of the number of arms.
 */
export function randomise<Arm>(arms: readonly Arm[], size: number, random: Random): Arm[] {
  if (size % arms.length !== 0)
    throw new Error(`${size} subjects cannot be divided equally among ${arms.length} arms`);
  const list: Arm[] = [];
  while (list.length < size) {
    const perArm = Math.min(random.integer(2, 3), (size - list.length) / arms.length);
    list.push(...random.shuffle(arms.flatMap((arm) => Array.from({ length: perArm }, () => arm))));
  }
  return list;
}

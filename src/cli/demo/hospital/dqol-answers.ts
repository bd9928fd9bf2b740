import type { Random } from './random.ts';
import type { Questionnaire } from './trial-data.ts';

/** Spread of a person's answers around the level that their score stands for. */
const ITEM_SD = 0.8;

/**
 * Answers (1 to 5, undefined if left out) of a person whose quality of life is about `score`, by scale.
 * `unanswered` is the chance that an item is left out.
 */
export function drawDqolAnswers(
  { scales }: Questionnaire,
  score: number,
  unanswered: number,
  random: Random,
): Map<string, (number | undefined)[]> {
  const level = 1 + (4 * (100 - score)) / 100;
  const answer = () => {
    const drawn = Math.min(5, Math.max(1, Math.round(level + ITEM_SD * random.normal())));
    return random.uniform() < unanswered ? undefined : drawn;
  };
  return new Map(scales.map(({ key, items }) => [key, items.map(answer)]));
}

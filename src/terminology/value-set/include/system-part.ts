import type { Ternary } from '../../terminology.ts';
import type { Why } from '../../terminology-error.ts';
import type { Budget } from '../budget.ts';
import type { ExpansionNode } from '../expansion-node.ts';

/** What an include or exclude says of the codes of its system; asking and listing are two halves of one meaning. */
export interface SystemPart {
  /** Whether a code of the system is meant; `why` takes the reason where that is unknown. */
  test(code: string, why?: Why[]): Ternary;
  /** Steps of one test (see Budget). */
  cost: number;
  /** Whether more may be meant than is listed, since only a part of the code system is here. */
  partial: boolean;
  /** All that is meant, as far as it is here. Throws TerminologyError where that cannot be listed. */
  list(budget: Budget): ExpansionNode[];
}

import type { Condition } from './resource-store.ts';

/** The same for conditions that ask the same. */
export const conditionKey = (condition: Condition): string => `${condition.type}?${condition.query}`;

import { ExpressionError } from '../expression-error.ts';
import { type Collection, type Node, operand } from '../value/node.ts';

/** The only item, undefined when there is none (N1, 4.5 Singleton evaluation). Throws when there are more. */
export function single(collection: Collection, asker: string): Node | undefined {
  if (collection.length > 1) {
    throw new ExpressionError(`${asker} expects one item and got ${collection.length}`);
  }
  return collection[0];
}

/**
 * A collection as a criterion: a boolean is itself, any other single item is true, none is undefined
 * (N1, 4.5). Throws when there are more.
 */
export function truth(collection: Collection, asker: string): boolean | undefined {
  if (collection.length === 0) return undefined;
  const value = single(collection, asker)?.value;
  if (value === undefined) return undefined;
  return typeof value === 'boolean' ? value : true;
}

/** The only item's string, undefined when there is none. Throws when it is not a string. */
export function singleString(collection: Collection, asker: string): string | undefined {
  const value = single(collection, asker)?.value;
  if (value === undefined || typeof value === 'string') return value;
  throw new ExpressionError(`${asker} expects a string and got a ${typeof value}`);
}

/** The only item's number, undefined when there is none. Throws when it is not a number. */
export function singleNumber(collection: Collection, asker: string): number | undefined {
  const value = single(collection, asker)?.value;
  if (value === undefined || typeof value === 'number') return value;
  throw new ExpressionError(`${asker} expects a number and got a ${typeof value}`);
}

/** The only item as it is computed with, undefined when there is none or it has no value. */
export function singleOperand(collection: Collection, asker: string): unknown {
  const node = single(collection, asker);
  return node && operand(node);
}

import { type Node, operand } from '../value/node.ts';
import { Quantity } from '../value/quantity.ts';
import { areDuplicates } from './equality.ts';
import { siblingKey, valueKey } from './item-key.ts';

/** Marks the list of a value that has its items whatever their ids and extensions. */
const ANY = '*';
/** Marks the list of a value that has its items made by the expression, whose ids and extensions never count. */
const SYSTEM = '!';

function isSystem({ shape }: Node): boolean {
  return shape.namespace === 'System';
}

/** A number counts as a quantity of unit `1` beside quantities. */
function asQuantity(item: Node): Quantity | undefined {
  const value = operand(item);
  if (typeof value === 'number') return new Quantity(value, '1');
  return value instanceof Quantity ? value : undefined;
}

/**
 * Items by keys that equal items share, so that an item is compared with few others: the time to look for each
 * of thousands grows with their number and not with its square.
 */
export class ItemIndex {
  readonly #items = new Map<string, Node[]>();
  /** One quantity of each unit, those of the expression and those of the data. */
  readonly #quantities = { System: new Map<string, Quantity>(), FHIR: new Map<string, Quantity>() };

  constructor(items: Iterable<Node> = []) {
    for (const item of items) this.add(item);
  }

  add(item: Node): void {
    this.#add(item, valueKey(item));
  }

  /** Whether a duplicate of this item is here (areDuplicates). Throws NotNative for units that need conversion. */
  has(item: Node): boolean {
    return this.#has(item, valueKey(item));
  }

  /** Adds the item unless an duplicate is here; tells whether it was added. */
  addNew(item: Node): boolean {
    const key = valueKey(item);
    if (this.#has(item, key)) return false;
    this.#add(item, key);
    return true;
  }

  #add(item: Node, key: string): void {
    this.#file(ANY + key, item);
    this.#file(isSystem(item) ? SYSTEM + key : `${siblingKey(item)} ${key}`, item);
    const quantity = asQuantity(item);
    if (quantity)
      this.#quantities[item.shape.namespace].set(`${quantity.calendar} ${quantity.unit}`, quantity);
  }

  #has(item: Node, key: string): boolean {
    this.#checkUnits(item);
    if (isSystem(item)) return this.#isIn(ANY + key, item);
    return this.#isIn(`${siblingKey(item)} ${key}`, item) || this.#isIn(SYSTEM + key, item);
  }

  #file(key: string, item: Node): void {
    const filed = this.#items.get(key);
    if (filed === undefined) this.#items.set(key, [item]);
    else filed.push(item);
  }

  #isIn(key: string, item: Node): boolean {
    return this.#items.get(key)?.some((other) => areDuplicates(other, item)) ?? false;
  }

  /** Keys tell quantities of different units apart, although conversion may find them equal. */
  #checkUnits(item: Node): void {
    const quantity = asQuantity(item);
    if (!quantity) return;
    for (const other of this.#quantities.System.values()) other.compare(quantity);
    if (isSystem(item)) for (const other of this.#quantities.FHIR.values()) other.compare(quantity);
  }
}

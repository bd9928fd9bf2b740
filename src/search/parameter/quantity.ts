import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { splitValue, unescapeValue } from '../split-value.ts';
import { parseNumberValue } from './number.ts';

interface Quantity {
  value?: unknown;
  system?: unknown;
  code?: unknown;
  unit?: unknown;
  currency?: unknown;
  low?: Quantity;
  high?: Quantity;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

/**
 * Search values of a quantity parameter: Quantity and its kinds, Money, Range. The comparator of a
 * censored result (`<1.5`) is not regarded: it is found by its number, as most servers do.
 */
export function indexQuantity(parameter: string, { value, type }: TypedValue): IndexValue[] {
  if (typeof value !== 'object' || value === null) return [];
  const quantity = value as Quantity;
  if (type === 'Range') {
    const unit = quantity.low ?? quantity.high;
    const [low, high] = [quantity.low?.value ?? -Number.MAX_VALUE, quantity.high?.value ?? Number.MAX_VALUE];
    if (!unit || typeof low !== 'number' || typeof high !== 'number') return [];
    return [
      {
        kind: 'quantity',
        parameter,
        low,
        high,
        system: text(unit.system),
        code: text(unit.code),
        unit: text(unit.unit),
      },
    ];
  }
  if (typeof quantity.value !== 'number') return [];
  const code = type === 'Money' ? quantity.currency : quantity.code;
  const system = type === 'Money' ? 'urn:iso:std:iso:4217' : quantity.system;
  return [
    {
      kind: 'quantity',
      parameter,
      low: quantity.value,
      high: quantity.value,
      system: text(system),
      code: text(code),
      unit: text(quantity.unit),
    },
  ];
}

/** One value of a quantity search: `number`, `number|system|code` or `number||code` (search.html#quantity). */
export function compileQuantity(parameter: string, value: string): SearchExpression {
  const parts = splitValue(value, '|');
  if (parts.length !== 1 && parts.length !== 3) {
    throw searchError(
      `'${value}' is no quantity for ${parameter}; expected [prefix]number or [prefix]number|system|code`,
      'search.html#quantity',
    );
  }
  const [number = '', system = '', code = ''] = parts.map(unescapeValue);
  return {
    op: 'quantity',
    parameter,
    ...parseNumberValue(parameter, number),
    ...(system ? { system } : {}),
    ...(code ? { code } : {}),
  };
}

import type { TimeSpan } from '#fhir/date-time.ts';
import type { NumberRange, Prefix, SpanRelation } from '#search/search-expression.ts';
import type { ElementFilter } from './element-filter.ts';

/**
 * The prefixes over a stored span [low, high) and a searched span (search.html#prefix), as alternatives:
 * `eq` when the searched span holds the stored one, `gt` when the stored one reaches beyond it, `sa` when it
 * starts after it. `ap` is taken as overlap with a tenth of the distance to now.
 */
export function compileTime(prefix: SpanRelation, { low, high }: TimeSpan, now: number): ElementFilter[] {
  switch (prefix) {
    case 'eq':
      // Every span has low < high, so the bound above takes nothing away; it ends the scan of the index.
      return [{ low: { $gte: low, $lt: high }, high: { $lte: high } }];
    case 'ne':
      return [{ low: { $lt: low } }, { high: { $gt: high } }];
    case 'gt':
      return [{ high: { $gt: high } }];
    case 'lt':
      return [{ low: { $lt: low } }];
    // What lies within the searched span and does not reach beyond it begins in it, and the other way round.
    case 'ge':
      return [{ high: { $gt: high } }, { low: { $gte: low } }];
    case 'le':
      return [{ low: { $lt: low } }, { high: { $lte: high } }];
    case 'sa':
      return [{ low: { $gte: high } }];
    case 'eb':
      return [{ high: { $lte: low } }];
    case 'ap': {
      const tolerance = Math.abs(now - (low + high) / 2) / 10;
      return [{ low: { $lt: high + tolerance }, high: { $gt: low - tolerance } }];
    }
    case 'covers':
      return [{ low: { $lte: low }, high: { $gte: high } }];
    case 'overlaps':
      return [{ low: { $lt: high }, high: { $gt: low } }];
  }
}

/**
 * The prefixes over a stored number or range of numbers and a searched number (search.html#number); `ap` when it
 * shares any of the searched range, which is that of the approximation.
 */
export function compileNumber(prefix: Prefix, { value, low, high }: NumberRange): ElementFilter[] {
  switch (prefix) {
    case 'eq':
      return [{ low: { $gte: low }, high: { $lt: high } }];
    case 'ne':
      return [{ low: { $lt: low } }, { high: { $gte: high } }];
    case 'gt':
      return [{ high: { $gt: value } }];
    case 'lt':
      return [{ low: { $lt: value } }];
    case 'ge':
      return [{ high: { $gte: value } }];
    case 'le':
      return [{ low: { $lte: value } }];
    case 'sa':
      return [{ low: { $gt: value } }];
    case 'eb':
      return [{ high: { $lt: value } }];
    case 'ap':
      return [{ low: { $lte: high }, high: { $gte: low } }];
  }
}

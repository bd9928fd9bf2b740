import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { indexDate } from './parameter/date.ts';
import { indexNumber } from './parameter/number.ts';
import { indexQuantity } from './parameter/quantity.ts';
import { indexReference } from './parameter/reference.ts';
import { indexString } from './parameter/string.ts';
import { indexToken } from './parameter/token.ts';
import { indexUri } from './parameter/uri.ts';
import type { IndexKind, IndexValue } from './search-expression.ts';

/** One value of an element -> its search values under the parameter `code`, by the kind of the parameter. */
export function indexValue(kind: IndexKind, code: string, value: TypedValue, baseUrl: string): IndexValue[] {
  switch (kind) {
    case 'token':
      return indexToken(code, value);
    case 'string':
      return indexString(code, value);
    case 'uri':
      return indexUri(code, value);
    case 'reference':
      return indexReference(code, value, baseUrl);
    case 'date':
      return indexDate(code, value);
    case 'number':
      return indexNumber(code, value);
    case 'quantity':
      return indexQuantity(code, value);
  }
}

import { combining } from './combining.ts';
import { conversion } from './conversion.ts';
import { existence } from './existence.ts';
import { fhir } from './fhir.ts';
import { filtering } from './filtering.ts';
import type { FunctionRule } from './function-rule.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';

/** Every function that the native engine knows, by name. */
export const functions: Record<string, FunctionRule> = {
  ...existence,
  ...filtering,
  ...combining,
  ...conversion,
  ...strings,
  ...numbers,
  ...fhir,
};

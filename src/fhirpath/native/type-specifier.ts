import { ExpressionError } from '../expression-error.ts';
import type { Expression } from '../parse/expression-tree.ts';
import type { TypeRegistry } from '../value/type-registry.ts';
import { SYSTEM, type TypeShape } from '../value/type-shape.ts';

/** FHIR primitives -> the System types they stand for (fhirpath.html#types). */
const SYSTEM_TYPES: Record<string, string[]> = {
  boolean: ['Boolean'],
  string: ['String'],
  uri: ['String'],
  base64Binary: ['String'],
  integer: ['Integer'],
  decimal: ['Decimal'],
  date: ['Date', 'DateTime'],
  dateTime: ['DateTime'],
  instant: ['DateTime'],
  time: ['Time'],
};

function standsFor(shape: TypeShape, systemName: string): boolean {
  for (const ancestor of shape.ancestors) if (SYSTEM_TYPES[ancestor]?.includes(systemName)) return true;
  return systemName === 'Quantity' && shape.quantity;
}

/** The type specifier that a function's argument spells: `Quantity` or `FHIR.Quantity`. */
export function specifierText(argument: Expression): string {
  if (argument.kind === 'member') {
    return argument.target ? `${specifierText(argument.target)}.${argument.name}` : argument.name;
  }
  throw new ExpressionError('expected the name of a type');
}

/**
 * A test of a type and its ancestors. An unqualified System name takes the FHIR primitive that stands for it
 * too: R4's own definitions write `is Boolean` (que-7) and `as(DateTime)` of FHIR elements.
 * Throws ExpressionError for a type that R4 does not have.
 */
export function typeTest(specifier: string, types: TypeRegistry): (shape: TypeShape) => boolean {
  const [namespace, name] = specifier.includes('.') ? specifier.split('.') : [undefined, specifier];
  if (name === undefined) throw new ExpressionError(`unknown type ${specifier}`);
  const isSystem = namespace !== 'FHIR' && Object.hasOwn(SYSTEM, name);
  const isFhir = namespace !== 'System' && types.isType(name);
  if (!isSystem && !isFhir) throw new ExpressionError(`unknown type ${specifier}`);
  return (shape) => {
    if (shape.namespace === 'System') return isSystem && shape.name === name;
    return (
      (isFhir && shape.ancestors.has(name)) || (isSystem && namespace === undefined && standsFor(shape, name))
    );
  };
}

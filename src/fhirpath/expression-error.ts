/** An expression that cannot be parsed, or that its data makes meaningless (http://hl7.org/fhirpath/N1/). */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Thrown where the native engine leaves an expression to fhirpath.js; never seen by callers. */
export class NotNative extends Error {
  override readonly name = 'NotNative';
}

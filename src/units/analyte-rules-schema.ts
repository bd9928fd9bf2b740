const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text };
const codeToText = { type: 'object', additionalProperties: text };
const limits = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };

const unitRule = {
  type: 'object',
  required: ['rule', 'property', 'factor'],
  additionalProperties: false,
  properties: {
    rule: text,
    property: text,
    factor: { type: 'number', exclusiveMinimum: 0 },
    intercept: { type: 'number' },
    approximate: { type: 'boolean' },
  },
};

const analyte = {
  type: 'object',
  required: [
    'key',
    'name',
    'system',
    'code',
    'registeredUnit',
    'canonicalUnit',
    'improvement',
    'units',
    'hard',
    'soft',
    'decimals',
  ],
  properties: {
    key: text,
    name: text,
    system: text,
    code: text,
    registeredUnit: text,
    registeredUnitCorrected: text,
    toRegisteredFactor: { type: 'number', exclusiveMinimum: 0 },
    canonicalUnit: text,
    unitBasis: text,
    improvement: { enum: ['decrease', 'increase', 'unclear'] },
    acceptedLoinc: codeToText,
    capillaryLoincNotForPrimary: codeToText,
    needsFastingEvidenceLoinc: codeToText,
    notEquivalentLoinc: texts,
    holdLoinc: texts,
    methodClass: codeToText,
    units: { type: 'object', minProperties: 1, additionalProperties: unitRule },
    hard: limits,
    soft: limits,
    decimals: { type: 'integer', minimum: 0, maximum: 10 },
  },
};

/** JSON schema of study/analytes.json; what it does not name (synthetic cohort, reference ranges) is not the converter's. */
export const analyteRulesSchema = {
  type: 'object',
  required: ['unitAliases', 'analytes'],
  properties: { unitAliases: codeToText, analytes: { type: 'array', minItems: 1, items: analyte } },
};

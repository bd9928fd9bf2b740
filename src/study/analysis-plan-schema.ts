const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text };

/** A closed object whose properties are all required, except those named optional. */
function record(properties: Record<string, unknown>, optional: string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

function listOf(items: unknown, minItems = 1) {
  return { type: 'array', minItems, items };
}

const timepoint = record(
  {
    code: text,
    label: text,
    visit: text,
    variable: text,
    candidates: text,
    anyTimeCandidates: text,
    select: { enum: ['last', 'nearest-to-target'] },
  },
  ['anyTimeCandidates'],
);

/** JSON schema of study/analysis-plan.json. */
export const analysisPlanSchema = record({
  version: text,
  status: { enum: ['draft', 'active', 'retired'] },
  canonicalBase: text,
  study: text,
  registryId: text,
  schedule: text,
  timezone: text,
  alpha: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  measureReportProfile: text,
  identifierSystem: text,
  codeSystems: record({ analyte: text, arm: text, product: text, analysisSet: text, stratifier: text }),
  arms: listOf(record({ code: text, name: text, label: text, products: texts }), 2),
  referenceArm: text,
  actualArm: listOf(record({ product: text, arm: text })),
  doseVisits: listOf(text),
  variables: record({ anchor: text, firstDose: text, reported: text }),
  timepoints: record({ baseline: timepoint, followUp: timepoint }),
  outcomes: listOf(
    record({
      key: text,
      measure: text,
      analyte: text,
      label: text,
      family: text,
      scale: { enum: ['linear', 'log'] },
    }),
  ),
  families: listOf(record({ code: text, label: text, adjustment: { const: 'holm' } })),
  sensitivity: listOf(
    record({
      code: {
        enum: [
          'per-protocol',
          'out-of-window',
          'flagged-values',
          'censored-at-limit',
          'baseline-carried-forward',
        ],
      },
      label: text,
    }),
    0,
  ),
  statements: texts,
  syntheticData: record({ tag: record({ system: text, code: text }), statement: text }),
  methods: texts,
});

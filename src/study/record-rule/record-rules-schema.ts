const text = { type: 'string', minLength: 1 };

/** A closed object whose properties are all required, except those named optional. */
function record(properties: Record<string, unknown>, optional: string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const named = { type: 'array', items: record({ name: text, expression: text }) };

/** JSON schema of study/record-rules.json. */
export const recordRulesSchema = record({
  version: text,
  url: text,
  subject: record({ type: { const: 'Patient' }, identifierSystem: text }),
  records: {
    type: 'array',
    items: record({ name: text, search: text, parameter: text, where: text, variables: named }, [
      'where',
      'variables',
    ]),
  },
  related: { type: 'array', items: record({ name: text, of: text, parameter: text, type: text }) },
  variables: named,
  anchor: text,
  rules: {
    type: 'array',
    items: record(
      {
        id: text,
        severity: { enum: ['error', 'warning'] },
        about: text,
        sentence: text,
        when: text,
        holds: text,
        declared: text,
        at: text,
        found: text,
        expected: text,
        basis: text,
      },
      ['when', 'declared'],
    ),
  },
});

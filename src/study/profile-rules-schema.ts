const text = { type: 'string', minLength: 1 };

/** JSON schema of study/profile-rules.json. */
export const profileRulesSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'subject', 'rules'],
  properties: {
    version: text,
    subject: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'identifierSystem'],
      properties: { type: { const: 'Patient' }, identifierSystem: text },
    },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'type', 'profile', 'because'],
        anyOf: [{ required: ['when'] }, { required: ['codeIn'] }],
        properties: {
          id: text,
          type: text,
          ofSubject: { type: 'boolean' },
          when: text,
          codeIn: text,
          profile: text,
          because: text,
        },
      },
    },
  },
} as const;

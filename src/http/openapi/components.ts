import type { CapabilityStatement } from '@medplum/fhirtypes';

const inQuery = (name: string, description: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'query',
  description,
  schema,
});
const inHeader = (name: string, description: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});
const inPath = (name: string, description: string, schema: object) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

/** What an id may be (datatypes.html#id). */
const ID = { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' };

/** The parameters of interactions other than search, by their names. */
export function generalParameters(types: string[], formats: string[]): Record<string, object> {
  return {
    id: inPath('id', 'The id of the resource.', ID),
    versionId: inPath('versionId', 'The version, as its ETag names it.', ID),
    type: inPath('type', 'A resource type.', { type: 'string', enum: types }),
    _format: inQuery('_format', 'The format of the answer; it takes precedence over Accept.', {
      type: 'string',
      enum: formats,
    }),
    _pretty: inQuery('_pretty', 'Whether the answer is indented.', { type: 'boolean' }),
    _summary: inQuery('_summary', 'A predefined part of the resource.', {
      type: 'string',
      enum: ['true', 'text', 'data', 'count', 'false'],
    }),
    _elements: inQuery('_elements', 'Elements of the resource, separated by commas.'),
    _count: inQuery('_count', 'The most versions on one page.', { type: 'integer', minimum: 0 }),
    _since: inQuery('_since', 'Only versions made at or after this instant.'),
    _at: inQuery('_at', 'Only versions that were current at some time in this period.'),
    mode: inQuery('mode', 'What is asked for.', {
      type: 'string',
      enum: ['full', 'normative', 'terminology'],
      default: 'full',
    }),
    criteria: {
      ...inQuery('criteria', 'Any search parameters, each under its own name.', {
        type: 'object',
        additionalProperties: { type: 'string' },
      }),
      style: 'form',
      explode: true,
    },
    'If-Match': inHeader('If-Match', 'The version that must be current, as W/"3".'),
    'If-None-Match': inHeader(
      'If-None-Match',
      'The version that the client has; * with an update: none may be there.',
    ),
    'If-Modified-Since': inHeader('If-Modified-Since', 'When the client got the resource.'),
    'If-None-Exist': inHeader('If-None-Exist', 'Criteria; the resource is created only if they find none.'),
    Prefer: inHeader('Prefer', 'return=minimal, return=representation or return=OperationOutcome.'),
  };
}

const HEADERS = {
  ETag: { description: 'The version, as W/"3".', schema: { type: 'string' } },
  'Last-Modified': { description: 'When the version was made.', schema: { type: 'string' } },
  Location: { description: 'Where the version stands that a write has made.', schema: { type: 'string' } },
};

const ref = (kind: string, key: string) => ({ $ref: `#/components/${kind}/${key}` });

/** A resource in each format of the statement. */
const contentOf = (formats: string[], type: string) =>
  Object.fromEntries(formats.map((format) => [format, { schema: ref('schemas', type) }]));

/** Types that answers and bodies have whatever is searched or written. */
const ALWAYS = ['Bundle', 'CapabilityStatement', 'OperationOutcome', 'Parameters'];

/** The bodies that are sent and answered, and their schemas. */
export function bodies({ format = [], patchFormat = [] }: CapabilityStatement, types: string[]) {
  const all = [...new Set([...types, ...ALWAYS])];
  const formats = format.filter((name) => name.includes('/'));
  const answer = (description: string, type: string) => ({ description, content: contentOf(formats, type) });
  return {
    headers: HEADERS,
    schemas: {
      Resource: {
        type: 'object',
        required: ['resourceType'],
        properties: { resourceType: { type: 'string' } },
      },
      JsonPatch: { type: 'array', items: { type: 'object', required: ['op', 'path'] } },
      ...Object.fromEntries(all.map((type) => [type, schemaOf(type)])),
    },
    requestBodies: {
      ...Object.fromEntries(all.map((type) => [type, { required: true, content: contentOf(formats, type) }])),
      Parameters: { required: false, content: contentOf(formats, 'Parameters') },
      Patch: {
        required: true,
        content: Object.fromEntries(
          patchFormat.map((name) => [
            name,
            { schema: ref('schemas', name.includes('json-patch') ? 'JsonPatch' : 'Parameters') },
          ]),
        ),
      },
      Form: {
        description: 'Search parameters, as in a URL.',
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
      },
    },
    responses: {
      ...Object.fromEntries(
        [...new Set([...types, 'CapabilityStatement'])].map((type) => [
          type,
          {
            ...answer(`A ${type}; a write answers none with Prefer: return=minimal.`, type),
            headers: Object.fromEntries(Object.keys(HEADERS).map((name) => [name, ref('headers', name)])),
          },
        ]),
      ),
      Searchset: answer('A Bundle of type searchset, with links to further pages.', 'Bundle'),
      History: answer('A Bundle of type history, newest version first.', 'Bundle'),
      BundleResponse: answer('A Bundle of type batch-response or transaction-response.', 'Bundle'),
      Outcome: answer('What was done.', 'OperationOutcome'),
      Answer: answer('What the operation answers, as its OperationDefinition says.', 'Resource'),
      Nothing: { description: 'Without a body.' },
      Refusal: answer('Why the request was refused.', 'OperationOutcome'),
    },
  };
}

/** A resource of a type. What its elements are stands at HL7; it is checked by validation and not repeated here. */
const schemaOf = (type: string) => ({
  type: 'object',
  required: ['resourceType'],
  properties: { resourceType: { const: type }, id: ID },
  externalDocs: { url: specificationOf(type) },
});

/** Where R4 defines a type. */
export const specificationOf = (type: string): string => `https://hl7.org/fhir/R4/${type.toLowerCase()}.html`;

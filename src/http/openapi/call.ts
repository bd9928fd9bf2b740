/** A call that can be made; what it shares with others is named by its key among the components. */
export interface Call {
  /** Unique in the document: client generators name functions after it. */
  operationId: string;
  tag: string;
  summary: string;
  /** Keys of components.parameters. */
  parameters?: string[];
  /** A key of components.requestBodies. */
  requestBody?: string;
  /** Keys of components.responses by status. */
  responses: Record<string, string>;
}

/** The calls on one path by their methods, in small letters. */
export type Calls = Record<string, Call>;

const reference = (kind: string, key: string) => ({ $ref: `#/components/${kind}/${key}` });

/** The keys of the parameters that every call has: the form of its answer. */
const OF_ALL = ['_format', '_pretty'];

/** Calls as a Path Item Object (OpenAPI 3.1.1, 4.8.9), with the parameters that stand in the path. */
export function pathItem(path: string, calls: Calls): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  return {
    parameters: [...inPath, ...OF_ALL].map((key) => reference('parameters', key)),
    ...Object.fromEntries(Object.entries(calls).map(([method, call]) => [method, operationObject(call)])),
  };
}

/** A call as an Operation Object (OpenAPI 3.1.1, 4.8.10). Every call may be refused. */
function operationObject({ operationId, tag, summary, parameters = [], requestBody, responses }: Call) {
  return {
    operationId,
    tags: [tag],
    summary,
    ...(parameters.length ? { parameters: parameters.map((key) => reference('parameters', key)) } : {}),
    ...(requestBody ? { requestBody: reference('requestBodies', requestBody) } : {}),
    responses: Object.fromEntries(
      Object.entries({ ...responses, '4XX': 'Refusal' }).map(([status, key]) => [
        status,
        reference('responses', key),
      ]),
    ),
  };
}

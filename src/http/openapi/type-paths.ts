import type { CapabilityStatementRestResource } from '@medplum/fhirtypes';
import type { Call, Calls } from './call.ts';

const CONDITIONS_OF_WRITE = ['If-Match', 'Prefer'];
const PART = ['_summary', '_elements'];
const PAGE_OF_HISTORY = ['_count', '_since', '_at'];
const SEARCHSET = { '200': 'Searchset' };
const HISTORY = { '200': 'History' };

/** The interactions on one type that are claimed, by path and method (http.html). */
export function typePaths(
  resource: CapabilityStatementRestResource,
  searchKeys: string[],
): Record<string, Calls> {
  const type = resource.type as string;
  const codes = new Set(resource.interaction?.map(({ code }) => code as string));
  const call = (
    operationId: string,
    summary: string,
    rest: Omit<Call, 'operationId' | 'tag' | 'summary'>,
  ) => ({
    operationId: `${operationId}${type}`,
    tag: type,
    summary,
    ...rest,
  });
  const written = { '200': type, '201': type };
  const only = (claimed: boolean | undefined, calls: Calls): Calls => (claimed ? calls : {});
  return {
    [`/${type}`]: {
      ...only(codes.has('search-type'), {
        get: call('search', `Search ${type}`, { parameters: searchKeys, responses: SEARCHSET }),
      }),
      ...only(codes.has('create'), {
        post: call('create', `Create a ${type}`, {
          parameters: ['If-None-Exist', 'Prefer'],
          requestBody: type,
          responses: written,
        }),
      }),
      ...only(resource.conditionalUpdate, {
        put: call('updateConditional', `Update the ${type} that criteria find, or create it`, {
          parameters: ['criteria', ...CONDITIONS_OF_WRITE],
          requestBody: type,
          responses: written,
        }),
        ...only(codes.has('patch'), {
          patch: call('patchConditional', `Patch the ${type} that criteria find`, {
            parameters: ['criteria', ...CONDITIONS_OF_WRITE],
            requestBody: 'Patch',
            responses: { '200': type },
          }),
        }),
      }),
      ...only((resource.conditionalDelete ?? 'not-supported') !== 'not-supported', {
        delete: call('deleteConditional', `Delete what criteria find (${resource.conditionalDelete})`, {
          parameters: ['criteria', 'If-Match'],
          responses: { '200': 'Outcome', '204': 'Nothing' },
        }),
      }),
    },
    [`/${type}/_search`]: only(codes.has('search-type'), {
      post: call('searchByForm', `Search ${type} with a form`, {
        requestBody: 'Form',
        responses: SEARCHSET,
      }),
    }),
    [`/${type}/_history`]: only(codes.has('history-type'), {
      get: call('historyOfAll', `Versions of all ${type} resources`, {
        parameters: PAGE_OF_HISTORY,
        responses: HISTORY,
      }),
    }),
    [`/${type}/{id}`]: {
      ...only(codes.has('read'), {
        get: call('read', `Read a ${type}`, {
          parameters: [...PART, 'If-None-Match', 'If-Modified-Since'],
          responses: { '200': type, '304': 'Nothing' },
        }),
      }),
      ...only(codes.has('update'), {
        put: call('update', `Update a ${type}, or create it under this id`, {
          parameters: [...CONDITIONS_OF_WRITE, 'If-None-Match'],
          requestBody: type,
          responses: written,
        }),
      }),
      ...only(codes.has('patch'), {
        patch: call('patch', `Patch a ${type}`, {
          parameters: CONDITIONS_OF_WRITE,
          requestBody: 'Patch',
          responses: { '200': type },
        }),
      }),
      ...only(codes.has('delete'), {
        delete: call('delete', `Delete a ${type}`, {
          parameters: ['If-Match'],
          responses: { '204': 'Nothing' },
        }),
      }),
    },
    [`/${type}/{id}/_history`]: only(codes.has('history-instance'), {
      get: call('history', `Versions of a ${type}`, { parameters: PAGE_OF_HISTORY, responses: HISTORY }),
    }),
    [`/${type}/{id}/_history/{versionId}`]: only(codes.has('vread'), {
      get: call('vread', `Read a version of a ${type}`, {
        parameters: PART,
        responses: { '200': type, '304': 'Nothing' },
      }),
    }),
  };
}

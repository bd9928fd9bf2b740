import type { CapabilityStatementRest } from '@medplum/fhirtypes';
import type { Calls } from './call.ts';

/** The tag of what is about no type in particular. */
export const SYSTEM = 'System';

/** The interactions on the base that are claimed, by path and method (http.html). */
export function systemPaths(rest: CapabilityStatementRest, searchKeys: string[]): Record<string, Calls> {
  const codes = new Set(rest.interaction?.map(({ code }) => code as string));
  const searchset = { '200': 'Searchset' };
  const search: Calls = codes.has('search-system')
    ? {
        get: {
          operationId: 'searchSystem',
          tag: SYSTEM,
          summary: 'Search all types',
          parameters: searchKeys,
          responses: searchset,
        },
      }
    : {};
  const bundle: Calls =
    codes.has('batch') || codes.has('transaction')
      ? {
          post: {
            operationId: 'bundle',
            tag: SYSTEM,
            summary: 'Carry out a batch or a transaction',
            parameters: ['Prefer'],
            requestBody: 'Bundle',
            responses: { '200': 'BundleResponse' },
          },
        }
      : {};
  return {
    '/metadata': {
      get: {
        operationId: 'capabilities',
        tag: SYSTEM,
        summary: 'What this server can do',
        parameters: ['mode', '_summary', '_elements', 'If-None-Match'],
        responses: { '200': 'CapabilityStatement', '304': 'Nothing' },
      },
    },
    '/': { ...search, ...bundle },
    '/_search': codes.has('search-system')
      ? {
          post: {
            operationId: 'searchSystemByForm',
            tag: SYSTEM,
            summary: 'Search all types with a form',
            requestBody: 'Form',
            responses: searchset,
          },
        }
      : {},
    '/_history': codes.has('history-system')
      ? {
          get: {
            operationId: 'historySystem',
            tag: SYSTEM,
            summary: 'Versions of all resources',
            parameters: ['_count', '_since', '_at'],
            responses: { '200': 'History' },
          },
        }
      : {},
  };
}

/** Searches in the compartment of a resource: of the types that can be in it, or of all with `*`. */
export function compartmentPaths(compartment: string): Record<string, Calls> {
  const inCompartment = `in the compartment of a ${compartment}`;
  return {
    [`/${compartment}/{id}/{memberOf${compartment}}`]: {
      get: {
        operationId: `searchIn${compartment}`,
        tag: compartment,
        summary: `Search ${inCompartment}`,
        parameters: ['criteria'],
        responses: { '200': 'Searchset' },
      },
    },
    [`/${compartment}/{id}/{memberOf${compartment}}/_search`]: {
      post: {
        operationId: `searchIn${compartment}ByForm`,
        tag: compartment,
        summary: `Search ${inCompartment} with a form`,
        requestBody: 'Form',
        responses: { '200': 'Searchset' },
      },
    },
  };
}

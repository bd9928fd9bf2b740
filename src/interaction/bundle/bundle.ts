import type { Limits } from '#config.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Answer } from '../answer.ts';
import { patchOfEntry } from '../patch/read-patch.ts';
import { readPreference } from '../preferred-answer.ts';
import type { FhirRequest } from '../request.ts';
import { batch } from './batch.ts';
import { type ParsedEntry, parseEntry } from './parse-entry.ts';
import { type TransactionRooms, transaction } from './transaction.ts';

/** What a bundle needs; `perform` carries out one entry of a batch as if it had come alone. */
export interface BundleRooms extends TransactionRooms {
  limits: Limits;
  perform: (request: FhirRequest) => Promise<Answer>;
}

/** POST of a batch or transaction to the base (http.html#transaction). */
export async function bundle(request: FhirRequest, rooms: BundleRooms): Promise<Answer> {
  const { type, entries } = readBundle(request.body, rooms.limits);
  const { baseUrl } = rooms.context;
  // Without a preference a bundle, which may be long, is answered without the resources that it wrote.
  const wanted = readPreference(request.prefer) ?? 'minimal';
  if (type === 'transaction') {
    const parsed = entries.map((entry, i) => parseEntry(entry, i, baseUrl));
    return transaction(parsed, { bundle: request.body as Resource, wanted }, rooms);
  }
  const parsed = entries.map((entry, i) => {
    try {
      return parseEntry(entry, i, baseUrl);
    } catch (error) {
      if (error instanceof FhirError) return error;
      throw error;
    }
  });
  const perform = (entry: ParsedEntry) => rooms.perform(requestOf(entry));
  return batch(parsed, { wanted, baseUrl, perform });
}

/** An entry as the request it stands for. */
export function requestOf({ place, method, path, query, resource, ...conditions }: ParsedEntry): FhirRequest {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifNoneExist } = conditions;
  const sent =
    method === 'PATCH' && resource
      ? patchOfEntry(resource, `${place}.resource`)
      : { document: resource, isJsonPatch: false };
  return {
    method,
    path,
    query,
    body: sent.document,
    isJsonPatch: sent.isJsonPatch,
    ifMatch,
    ifNoneMatch,
    ifModifiedSince,
    ifNoneExist,
  };
}

function readBundle(body: unknown, limits: Limits): { type: 'batch' | 'transaction'; entries: unknown[] } {
  const source = 'http.html#transaction';
  const { resourceType, type, entry } = (body ?? {}) as Record<string, unknown>;
  if (resourceType !== 'Bundle')
    throw refuse(400, 'structure', 'the body is no Bundle; a batch or transaction was expected at the base', {
      expression: 'Bundle.resourceType',
      source,
    });
  if (type !== 'batch' && type !== 'transaction')
    throw refuse(
      400,
      'value',
      `the Bundle is of type ${typeof type === 'string' ? `'${type.slice(0, 40)}'` : 'unknown'}; batch or transaction was expected`,
      { expression: 'Bundle.type', source },
    );
  if (entry !== undefined && !Array.isArray(entry))
    throw refuse(400, 'structure', 'Bundle.entry is no array', {
      expression: 'Bundle.entry',
      source: 'json.html',
    });
  const entries = (entry as unknown[] | undefined) ?? [];
  if (entries.length > limits.bundleEntries) {
    throw refuse(
      413,
      'too-long',
      `the Bundle has ${entries.length} entries; at most ${limits.bundleEntries} are taken at once`,
      { expression: 'Bundle.entry', source },
    );
  }
  return { type, entries };
}

import { refuse } from '#fhir/operation-outcome.ts';
import { isId, type Resource } from '#fhir/resource.ts';

/** One entry of a batch or transaction with its request taken apart (bundle.html#Bundle.entry.request). */
export interface ParsedEntry {
  /** `Bundle.entry[3]`. */
  place: string;
  fullUrl?: string;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path segments behind the base, e.g. `['Patient', '1']`. */
  path: string[];
  /** The query string without its `?`. */
  query: string;
  resource?: Resource;
  ifMatch?: string;
  ifNoneMatch?: string;
  ifModifiedSince?: string;
  ifNoneExist?: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Reads one entry; throws a 400 that names the entry and what is wrong with its request. */
export function parseEntry(entry: unknown, index: number, baseUrl: string): ParsedEntry {
  const place = `Bundle.entry[${index}]`;
  const problem = (diagnostics: string, element: string) =>
    refuse(400, 'value', diagnostics, { expression: `${place}.${element}`, source: 'http.html#transaction' });
  const { fullUrl, resource, request } = (entry ?? {}) as {
    fullUrl?: unknown;
    resource?: unknown;
    request?: Record<string, unknown>;
  };
  if (typeof request !== 'object' || request === null)
    throw refuse(400, 'required', 'the entry has no request; method and url were expected', {
      expression: `${place}.request`,
      source: 'bdl-3',
    });
  const method = text(request.method);
  if (method === undefined || !METHODS.includes(method))
    throw problem(
      `the method is '${String(method).slice(0, 20)}'; one of ${METHODS.join(', ')} was expected`,
      'request.method',
    );
  const url = text(request.url);
  if (url === undefined) throw problem('the request has no url', 'request.url');
  const relative = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length + 1) : url.replace(/^\//, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative))
    throw problem(`the url '${url.slice(0, 80)}' is not of this server`, 'request.url');
  const [path = '', ...query] = relative.split('?');
  if (path.replaceAll('/', '') === '')
    throw problem('a bundle within a bundle is not carried out', 'request.url');
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  if (hasBody && (typeof resource !== 'object' || resource === null))
    throw problem(`a ${method} entry has no resource`, 'resource');
  return {
    place,
    method: method as ParsedEntry['method'],
    path: path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeSegment),
    query: query.join('?'),
    ...(hasBody ? { resource: resource as Resource } : {}),
    ...(text(fullUrl) ? { fullUrl: fullUrl as string } : {}),
    ...defined('ifMatch', request.ifMatch),
    ...defined('ifNoneMatch', request.ifNoneMatch),
    ...defined('ifModifiedSince', request.ifModifiedSince),
    ...defined('ifNoneExist', request.ifNoneExist),
  };
}

function defined<K extends string>(key: K, value: unknown): { [P in K]?: string } {
  return (text(value) === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Type and id of an entry's url, the id undefined where it has none; throws 400 or 404 for anything else. */
export function entryTarget(entry: ParsedEntry, resourceTypes: Set<string>): { type: string; id?: string } {
  const [type = '', id, ...more] = entry.path;
  const expression = `${entry.place}.request.url`;
  if (!resourceTypes.has(type))
    throw refuse(404, 'not-supported', `'${type.slice(0, 64)}' is no resource type of R4`, {
      expression,
      source: 'http.html#transaction',
    });
  if (more.length || (id !== undefined && !isId(id))) {
    throw refuse(
      400,
      'value',
      `'${entry.path.join('/').slice(0, 80)}' is no url for ${entry.method}; [type] or [type]/[id] was expected`,
      { expression, source: 'http.html#transaction' },
    );
  }
  return { type, ...(id === undefined ? {} : { id }) };
}

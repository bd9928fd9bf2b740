import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { create } from '#interaction/create.ts';
import { conditionalDelete, remove } from '#interaction/delete.ts';
import { history } from '#interaction/history.ts';
import { read, vread } from '#interaction/read.ts';
import { type FhirRequest, preference } from '#interaction/request.ts';
import { searchType } from '#interaction/search-type.ts';
import { conditionalUpdate, update } from '#interaction/update.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import type { Rooms } from './rooms.ts';

/** A request with the parts of its path by name. */
export interface RoutedRequest extends FhirRequest {
  type: string;
  id: string;
  versionId: string;
}

/** One line of the table: what a method on a path means (http.html#3.1.0). */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments behind the base; `:name` takes any one segment. */
  path: string;
  /** The code of the CapabilityStatement, with which the request is also logged. */
  interaction: string;
  handle: (request: RoutedRequest, rooms: Rooms) => Promise<Answer>;
}

const lenient = (request: FhirRequest): boolean => preference(request.prefer, 'handling') === 'lenient';

/** Body and URL parameters of a search by POST count together (http.html#search). */
const joined = (request: FhirRequest): string =>
  [request.query, typeof request.body === 'string' ? request.body : ''].filter(Boolean).join('&');

/** The interactions of the RESTful API in one table. */
const INTERACTIONS: Route[] = [
  {
    method: 'GET',
    path: 'metadata',
    interaction: 'capabilities',
    handle: async (_, rooms) => ({ status: 200, headers: {}, body: rooms.capabilities() }),
  },
  { method: 'POST', path: '', interaction: 'transaction', handle: (request, rooms) => rooms.bundle(request) },
  {
    method: 'GET',
    path: '_history',
    interaction: 'history-system',
    handle: (request, rooms) => history({ query: request.query }, rooms),
  },
  {
    method: 'GET',
    path: ':type',
    interaction: 'search-type',
    handle: (request, rooms) =>
      searchType({ type: request.type, query: request.query, lenient: lenient(request) }, rooms),
  },
  {
    method: 'POST',
    path: ':type/_search',
    interaction: 'search-type',
    handle: (request, rooms) =>
      searchType({ type: request.type, query: joined(request), lenient: lenient(request) }, rooms),
  },
  { method: 'POST', path: ':type', interaction: 'create', handle: create },
  {
    method: 'PUT',
    path: ':type',
    interaction: 'update',
    handle: (request, rooms) => conditionalUpdate({ ...request, criteria: criteria(request) }, rooms),
  },
  {
    method: 'DELETE',
    path: ':type',
    interaction: 'delete',
    handle: (request, rooms) => conditionalDelete({ ...request, criteria: criteria(request) }, rooms),
  },
  {
    method: 'GET',
    path: ':type/_history',
    interaction: 'history-type',
    handle: ({ type, query }, rooms) => history({ type, query }, rooms),
  },
  { method: 'GET', path: ':type/:id', interaction: 'read', handle: read },
  { method: 'PUT', path: ':type/:id', interaction: 'update', handle: update },
  { method: 'DELETE', path: ':type/:id', interaction: 'delete', handle: remove },
  {
    method: 'GET',
    path: ':type/:id/_history',
    interaction: 'history-instance',
    handle: ({ type, id, query }, rooms) => history({ type, id, query }, rooms),
  },
  { method: 'GET', path: ':type/:id/_history/:versionId', interaction: 'vread', handle: vread },
];

/** The ways to call an operation: by POST, and by GET where it changes nothing (operations.html#3.2.0.1). */
function routesOf({ name, levels, types = [':type'], affectsState, handle }: Operation): Route[] {
  const paths = levels.flatMap((level) => {
    if (level === 'system') return [`$${name}`];
    return types.map((type) => (level === 'type' ? `${type}/$${name}` : `${type}/:id/$${name}`));
  });
  const methods: Route['method'][] = affectsState ? ['POST'] : ['GET', 'POST'];
  return paths.flatMap((path) =>
    methods.map((method) => ({ method, path, interaction: `$${name}`, handle })),
  );
}

/** Everything that can be asked of this server. */
export const ROUTES: Route[] = [...INTERACTIONS, ...OPERATIONS.flatMap(routesOf)];

/** A PUT or DELETE of a whole type without criteria is refused, not taken as "all of them". */
function criteria({ method, type, query }: RoutedRequest): string {
  if (query) return query;
  throw notAllowed(
    `${method} of ${type} needs an id in the URL or search criteria`,
    'GET, HEAD, POST',
    'http.html#cond-update',
  );
}

function notAllowed(diagnostics: string, allow: string, source: string): Error {
  const error = refuse(405, 'not-supported', diagnostics, { source });
  error.headers.Allow = allow;
  return error;
}

interface Pattern {
  segments: string[];
  route: Route;
}

/** The routes by the number of their segments. */
const PATTERNS = Map.groupBy(
  ROUTES.map((route): Pattern => ({ segments: route.path === '' ? [] : route.path.split('/'), route })),
  ({ segments }) => segments.length,
);

function matches(segments: string[], path: string[]): boolean {
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    // `_history`, `_search` and `$operations` are no ids.
    if (segment[0] === ':' ? /^[_$]/.test(path[i] as string) : segment !== path[i]) return false;
  }
  return true;
}

/** The route of a request and the request with its path parts; 404 or 405 where there is none. */
export function findRoute(
  request: FhirRequest,
  resourceTypes: Set<string>,
): { route: Route; request: RoutedRequest } {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const [first = ''] = request.path;
  const matching = (PATTERNS.get(request.path.length) ?? []).filter(({ segments }) =>
    matches(segments, request.path),
  );
  const candidates = resourceTypes.has(first)
    ? matching
    : matching.filter(({ segments }) => segments[0] !== ':type');
  if (matching.length && !candidates.length) {
    throw refuse(
      404,
      'not-supported',
      `'${first.slice(0, 64)}' is no resource type of R4 (names are case-sensitive)`,
      { source: 'http.html#general' },
    );
  }
  const found = candidates.find(({ route }) => route.method === method);
  if (!found) throw noRoute(request, candidates);
  const part = (name: string) => {
    const at = found.segments.indexOf(name);
    return at < 0 ? '' : (request.path[at] as string);
  };
  return {
    route: found.route,
    request: {
      ...request,
      type: resourceTypes.has(first) ? first : '',
      id: part(':id'),
      versionId: part(':versionId'),
    },
  };
}

function noRoute({ method, path }: FhirRequest, candidates: Pattern[]): Error {
  const source = 'http.html#general';
  const where = path.join('/').slice(0, 80);
  if (!candidates.length)
    return refuse(404, 'not-supported', `'${where}' is no path of this server`, { source });
  const methods = new Set<string>(candidates.map(({ route }) => route.method));
  if (methods.has('GET')) methods.add('HEAD');
  const allow = [...methods].join(', ');
  return notAllowed(`${method.slice(0, 20)} is not allowed on '/${where}'; allowed: ${allow}`, allow, source);
}

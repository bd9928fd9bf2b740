import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { capabilities } from '#interaction/capabilities.ts';
import { create } from '#interaction/create.ts';
import { conditionalDelete, remove } from '#interaction/delete.ts';
import { history } from '#interaction/history.ts';
import { conditionalPatch, patch } from '#interaction/patch/patch.ts';
import { PATCH_FORMATS } from '#interaction/patch/read-patch.ts';
import { read, vread } from '#interaction/read.ts';
import type { FhirRequest } from '#interaction/request.ts';
import { conditionalUpdate, update } from '#interaction/update.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import type { CallersRooms } from './rooms.ts';
import { type ReadSearch, SEARCH_ROUTES } from './search-routes.ts';

/** A request with the parts of its path by name. */
export interface RoutedRequest extends FhirRequest {
  type: string;
  id: string;
  versionId: string;
  /** The type whose resources in a compartment are asked for, or `*`. */
  member: string;
}

/** One line of the table: what a method on a path means (http.html#3.1.0). */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Segments behind the base; `:name` takes any one segment. */
  path: string;
  /** The code of the CapabilityStatement, with which the request is also logged. */
  interaction: string;
  /** Whether it may answer in other forms than FHIR's, so that its answer alone tells whether there is one to agree on. */
  ownForms?: boolean;
  handle: (request: RoutedRequest, rooms: CallersRooms) => Promise<Answer>;
  /** Of a search: what it asks for. */
  search?: ReadSearch;
}

/** The interactions of the RESTful API in one table. */
const INTERACTIONS: Route[] = [
  { method: 'GET', path: 'metadata', interaction: 'capabilities', handle: capabilities },
  {
    method: 'POST',
    path: '',
    interaction: 'transaction',
    handle: (request, rooms) => rooms.bundle(request, rooms),
  },
  {
    method: 'GET',
    path: '_history',
    interaction: 'history-system',
    handle: (request, rooms) => history({ query: request.query }, rooms),
  },
  { method: 'POST', path: ':type', interaction: 'create', handle: create },
  {
    method: 'PUT',
    path: ':type',
    interaction: 'update',
    handle: (request, rooms) => conditionalUpdate({ ...request, criteria: criteria(request) }, rooms),
  },
  {
    method: 'PATCH',
    path: ':type',
    interaction: 'patch',
    handle: (request, rooms) =>
      conditionalPatch({ ...request, criteria: criteria(request), sent: sentPatch(request) }, rooms),
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
  {
    method: 'PATCH',
    path: ':type/:id',
    interaction: 'patch',
    handle: (request, rooms) => patch({ ...request, sent: sentPatch(request) }, rooms),
  },
  { method: 'DELETE', path: ':type/:id', interaction: 'delete', handle: remove },
  {
    method: 'GET',
    path: ':type/:id/_history',
    interaction: 'history-instance',
    handle: ({ type, id, query }, rooms) => history({ type, id, query }, rooms),
  },
  { method: 'GET', path: ':type/:id/_history/:versionId', interaction: 'vread', handle: vread },
];

/** What stands between the type and the name of an operation. */
const BEHIND_TYPE = { type: '', instance: '/:id', version: '/:id/_history/:versionId' };

/** The ways to call an operation: by POST, and by GET where it changes nothing (operations.html#3.2.0.1). */
function routesOf({ name, levels, types = [':type'], affectsState, handle }: Operation): Route[] {
  const paths = levels.flatMap((level) => {
    if (level === 'system') return [`$${name}`];
    return types.map((type) => `${type}${BEHIND_TYPE[level]}/$${name}`);
  });
  const methods: Route['method'][] = affectsState ? ['POST'] : ['GET', 'POST'];
  return paths.flatMap((path) =>
    methods.map((method) => ({ method, path, interaction: `$${name}`, ownForms: !affectsState, handle })),
  );
}

/** Everything that can be asked of this server. */
export const ROUTES: Route[] = [...INTERACTIONS, ...SEARCH_ROUTES, ...OPERATIONS.flatMap(routesOf)];

/** The body of a PATCH: the media type tells a JSON Patch from a FHIRPath Patch. */
const sentPatch = ({ body, isJsonPatch = false }: RoutedRequest) => ({ document: body, isJsonPatch });

/** A PUT, PATCH or DELETE of a whole type without criteria is refused, not taken as "all of them". */
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
  const asked = method === 'OPTIONS' ? optionsOf(candidates) : undefined;
  const found = asked ?? candidates.find(({ route }) => route.method === method);
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
      member: part(':member'),
    },
  };
}

/** The methods of a path, as `Allow` lists them (RFC 9110, section 10.2.1). */
function allowed(candidates: Pattern[]): string {
  const methods = new Set<string>(candidates.map(({ route }) => route.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].join(', ');
}

/** What OPTIONS on a path answers (RFC 9110, section 9.3.7); the CapabilityStatement is at /metadata alone. */
function optionsOf(candidates: Pattern[]): Pattern | undefined {
  const [first] = candidates;
  if (!first) return undefined;
  const patch = candidates.some(({ route }) => route.method === 'PATCH');
  const headers = {
    Allow: `${allowed(candidates)}, OPTIONS`,
    ...(patch ? { 'Accept-Patch': PATCH_FORMATS.join(', ') } : {}),
  };
  const handle = async () => ({ status: 204, headers });
  return { ...first, route: { ...first.route, method: 'OPTIONS', interaction: 'options', handle } };
}

function noRoute({ method, path }: FhirRequest, candidates: Pattern[]): Error {
  const source = 'http.html#general';
  const where = path.join('/').slice(0, 80);
  if (!candidates.length)
    return refuse(404, 'not-supported', `'${where}' is no path of this server`, { source });
  const allow = allowed(candidates);
  return notAllowed(`${method.slice(0, 20)} is not allowed on '/${where}'; allowed: ${allow}`, allow, source);
}

import { type FhirRequest, preference } from '#interaction/request.ts';
import { type SearchRequest, search } from '#interaction/search.ts';
import { ofCompartment, ofSystem, ofType, type SearchScope } from '#search/search-scope.ts';
import type { CallersRooms } from './rooms.ts';
import type { Route, RoutedRequest } from './routes.ts';

/** Body and URL parameters of a search by POST count together (http.html#search). */
const parametersOf = ({ query, body }: FhirRequest): string =>
  [query, typeof body === 'string' ? body : ''].filter(Boolean).join('&');

const inCompartment = (request: RoutedRequest, { context, definitions }: CallersRooms): SearchScope => {
  const { type: compartment, id, member: type } = request;
  return ofCompartment({ compartment, id, type }, definitions.compartments, context);
};

/** The kinds of search: where they are asked for, and what they are about (http.html#search). */
const SEARCHES: {
  path: string;
  interaction: string;
  scope: (request: RoutedRequest, rooms: CallersRooms) => SearchScope;
}[] = [
  { path: '', interaction: 'search-system', scope: (_, { context }) => ofSystem(context) },
  { path: ':type', interaction: 'search-type', scope: ({ type }) => ofType(type) },
  { path: ':type/:id/:member', interaction: 'search-compartment', scope: inCompartment },
];

/** What a request of one of these routes searches for; throws where its parameters are wrong. */
export type ReadSearch = (request: RoutedRequest, rooms: CallersRooms) => SearchRequest;

/** Every search by GET, and by POST to `_search` with a form. */
export const SEARCH_ROUTES: Route[] = SEARCHES.flatMap(({ path, interaction, scope }): Route[] => {
  const read: ReadSearch = (request, rooms) => ({
    scope: scope(request, rooms),
    query: parametersOf(request),
    lenient: preference(request.prefer, 'handling') === 'lenient',
  });
  const handle: Route['handle'] = async (request, rooms) => search(read(request, rooms), rooms);
  return [
    { method: 'GET', path, interaction, handle, search: read },
    { method: 'POST', path: `${path}/_search`.replace(/^\//, ''), interaction, handle, search: read },
  ];
});

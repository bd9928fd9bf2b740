import { OPERATIONS } from '#http/operations.ts';
import { ROUTES } from '#http/routes.ts';
import { useServer } from '../../server-for-tests.ts';
import { readStatement, type Statement } from './statement.ts';

const server = useServer();
let statement: Statement;

beforeAll(async () => {
  statement = await readStatement(server());
});

/** What the statement has no code for, or says in another place. */
const SAID_OTHERWISE = new Set(['capabilities', 'search-compartment']);

it('claims every route of a type or of the system', () => {
  const [rest] = statement.rest;
  const ofSystem = new Set(rest.interaction.map(({ code }) => code));
  for (const { interaction, path } of ROUTES) {
    if (interaction.startsWith('$') || SAID_OTHERWISE.has(interaction)) continue;
    if (!path.startsWith(':type')) expect(ofSystem).toContain(interaction);
    else
      for (const { interaction: claims } of rest.resource)
        expect(claims).toContainEqual({ code: interaction });
  }
  expect(rest.compartment.length > 0).toBe(
    ROUTES.some((route) => route.interaction === 'search-compartment'),
  );
});

it('claims every operation where it may be called', () => {
  const [rest] = statement.rest;
  for (const { name, definition, levels, types } of OPERATIONS) {
    if (levels.includes('system'))
      expect(rest.operation).toContainEqual({ name, definition: expect.stringContaining(definition) });
    if (levels.every((level) => level === 'system')) continue;
    const claiming = rest.resource.filter(({ operation = [] }) =>
      operation.some((claim) => claim.definition.endsWith(definition)),
    );
    expect(claiming.map(({ type }) => type)).toEqual(
      types?.toSorted() ?? rest.resource.map(({ type }) => type),
    );
  }
});

it('allows on each kind of place the methods of its claims, and no others', async () => {
  const METHODS: Record<string, [string, string]> = {
    create: ['type', 'POST'],
    'search-type': ['type', 'GET'],
    read: ['instance', 'GET'],
    update: ['instance', 'PUT'],
    patch: ['instance', 'PATCH'],
    delete: ['instance', 'DELETE'],
  };
  const allowed = async (path: string) =>
    (await server().send('OPTIONS', path)).headers.allow?.split(', ').toSorted();
  const { interaction = [] } = statement.rest[0].resource[0] ?? {};
  const claimed = (place: string, ...more: string[]) =>
    [
      ...interaction.flatMap(({ code }) => (METHODS[code]?.[0] === place ? [METHODS[code][1]] : [])),
      ...more,
      'HEAD',
      'OPTIONS',
    ].toSorted();
  // The conditional forms of update, patch and delete are claimed for the type.
  expect(await allowed('/Basic')).toEqual(claimed('type', 'PUT', 'PATCH', 'DELETE'));
  expect(await allowed('/Basic/a')).toEqual(claimed('instance'));
  expect(await allowed('/Basic/_history')).toEqual(['GET', 'HEAD', 'OPTIONS']);
  expect(await allowed('/Basic/a/_history')).toEqual(['GET', 'HEAD', 'OPTIONS']);
  expect(await allowed('/Basic/a/_history/1')).toEqual(['GET', 'HEAD', 'OPTIONS']);
  expect(await allowed('')).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
});

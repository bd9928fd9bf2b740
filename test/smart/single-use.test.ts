import { loadPatients } from './load-patients.ts';
import { App, appNamed, type BackEnd, backEndClient, newBackEnd, useSmart } from './use-smart.ts';

const CROWD = 8;
const WHO = { user: 'alice', patient: 'p1' };

let backEnd: BackEnd;

/** What is good once is good once, also when many come at the same moment. */
const smart = useSmart(async (server) => {
  await loadPatients(server);
  backEnd = await newBackEnd('crowd');
  await server.register(backEndClient(backEnd));
  await server.register(appNamed('app'));
});

const times = <T>(act: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CROWD }, () => act()));

const succeeded = (told: { status: number }[]) => told.filter(({ status }) => status === 200);

it('one of many gets a token for the same assertion', async () => {
  const assertion = await smart().assertion(backEnd);
  const told = await times(() => smart().askAsBackEnd(backEnd, 'system/*.rs', assertion));
  expect(succeeded(told)).toHaveLength(1);
  expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200, 401]));
});

it('one of many at most gets tokens for the same code', async () => {
  const app = new App(smart(), 'app');
  const answer = await app.authorize('launch/patient offline_access patient/*.rs', WHO);
  const told = await times(() => app.exchange(answer.get('code') ?? ''));
  expect(succeeded(told).length).toBeLessThanOrEqual(1);
  expect(told.filter(({ body }) => body.error === 'invalid_grant').length).toBeGreaterThanOrEqual(CROWD - 1);
});

it('one of many begins with the same launch id', async () => {
  const launch = await smart().launches.prepare({ clientId: 'app', context: { patient: 'p1' } });
  const pages = await times(() => new App(smart(), 'app').begin('launch patient/*.rs', { launch }));
  expect(pages.filter(({ text }) => text.includes('/sign-in"'))).toHaveLength(1);
  const refused = pages.filter(({ url }) => url.includes('error=invalid_request'));
  expect(refused).toHaveLength(CROWD - 1);
});

import { generateKeyPair } from 'jose';
import { type Connection, request } from '#cli/demo/connection.ts';
import { enrol } from '#cli/demo/enrol.ts';
import { loadStudy, readStudyResources } from '#cli/demo/load-study.ts';
import { searchRegistry } from '#cli/demo/registry.ts';
import { type Connections, registerAll } from '#cli/demo/sign-on/connections.ts';
import { signOn } from '#cli/demo/sign-on/sign-on.ts';
import { useSmart } from '../../smart/use-smart.ts';
import { cohort, study } from './hospital/cohort.ts';
import { withPeer } from './peer.ts';

const FOLDERS = ['study', 'terminology', 'profiles'].map(
  (name) => new URL(`../../../${name}/`, import.meta.url),
);
const subjects = cohort(7).slice(0, 2);
const smart = useSmart();
let programs: Connections;
let peer = '';

beforeAll(async () => {
  const environment = { DATA_FOLDER: smart().folder, BASE_URL: smart().base };
  const sent = {
    study: study.design.references.study,
    definitions: readStudyResources(FOLDERS),
    cohort: cohort(7),
  };
  const connect = await registerAll(environment, sent);
  programs = connect(smart().base);
});

/** The answer of a program's request, or how it was refused. */
const ask = (connection: Connection, path: string): Promise<unknown> =>
  request(connection, path, { method: 'GET' }).catch((error: Error) => error.message);

it('lets each program of the demo do its part', async () => {
  const { dataManagement, hospital, registry, statistician } = programs;
  expect(await loadStudy({ connection: dataManagement, folders: FOLDERS })).toBeGreaterThan(100);
  expect(await enrol({ connection: hospital, cohort: subjects })).toMatchObject({ enrolled: 2 });
  expect(await enrol({ connection: hospital, cohort: subjects })).toMatchObject({ enrolled: 0, present: 2 });
  const [first] = await searchRegistry({ connection: registry, study, say: () => {} });
  expect(first).toMatchObject({ answer: '2' });
  const report = `${study.design.references.study}/$outcome-report`;
  expect(await ask(statistician, report)).toMatchObject({
    synthetic: true,
    subjects: [{ usubjid: 'EXO-001' }, { usubjid: 'EXO-002' }],
  });
});

it('lets none of them do the part of another', async () => {
  const { dataManagement, hospital, registry } = programs;
  expect(await ask(dataManagement, 'Patient')).toMatch('HTTP 403');
  expect(await ask(hospital, `${study.design.references.study}/$outcome-report`)).toMatch('HTTP 403');
  expect(await ask(registry, `${study.design.references.study}/$outcome-report`)).toMatch('HTTP 403');
  const change = { resourceType: 'Patient', id: 'x' };
  await expect(request(registry, 'Patient', { method: 'POST', body: change })).rejects.toThrow('HTTP 403');
  await expect(
    request(hospital, 'ResearchStudy', { method: 'POST', body: { resourceType: 'ResearchStudy' } }),
  ).rejects.toThrow('HTTP 403');
});

it('goes on with a token as long as it holds', async () => {
  const { authorize } = programs.hospital;
  const first = await authorize?.();
  expect(await authorize?.()).toEqual(first);
});

it('asks for another token before the old one is over', async () => {
  const { privateKey } = await generateKeyPair('ES384');
  const asked = await withPeer(
    ({ url }) => ({
      resource: url.startsWith('/token')
        ? { access_token: 't', expires_in: 10 }
        : { token_endpoint: `${peer}/token` },
    }),
    async ({ baseUrl }, received) => {
      peer = new URL(baseUrl).origin;
      const authorize = signOn(baseUrl, { clientId: 'a', scopes: 'system/Patient.r', privateKey, kid: '1' });
      await authorize();
      await authorize();
      return received.filter(({ url }) => url === '/token').length;
    },
  );
  expect(asked).toBe(2);
});

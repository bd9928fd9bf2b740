import { loadPatients } from './load-patients.ts';
import { App, appNamed, bearer, useSmart } from './use-smart.ts';

const OBSERVATION = 'http://terminology.hl7.org/CodeSystem/observation-category';
const CONDITION = 'http://terminology.hl7.org/CodeSystem/condition-category';
const LABORATORY = `patient/Observation.rs?category=${OBSERVATION}|laboratory`;
const PROBLEMS = `patient/Condition.rs?category=${CONDITION}|problem-list-item`;

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
});

/** Signs in, picks the patient, and grants of the page what `choose` says. */
async function grant(scope: string, choose: (fields: string[], text: string) => [string, string][]) {
  const app = new App(smart(), 'app');
  const page = await app.pick(await app.signIn(await app.begin(scope), 'alice'), 'patient', 'p1');
  const { searchParams } = new URL((await app.consent(page, (fields) => choose(fields, page.text))).url);
  return { app, answer: searchParams, told: await app.exchange(searchParams.get('code') ?? '') };
}

const tick = (fields: string[]): [string, string][] => fields.map((field) => [field, 'yes']);

describe('granular scopes', () => {
  it('are granted as they were asked for, and no wider scope with them', async () => {
    const scope = `launch/patient ${LABORATORY} ${PROBLEMS}`;
    const { told } = await grant(scope, tick);
    expect(told.body.scope).toBe(scope);
    const get = (path: string) => smart().server.get(path, bearer(told.body.access_token));
    expect((await get('/Observation/lab')).status).toBe(200);
    expect((await get('/Observation/vital')).status).not.toBe(200);
    expect((await get('/Observation/other')).status).not.toBe(200);
    expect((await get('/Condition/diagnosis')).status).not.toBe(200);
    const { entries } = await get('/Observation?patient=p1');
    expect(entries.map(({ resource }) => resource?.id)).toEqual(['lab']);
  });

  it('can be chosen by the user instead of a whole type', async () => {
    const asked = 'launch/patient patient/Condition.rs patient/Observation.rs patient/Patient.rs';
    const { told } = await grant(asked, (fields, text) => [
      ...tick(fields),
      [nameOf(text, 'Condition'), '1'],
      [nameOf(text, 'Observation'), '0'],
      [nameOf(text, 'Observation'), '3'],
    ]);
    expect(String(told.body.scope).split(' ')).toEqual([
      'launch/patient',
      PROBLEMS,
      LABORATORY,
      `patient/Observation.rs?category=${OBSERVATION}|survey`,
      'patient/Patient.rs',
    ]);
    const found = await smart().server.get('/Observation', bearer(told.body.access_token));
    expect(found.entries.map(({ resource }) => resource?.id).sort()).toEqual(['lab', 'survey']);
  });

  it('cannot be made up by whoever fills in the form', async () => {
    const { told } = await grant('launch/patient patient/Patient.rs', (fields) => [
      ...tick(fields),
      ['see-1', 'yes'],
      ['see-0-only', '7'],
      ['scope', 'system/*.cruds'],
      ['change-0', 'yes'],
    ]);
    expect(told.status).toBe(400);
  });

  /** The name of the field for parts of a type. */
  const nameOf = (text: string, type: string): string => {
    const [, name = ''] =
      new RegExp(`patient/${type}\\.rs</small>[\\s\\S]*?name="([a-z0-9-]+-only)"`).exec(text) ?? [];
    return name;
  };
});

describe('a user who denies a part', () => {
  it('leaves the app exactly what was ticked', async () => {
    const scope = 'launch/patient openid patient/Patient.rs patient/Observation.rs patient/Condition.rs';
    const { told } = await grant(scope, ([first = '', second = '']) => tick([first, second]));
    expect(told.body.scope).toBe('launch/patient openid patient/Patient.rs patient/Observation.rs');
    const search = (type: string) =>
      smart().server.get(`/${type}?patient=p1`, bearer(told.body.access_token));
    expect((await search('Observation')).status).toBe(200);
    expect((await search('Condition')).status).toBe(403);
  });

  it('can let it see and not change', async () => {
    const { told } = await grant('launch/patient patient/Observation.cruds', (fields) =>
      tick(fields.filter((field) => field.startsWith('see'))),
    );
    expect(told.body.scope).toBe('launch/patient patient/Observation.rs');
  });

  it('can refuse that it works on alone', async () => {
    const { told } = await grant('launch/patient offline_access patient/Patient.rs', (fields) =>
      tick(fields.filter((field) => field !== 'offline')),
    );
    expect(told.body.scope).toBe('launch/patient patient/Patient.rs');
    expect(told.body).not.toHaveProperty('refresh_token');
  });

  it('denies all by ticking nothing', async () => {
    const { answer } = await grant('launch/patient openid patient/Patient.rs', () => []);
    expect([answer.get('error'), answer.get('code')]).toEqual(['access_denied', null]);
  });

  it('can cancel on every page', async () => {
    const app = new App(smart(), 'app');
    const pages = [await app.begin('launch/patient patient/Patient.rs')];
    pages.push(await app.signIn(pages[0]!, 'alice'));
    pages.push(await app.pick(pages[1]!, 'patient', 'p1'));
    const last = await app.browser.open(`${pages[2]!.url}/cancel`, {
      method: 'POST',
      form: app.browser.formOf(pages[2]!, '/consent').fields,
    });
    expect(new URL(last.url).searchParams.get('error')).toBe('access_denied');
    const first = await app.browser.submit(await app.begin('patient/Patient.rs'), '/cancel');
    expect(new URL(first.url).searchParams.get('error')).toBe('access_denied');
  });
});

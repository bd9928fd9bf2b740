import { App, appNamed, type BackEnd, backEndClient, bearer, newBackEnd, useSmart } from './use-smart.ts';

const SCOPE = 'launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs';

let backEnd: BackEnd;

const smart = useSmart(async (server) => {
  backEnd = await newBackEnd('loader');
  await server.register(backEndClient(backEnd));
  await server.register(appNamed('public'));
  await server.register(appNamed('symmetric', { authentication: 'secret' }));
  await server.addUser({ name: 'alice', fhirUser: 'Practitioner/alice' });
  await server.addUser({ name: 'petra', fhirUser: 'Patient/p1' });
  const token = await server.systemToken(backEnd);
  for (const resource of [
    { resourceType: 'Practitioner', id: 'alice' },
    { resourceType: 'Patient', id: 'p1', name: [{ family: 'Sommer', given: ['Petra'] }] },
    { resourceType: 'Patient', id: 'p2', identifier: [{ value: 'EXO-002' }] },
    { resourceType: 'ResearchStudy', id: 's1', status: 'active', title: 'A <b>study</b>' },
  ])
    await server.server.put(`/${resource.resourceType}/${resource.id}`, resource, token);
});

const app = (id = 'public') => new App(smart(), id);

describe('standalone launch', () => {
  it('OAuth server redirects client browser to app redirect URI, with code, state and iss', async () => {
    const one = app();
    const answer = await one.authorize(SCOPE, { user: 'alice', patient: 'p1' });
    expect(answer.get('error')).toBeNull();
    expect(answer.get('code')).toMatch(/^[\w-]{20,}$/);
    expect(answer.get('state')).toBe(one.state);
    expect(answer.get('iss')).toBe(`${smart().base}/auth`);
  });

  it.each(['public', 'symmetric'])(
    'OAuth token exchange request succeeds when supplied correct information (%s client)',
    async (id) => {
      const { status, headers, body } = await app(id).launch(SCOPE, { user: 'alice', patient: 'p1' });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      // OAuth token exchange response contains required HTTP headers
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('pragma')).toContain('no-cache');
      // Token exchange response body contains required information encoded in JSON
      expect(body).toMatchObject({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: expect.any(String),
        id_token: expect.any(String),
        patient: 'p1',
        need_patient_banner: true,
        smart_style_url: `${smart().base}/auth/style.json`,
      });
      expect(String(body.scope).split(' ').sort()).toEqual(SCOPE.split(' ').sort());
    },
  );

  it('patient context can be read with the token, and the styling without', async () => {
    const { body } = await app().launch(SCOPE, { user: 'alice', patient: 'p2' });
    const read = await smart().server.get(`/Patient/${body.patient}`, bearer(body.access_token));
    expect(read).toMatchObject({ status: 200, resource: { resourceType: 'Patient', id: 'p2' } });
    const style = await smart().json(String(body.smart_style_url));
    expect(style).toMatchObject({ status: 200, body: { color_background: expect.any(String) } });
  });

  it('fhirUser claim: the user is readable with the app’s own token', async () => {
    const { body } = await app().launch(SCOPE, { user: 'alice', patient: 'p1' });
    const read = await smart().server.get('/Practitioner/alice', bearer(body.access_token));
    expect(read).toMatchObject({ status: 200, resource: { id: 'alice' } });
  });

  it('answers scopes of version 1 in version 1', async () => {
    const scope = 'launch/patient patient/Patient.read patient/Observation.read patient/*.read';
    const { body } = await app().launch(scope, { user: 'alice', patient: 'p1' });
    expect(body.scope).toBe(scope);
    expect((await smart().server.get('/Patient/p1', bearer(body.access_token))).status).toBe(200);
  });

  it('keeps two launches in one browser apart, without asking for the password again', async () => {
    const first = app();
    const one = await first.launch(SCOPE, { user: 'alice', patient: 'p1' });
    const second = new App(smart(), 'public', first.browser);
    const page = await second.begin(SCOPE);
    expect(page.text).toContain('Which patient?');
    const answer = new URL((await second.consent(await second.pick(page, 'patient', 'p2'))).url).searchParams;
    const two = await second.exchange(answer.get('code') ?? '');
    expect([one.body.patient, two.body.patient]).toEqual(['p1', 'p2']);
    const read = (token: unknown, id: string) => smart().server.get(`/Patient/${id}`, bearer(token));
    expect((await read(one.body.access_token, 'p1')).status).toBe(200);
    expect((await read(one.body.access_token, 'p2')).status).toBe(404);
    expect((await read(two.body.access_token, 'p2')).status).toBe(200);
  });

  it('gives a patient who signs in the own record, and asks for no other', async () => {
    const one = app();
    const page = await one.signIn(await one.begin(SCOPE), 'petra');
    expect(page.text).toContain('Patient/p1');
    expect(page.text).not.toContain('Which patient?');
    const answer = new URL((await one.consent(page)).url).searchParams;
    expect((await one.exchange(answer.get('code') ?? '')).body.patient).toBe('p1');
  });

  it('finds patients by name and identifier, and escapes what it shows', async () => {
    const one = app();
    const page = await one.signIn(await one.begin(SCOPE), 'alice');
    const search = async (query: string) =>
      (await one.browser.open(`${page.url}?query=${encodeURIComponent(query)}`)).text;
    expect(await search('Somm')).toContain('Petra Sommer');
    expect(await search('Somm')).not.toContain('EXO-002');
    expect(await search('EXO-002')).toContain('EXO-002');
    expect(await search('"><script>alert(1)</script>')).not.toContain('<script>');
  });

  it('picks a study, which stands in fhirContext as an object with a relative reference', async () => {
    const one = app();
    let page = await one.signIn(await one.begin('launch/researchstudy user/Patient.rs'), 'alice');
    expect(page.text).toContain('A &#60;b&#62;study&#60;/b&#62;');
    page = await one.pick(page, 'study', 's1');
    const answer = new URL((await one.consent(page)).url).searchParams;
    const { body } = await one.exchange(answer.get('code') ?? '');
    expect(body.fhirContext).toEqual([{ reference: 'ResearchStudy/s1' }]);
    expect(body.scope).toBe('launch/researchstudy user/Patient.rs');
    expect(body).not.toHaveProperty('patient');
  });

  it('shows no patient who is not there, and takes none', async () => {
    const one = app();
    const page = await one.signIn(await one.begin(SCOPE), 'alice');
    for (const id of ['p9', '../Observation/1', '']) {
      const again = await one.pick(page, 'patient', id);
      expect(again).toMatchObject({ status: 400, text: expect.stringContaining('may not see it') });
    }
  });
});

import { Browser, type Page } from './browser.ts';
import { App, appNamed, bearer, newBackEnd, PASSWORD, useSmart } from './use-smart.ts';

const smart = useSmart(async (server) => {
  const roles = [{ role: 'administrator', study: '*', site: '*', arm: '*' }];
  await server.addUser({ name: 'root', displayName: 'Root', roles });
  await server.addUser({ name: 'ann', fhirUser: 'Practitioner/ann' });
  await server.register(appNamed('app'));
});

const url = () => `${smart().base}/auth/admin`;

async function signIn(name = 'root', password = PASSWORD): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser();
  const credentials: [string, string][] = [
    ['name', name],
    ['password', password],
    ['code', ''],
  ];
  return { browser, page: await browser.submit(await browser.open(url()), '/sign-in', credentials) };
}

/** Presses the button of one user or client. */
function press(browser: Browser, page: Page, action: string, who: string): Promise<Page> {
  const { fields } = browser.formOf(page, '/sign-out');
  fields.append(action.startsWith('user') ? 'name' : 'id', who);
  return browser.open(`${url()}/${action}`, { method: 'POST', form: fields });
}

describe('who is let in', () => {
  it('is an administrator; others are told no more than who types a wrong password', async () => {
    expect((await signIn()).page).toMatchObject({
      status: 200,
      text: expect.stringContaining('Users and clients'),
    });
    const refused = await Promise.all([signIn('ann'), signIn('root', 'wrong password'), signIn('nobody')]);
    const texts = refused.map(({ page }) => page.text.replace(/value="[^"]*"/g, ''));
    expect(refused.map(({ page }) => page.status)).toEqual([401, 401, 401]);
    expect(new Set(texts).size).toBe(1);
    expect((await new Browser().open(url())).text).not.toContain('app');
  });

  it('is nobody by the session of an app, nor by a token', async () => {
    const { body } = await new App(smart(), 'app').launch('openid fhirUser user/*.rs', { user: 'ann' });
    const response = await fetch(url(), { headers: bearer(body.access_token) });
    expect(await response.text()).not.toContain('Users and clients');
  });

  it('signs in again after a quarter of an hour, and after signing out', async () => {
    const { browser, page } = await signIn();
    const records = await smart().store.records.list('smart.admin-session');
    const gone = await browser.submit(page, '/sign-out');
    expect(gone.text).not.toContain('Users and clients');
    expect(await press(browser, page, 'user/disable', 'ann')).toMatchObject({ status: 403 });
    const again = await signIn();
    for (const { kind, key, value } of await smart().store.records.list('smart.admin-session'))
      await smart().store.records.write({
        kind,
        key,
        value: JSON.stringify({ ...JSON.parse(value), expires: 0 }),
      });
    const late = await press(again.browser, again.page, 'user/disable', 'ann');
    expect([late.status, late.text.includes('Sign in again')]).toEqual([401, true]);
    expect(records.length).toBeGreaterThan(0);
    expect((await smart().users.byName('ann'))?.disabled).toBeUndefined();
  });

  it('ends with the role, at once', async () => {
    await smart().addUser({
      name: 'once',
      roles: [{ role: 'administrator', study: '*', site: '*', arm: '*' }],
    });
    const { browser, page } = await signIn('once');
    await smart().users.change('once', (user) => ({ ...user, roles: [] }));
    expect((await press(browser, page, 'user/disable', 'ann')).status).toBe(401);
  });
});

describe('the pages', () => {
  it('run no script, are framed by nobody and kept nowhere; their cookie is for them alone', async () => {
    const browser = new Browser();
    const first = await browser.open(url());
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^smart_admin=[\w-]{43}; Path=\/fhir\/auth\/admin; HttpOnly; SameSite=Strict$/,
    );
    for (const { headers, text } of [first, (await signIn()).page]) {
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toContain('script-src');
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
      expect(text).not.toMatch(/<script| on\w+=/i);
    }
  });

  it('take no form that was not made for this browser, and none for what there is not', async () => {
    const [{ browser, page }, other] = [await signIn(), await signIn()];
    const { fields } = other.browser.formOf(other.page, '/sign-out');
    fields.append('name', 'ann');
    const forged = await browser.open(`${url()}/user/disable`, { method: 'POST', form: fields });
    const bare = await browser.open(`${url()}/user/disable`, {
      method: 'POST',
      form: new URLSearchParams({ name: 'ann' }),
    });
    expect([forged.status, bare.status]).toEqual([403, 403]);
    for (const action of ['user/constructor', '__proto__', 'toString', 'user/erase'])
      expect((await press(browser, page, action, 'ann')).status).toBe(404);
    expect((await smart().users.byName('ann'))?.disabled).toBeUndefined();
  });

  it('escape what they show', async () => {
    const { browser, page } = await signIn();
    const added = await browser.submit(page, '/user/add', [
      ['name', 'mallory'],
      ['displayName', '<script>alert(1)</script>'],
    ]);
    expect(added.text).not.toContain('<script>');
    expect(added.text).toContain('&#60;script&#62;');
  });
});

describe('an administrator', () => {
  it('adds a user who can sign in with the password that is shown once', async () => {
    const { browser, page } = await signIn();
    const added = await browser.submit(page, '/user/add', [
      ['name', 'Bob'],
      ['fhirUser', 'Practitioner/bob'],
      ['roles', 'monitor:s1\r\nsite-staff:s1:north'],
    ]);
    const [, password = ''] = /bob was added, with the password ([\w-]{20})</.exec(added.text) ?? [];
    expect((await browser.open(url())).text).not.toContain(password);
    expect((await smart().users.byName('bob'))?.roles).toEqual([
      { role: 'monitor', study: 's1', site: '*', arm: '*' },
      { role: 'site-staff', study: 's1', site: 'north', arm: '*' },
    ]);
    const app = new App(smart(), 'app');
    expect((await app.signIn(await app.begin('user/*.rs'), 'bob', password)).status).toBe(200);
  });

  it('disables, unlocks and revokes, and what was granted ends at once', async () => {
    const { browser, page } = await signIn();
    await smart().addUser({ name: 'carl', fhirUser: 'Practitioner/carl' });
    const launch = () => new App(smart(), 'app').launch('openid offline_access user/*.rs', { user: 'carl' });
    const read = (token: unknown) => smart().server.get('/Patient', bearer(token));
    const first = (await launch()).body.access_token;
    expect((await press(browser, page, 'user/revoke', 'carl')).text).toContain(
      '1 grants of carl were taken back',
    );
    expect((await read(first)).status).toBe(401);
    for (let i = 0; i < 6; i++) {
      const app = new App(smart(), 'app');
      await app.signIn(await app.begin('user/*.rs'), 'carl', 'wrong password');
    }
    expect((await press(browser, page, 'user/unlock', 'carl')).status).toBe(200);
    const second = (await launch()).body.access_token;
    expect((await read(second)).status).toBe(200);
    expect((await press(browser, page, 'user/disable', 'carl')).text).toContain('carl is let in no longer');
    expect((await read(second)).status).toBe(401);
    await press(browser, page, 'user/enable', 'carl');
    expect((await read((await launch()).body.access_token)).status).toBe(200);
  });

  it('registers clients: public, with a secret, with keys', async () => {
    const { browser, page } = await signIn();
    const redirect: [string, string] = ['redirectUris', 'http://localhost:9999/callback'];
    const register = (id: string, ...more: [string, string][]) =>
      browser.submit(page, '/client/add', [['id', id], ['name', id], ...more]);
    await register('open', ['kind', 'app'], ['authentication', 'none'], redirect);
    const told = await register('closed', ['kind', 'app'], ['authentication', 'secret'], redirect);
    const [, secret = ''] = /closed was registered, with the secret ([\w-]{43})</.exec(told.text) ?? [];
    expect(secret).not.toBe('');
    expect(JSON.stringify(await smart().clients.list())).not.toContain(secret);
    const feed = await newBackEnd('feed');
    await register(
      'feed',
      ['kind', 'backend'],
      ['authentication', 'key'],
      ['scopes', 'system/Observation.crs'],
      ['jwks', JSON.stringify({ keys: [feed.publicKey] })],
      ['roles', 'laboratory:s1:lab'],
    );
    const { status, body } = await smart().askAsBackEnd(feed, 'system/Observation.crs');
    expect([status, body.scope]).toEqual([200, 'system/Observation.crs']);
    expect((await press(browser, page, 'client/disable', 'feed')).status).toBe(200);
    expect((await smart().askAsBackEnd(feed, 'system/Observation.crs')).status).toBe(401);
    await press(browser, page, 'client/remove', 'feed');
    expect(await smart().clients.byId('feed')).toBeUndefined();
  });

  it.each<[string, string, [string, string][]]>([
    [
      '/client/add',
      'is neither https nor of this machine',
      [
        ['kind', 'app'],
        ['authentication', 'none'],
        ['redirectUris', 'http://evil.example/cb'],
      ],
    ],
    [
      '/client/add',
      'no JSON Web Key Set',
      [
        ['kind', 'backend'],
        ['authentication', 'key'],
        ['jwks', '{"keys":1}'],
      ],
    ],
    [
      '/client/add',
      'was expected',
      [
        ['kind', 'god'],
        ['authentication', 'none'],
      ],
    ],
    [
      '/user/add',
      'is no role',
      [
        ['name', 'x'],
        ['roles', 'everything'],
      ],
    ],
    [
      '/user/add',
      'is no person',
      [
        ['name', 'x'],
        ['fhirUser', 'Device/1'],
      ],
    ],
    ['/user/add', 'there is a user', [['name', 'ann']]],
  ])('is told at %s what is wrong: %s', async (action, problem, fields) => {
    const { browser, page } = await signIn();
    const told = await browser.submit(page, action, [['id', 'wrong'], ...fields]);
    expect([told.status, told.text.includes(problem)]).toEqual([400, true]);
    expect(await smart().clients.byId('wrong')).toBeUndefined();
  });
});

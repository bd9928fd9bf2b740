import { Secret, TOTP } from 'otpauth';
import { newTotp } from '#smart/user/totp.ts';
import { loadPatients } from './load-patients.ts';
import { App, appNamed, PASSWORD, useSmart } from './use-smart.ts';

const SCOPE = 'launch/patient patient/Patient.rs';

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
});

const app = () => new App(smart(), 'app');

describe('signing in', () => {
  it('tells nobody whether a name exists, a password is wrong or a user is shut out', async () => {
    await smart().addUser({ name: 'shut' });
    await smart().users.change('shut', (user) => ({ ...user, disabled: true }));
    const answers = [];
    for (const [name, password] of [
      ['alice', 'wrong password'],
      ['nobody', PASSWORD],
      ['shut', PASSWORD],
      ['', ''],
      ['$ne', '{"$gt":""}'],
    ] as const) {
      const one = app();
      const page = await one.signIn(await one.begin(SCOPE), name, password);
      answers.push([page.status, /role="alert">([^<]*)/.exec(page.text)?.[1]]);
    }
    expect(new Set(answers.map(String))).toEqual(
      new Set([String([401, 'The user name, the password or the code is not right.'])]),
    );
  });

  it('takes a name in any case and a password in any Unicode form', async () => {
    await smart().addUser({
      name: 'Zoë'.normalize('NFC').replace('ë', 'e'),
      password: 'pässwörd-1234'.normalize('NFC'),
    });
    const one = app();
    const page = await one.signIn(await one.begin(SCOPE), 'ZOE', 'pässwörd-1234'.normalize('NFD'));
    expect(page.text).toContain('Which patient?');
  });

  it('locks a name after wrong attempts in a row, whoever it is, the right password too', async () => {
    await smart().addUser({ name: 'locked' });
    for (const name of ['locked', 'not-there']) {
      const one = app();
      let page = await one.begin(SCOPE);
      for (let i = 0; i < 5; i++) page = await one.signIn(page, name, 'wrong password');
      page = await one.signIn(page, name);
      expect(page).toMatchObject({ status: 401, text: expect.stringContaining('too many attempts') });
    }
    const other = app();
    expect((await other.signIn(await other.begin(SCOPE), 'alice')).text).toContain('Which patient?');
  });

  it('does not let many attempts at once get past the count', async () => {
    await smart().addUser({ name: 'stormed' });
    const apps = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const one = app();
        return { one, page: await one.begin(SCOPE) };
      }),
    );
    const pages = await Promise.all(
      apps.map(({ one, page }) => one.signIn(page, 'stormed', 'wrong password')),
    );
    const tried = pages.filter(({ text }) => text.includes('is not right'));
    expect(tried.length).toBeLessThanOrEqual(5);
  });

  it('asks for a one-time password where there is one, and takes each once', async () => {
    const { secret } = newTotp('totp');
    await smart().addUser({ name: 'totp' });
    await smart().users.change('totp', (user) => ({ ...user, totp: secret }));
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const one = app();
    let page = await one.signIn(await one.begin(SCOPE), 'totp');
    expect(page.text).toContain('also needs a one-time code');
    page = await one.signIn(page, 'totp', PASSWORD, code === '000000' ? '000001' : '000000');
    expect(page.text).toContain('is not right');
    expect((await one.signIn(page, 'totp', PASSWORD, code)).text).toContain('Which patient?');
    const two = app();
    expect((await two.signIn(await two.begin(SCOPE), 'totp', PASSWORD, code)).text).toContain('is not right');
  });

  it('keeps the count of wrong codes though the password is right in between', async () => {
    const { secret } = newTotp('guessed');
    await smart().addUser({ name: 'guessed' });
    await smart().users.change('guessed', (user) => ({ ...user, totp: secret }));
    const one = app();
    let page = await one.begin(SCOPE);
    for (let i = 0; i < 5; i++) {
      page = await one.signIn(page, 'guessed', PASSWORD, 'abcdef');
      page = await one.signIn(page, 'guessed', PASSWORD);
    }
    expect(page.text).toContain('too many attempts');
  });
});

describe('the pages', () => {
  it('load nothing, run nothing, and are framed by nobody', async () => {
    const { headers, text } = await app().begin(SCOPE);
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ])
      expect(policy).toContain(part);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(text).toContain('<html lang="en">');
  });

  it('name every field and mark every problem for readers of screens', async () => {
    const one = app();
    const page = await one.signIn(await one.begin(SCOPE), 'alice', 'wrong password');
    const fields = [...page.text.matchAll(/<input type="(?!hidden)/g)];
    expect([...page.text.matchAll(/<label>/g)]).toHaveLength(fields.length);
    expect(page.text).toContain('role="alert"');
  });

  it('set cookies that scripts cannot read and other sites cannot send', async () => {
    const one = app();
    const page = await one.browser.send(`${one.authorizeUrl}?${one.request(SCOPE)}`);
    const cookies = page.headers['set-cookie'] ?? [];
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie.toLowerCase()).toMatch(/samesite=lax; httponly/);
  });

  it('take no form that they did not make', async () => {
    const one = app();
    const page = await one.begin(SCOPE);
    const { url } = one.browser.formOf(page, '/sign-in');
    for (const token of ['', 'made-up']) {
      const form = new URLSearchParams({ name: 'alice', password: PASSWORD, token });
      expect((await one.browser.open(url, { method: 'POST', form })).status).toBe(403);
    }
    expect((await one.browser.open(url)).status).toBe(405);
  });

  it('are of the browser in which the request was begun', async () => {
    const one = app();
    const page = await one.begin(SCOPE);
    expect((await app().browser.open(page.url)).status).toBe(400);
    expect((await one.browser.open(`${smart().base}/auth/interaction/other`)).status).toBe(400);
    expect((await one.browser.open(`${smart().base}/auth/nothing`)).status).toBe(404);
  });

  it('take small forms only', async () => {
    const one = app();
    const page = await one.begin(SCOPE);
    const form = new URLSearchParams({ name: 'x'.repeat(100_000) });
    const { url } = one.browser.formOf(page, '/sign-in');
    expect((await one.browser.open(url, { method: 'POST', form })).status).toBe(413);
  });

  it('have addresses of the issuer, whatever Host or proxy header a request has', async () => {
    const response = await fetch(`${smart().base}/auth/.well-known/openid-configuration`, {
      headers: {
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'https',
        Forwarded: 'host=evil.example',
      },
    });
    expect(await response.text()).not.toContain('evil.example');
  });
});

it('answers 429 with Retry-After to one address that asks for tokens without end', async () => {
  const ask = () => smart().post('/token', { grant_type: 'x', client_id: 'nobody' });
  const asked = await Promise.all(Array.from({ length: 620 }, ask));
  const refused = asked.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.error).toBe('temporarily_unavailable');
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
});

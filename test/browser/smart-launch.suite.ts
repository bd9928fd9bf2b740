import type { Browser, Page } from 'puppeteer-core';
import { loadPatients } from '../smart/load-patients.ts';
import { appNamed, PASSWORD, useSmart } from '../smart/use-smart.ts';
import { AppServer } from './app-server.ts';
import { startChromium } from './chromium.ts';

const SCOPE = 'launch launch/patient openid fhirUser offline_access patient/*.rs';

let app: AppServer;
let chromium: Browser;

const smart = useSmart(async (server) => {
  app = await AppServer.start('browser-app', SCOPE);
  chromium = await startChromium();
  await loadPatients(server);
  await server.register(appNamed('browser-app', { redirectUris: [`${app.origin}/app`] }));
});

afterAll(async () => {
  await chromium.close();
  await app.stop();
});

/** A window of its own, with a list of what the browser complained about. */
async function newWindow(): Promise<{ page: Page; complaints: string[] }> {
  const context = await chromium.createBrowserContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

async function press(page: Page, button: string): Promise<void> {
  await Promise.all([
    page.waitForNavigation(),
    page.locator(`::-p-aria([name="${button}"][role="button"])`).click(),
  ]);
}

async function signIn(page: Page): Promise<void> {
  await page.waitForSelector('::-p-aria([name="User name"])');
  await page.type('::-p-aria([name="User name"])', 'alice');
  await page.type('::-p-aria([name="Password"])', PASSWORD);
  await press(page, 'Sign in');
}

/** What the app shows in the end. */
async function result(page: Page): Promise<Record<string, unknown>> {
  await page.waitForFunction("document.getElementById('result')?.textContent !== ''");
  return JSON.parse(await page.$eval('#result', (element) => element.textContent ?? ''));
}

const EXPECTED = {
  patient: 'p1',
  user: 'Practitioner/alice',
  refreshed: true,
  labs: ['lab'],
  foreign: expect.stringMatching(/404|Not Found|not there/),
};

it('fhirclient in Chromium does a standalone launch, refreshes, and reads a subject’s labs', async () => {
  const { page, complaints } = await newWindow();
  await page.goto(`${app.origin}/launch?iss=${encodeURIComponent(smart().base)}`);
  await signIn(page);
  expect(await page.title()).toBe('Which patient?');
  const choices = await page.$$eval('button[name="id"]', (buttons) => buttons.map((button) => button.value));
  expect(choices.sort()).toEqual(['p1', 'p2']);
  await Promise.all([page.waitForNavigation(), page.click('button[value="p1"]')]);
  await press(page, 'Allow');
  expect(await result(page)).toMatchObject(EXPECTED);
  // The record of somebody else is the one thing that was refused.
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
});

it('fhirclient in Chromium does an EHR launch', async () => {
  const { page, complaints } = await newWindow();
  const launch = await smart().launches.prepare({
    clientId: 'browser-app',
    context: { patient: 'p1', encounter: 'e1', needPatientBanner: false },
  });
  await page.goto(`${app.origin}/launch?iss=${encodeURIComponent(smart().base)}&launch=${launch}`);
  await signIn(page);
  await press(page, 'Allow');
  const shown = await result(page);
  expect(shown).toMatchObject(EXPECTED);
  expect(shown.tokenResponse).toMatchObject({ encounter: 'e1', need_patient_banner: false });
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
});

it('goes back to the app when the user refuses', async () => {
  const { page } = await newWindow();
  await page.goto(`${app.origin}/launch?iss=${encodeURIComponent(smart().base)}`);
  await signIn(page);
  await press(page, 'Cancel');
  expect(page.url()).toContain(`${app.origin}/app?error=access_denied`);
});

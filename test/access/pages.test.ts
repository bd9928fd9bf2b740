import type { Caller } from '#access/caller.ts';
import { observation, useTwoPatients } from './two-patients.ts';

const house = useTwoPatients();
const SEARCH = 'Observation?_sort=-date,code&_count=1';
let holder: Caller;
let next: string;

const linkOf = (json: { link: { relation: string; url: string }[] }, relation = 'next') =>
  json.link.find((link) => link.relation === relation)?.url as string;

beforeAll(async () => {
  holder = house().inRole('principal-investigator');
  await house().seed(['p1', 'p2'].map((id) => observation(`page-${id}`, id, { code: { text: 'Zebra' } })));
  next = linkOf((await house().get(holder, SEARCH)).json);
});

describe('a page link', () => {
  it('leads on for whoever has the same rights, by whichever token', async () => {
    const again = { ...house().inRole('principal-investigator'), tokenId: 'refreshed' };
    expect((await house().get(again, next)).status).toBe(200);
  });

  it.each<[string, () => Caller]>([
    ['another role', () => house().inRole('monitor')],
    ['other scopes', () => house().inRole('principal-investigator', {}, 'user/*.rs')],
    ['another study', () => house().inRole('principal-investigator', { study: 's1' })],
    ['another client', () => ({ ...house().inRole('principal-investigator'), client: { id: 'other' } })],
    ['another user', () => ({ ...house().inRole('principal-investigator'), user: { id: 'other' } })],
  ])('is none for %s', async (_, other) => {
    const { status, json } = await house().get(other(), next);
    expect(status).toBe(400);
    expect(json.issue[0].diagnostics).toContain('start again at the first page');
  });

  it('is none for who comes without a token', async () => {
    expect((await house().get(undefined, next)).status).toBe(400);
  });

  it('does not show the values by which the pages are ordered', () => {
    const page = new URL(next).searchParams.get('_page') as string;
    expect(Buffer.from(page, 'base64url').toString('latin1')).not.toMatch(/zebra|http|\d{4}-\d{2}/i);
  });

  it('is none when a character of it is changed', async () => {
    const changed = next.replace(/.(?=.{5}$)/, (one) => (one === 'A' ? 'B' : 'A'));
    expect((await house().get(holder, changed)).status).toBe(400);
  });

  it('of a history is bound as well', async () => {
    const history = linkOf((await house().get(holder, 'Observation/_history?_count=1')).json);
    expect((await house().get(holder, history)).status).toBe(200);
    expect(
      (await house().get(house().inRole('principal-investigator', { study: 's1' }), history)).status,
    ).toBe(400);
  });
});

describe('how a search is answered', () => {
  it('is told to an administrator, without the numbers that would tell of the resources', async () => {
    const { status, json } = await house().get(house().inRole('administrator'), `${SEARCH}&__explain=true`);
    expect(status).toBe(200);
    const told = JSON.parse(json.entry[0].resource.issue[0].diagnostics);
    expect(told).toMatchObject({ type: 'Observation', found: 10 });
    expect(String(told.examined)).toMatch(/^10+$/);
    expect(json.entry).toHaveLength(1);
  });

  it('is told to nobody else', async () => {
    expect((await house().get(house().inRole('monitor'), `${SEARCH}&__explain=true`)).status).toBe(403);
  });
});

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTerminology } from '#terminology/create-terminology.ts';
import { ExternalTerminology } from '#terminology/external/external-terminology.ts';

/** A terminology server of somebody else, which says what a test wants it to. */
let server: Server;
let answer: RequestListener;
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const says =
  (result: boolean, more: object[] = []): RequestListener =>
  (_, response) => {
    response.setHeader('Content-Type', 'application/fhir+json');
    const parameter = [{ name: 'result', valueBoolean: result }, ...more];
    response.end(JSON.stringify({ resourceType: 'Parameters', parameter }));
  };

/** Terminology that has nothing itself, with a clock that a test moves. */
function open() {
  let time = 0;
  const { port } = server.address() as AddressInfo;
  const external = new ExternalTerminology(`http://127.0.0.1:${port}/r4`, () => time);
  const terminology = createTerminology({ sources: [], external });
  const ask = (code: string, system = 'http://loinc.org') =>
    terminology.settle(() => terminology.validateCode({ system, code, display: 'seen by a patient' }));
  const wait = (milliseconds: number) => {
    time += milliseconds;
  };
  return { terminology, ask, wait };
}

describe('another terminology server', () => {
  it('is asked about a code that is not known here, and its answer is kept for an hour', async () => {
    answer = says(true, [{ name: 'display', valueString: 'Hemoglobin' }]);
    const { ask, wait } = open();
    expect(await ask('718-7')).toMatchObject({ result: true, display: 'Hemoglobin' });
    expect(await ask('718-7')).toMatchObject({ result: true });
    expect(asked).toEqual(['/r4/CodeSystem/$validate-code?url=http%3A%2F%2Floinc.org&code=718-7']);
    wait(3_600_001);
    await ask('718-7');
    expect(asked).toHaveLength(2);
  });

  it('is not asked about a code that is known here', async () => {
    answer = says(true);
    expect(await open().ask('mgg', 'http://unitsofmeasure.org')).toMatchObject({ result: false });
    expect(asked).toEqual([]);
  });

  it('decides about a value set that is not known here', async () => {
    answer = says(false, [{ name: 'message', valueString: 'not in there' }]);
    const { terminology } = open();
    const codings = [{ system: 'http://loinc.org', code: '718-7' }];
    const found = await terminology.settle(() => terminology.validateInValueSet('urn:vs', codings));
    expect(found).toMatchObject({ result: false, reason: 'not-in-value-set', message: 'not in there' });
    const membership = terminology.membership('urn:vs');
    expect(await terminology.settle(() => membership.has('http://loinc.org', '718-7'))).toBe(false);
    expect(asked).toEqual([
      '/r4/ValueSet/$validate-code?url=urn%3Avs&system=http%3A%2F%2Floinc.org&code=718-7',
    ]);
  });

  it('that does not know either leaves the code unknown', async () => {
    answer = (_, response) => response.writeHead(404).end('{}');
    expect(await open().ask('718-7')).toMatchObject({ result: 'unknown', reason: 'unknown-code-system' });
  });

  it.each<[string, RequestListener]>([
    ['sends on to another place', (_, response) => response.writeHead(302, { Location: '/else' }).end()],
    ['fails', (_, response) => response.writeHead(500).end()],
    ['answers no Parameters', (_, response) => response.end('<html>')],
    ['answers without end', (_, response) => response.end('x'.repeat(200_000))],
    ['hangs up', (request) => request.socket.destroy()],
  ])('that %s has not answered', async (_, listener) => {
    answer = listener;
    expect(await open().ask('718-7')).toMatchObject({ result: 'unknown', reason: 'not-answered' });
  });

  it('that fails three times is left alone for half a minute', async () => {
    answer = (_, response) => response.writeHead(503).end();
    const { ask, wait } = open();
    for (const code of ['a', 'b', 'c', 'd', 'e']) await ask(code);
    expect(asked).toHaveLength(3);
    wait(30_001);
    answer = says(true);
    expect(await ask('f')).toMatchObject({ result: true });
    expect(await ask('g')).toMatchObject({ result: true });
  });
});

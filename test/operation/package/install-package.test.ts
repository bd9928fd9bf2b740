import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ServerForTests, startForTests, useServer } from '../../server-for-tests.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { colours, type Entry, manifest, packed, resourceFile } from './packed.ts';

const BASE = 'http://a.org/colours';
const server = useServer();
const binary = (bytes: Buffer) => ({
  resourceType: 'Binary',
  contentType: 'application/gzip',
  data: bytes.toString('base64'),
});
const install = async (entries: Entry[], to: ServerForTests = server()) =>
  to.post('/$install-package', binary(await packed(entries)));
const coloured = (code: string) => ({
  resourceType: 'Basic',
  meta: { profile: [`${BASE}/StructureDefinition/coloured`] },
  language: 'id',
  code: { coding: [{ system: `${BASE}/CodeSystem/colour`, code }] },
});

/** Asks until no job runs that indexes by new search parameters. */
async function indexed(): Promise<void> {
  while ((await server().get('/$reindex-status')).text.includes('"running"'));
}

/** What is known once the package is there. */
async function expectKnown(of: ServerForTests): Promise<void> {
  expect((await of.post('/Basic', coloured('blue'))).status).toBe(422);
  expect((await of.post('/Basic', coloured('red'))).status).toBe(201);
  const lookup = `/CodeSystem/$lookup?system=${BASE}/CodeSystem/colour&code=red`;
  expect((await of.get(lookup)).status).toBe(200);
  const { resource } = await of.get('/metadata');
  const [rest] = resource.rest as { resource: { type: string; supportedProfile?: string[] }[] }[];
  expect(rest?.resource.find(({ type }) => type === 'Basic')?.supportedProfile).toEqual([
    `${BASE}/StructureDefinition/coloured`,
  ]);
}

describe('$install-package', () => {
  it('makes the definitions of a package known at once: profiles, terminology, search', async () => {
    const { status, issues } = await install(colours(BASE));
    expect({ status, issues: issues.map(({ diagnostics }) => diagnostics) }).toEqual({
      status: 200,
      issues: ['org.example.colours#1.0.0 is installed: 4 resources'],
    });
    await expectKnown(server());
    await indexed();
    expect((await server().get('/Basic?written-in=id')).entries).toHaveLength(1);
    expect(
      (await server().get(`/SearchParameter?url=${BASE}/SearchParameter/basic-language`)).entries,
    ).toHaveLength(1);
    expect((await server().get('/Basic?_id=one')).entries).toEqual([]);
  });

  it('says of a package that is there that it is, and stores nothing twice', async () => {
    const { issues } = await install(colours(BASE));
    expect(issues[0]?.diagnostics).toBe('org.example.colours#1.0.0 was installed before');
    const { entries } = await server().get(`/StructureDefinition?url=${BASE}/StructureDefinition/coloured`);
    expect(entries).toHaveLength(1);
  });

  it('names the packages that are missing, and goes on without them where it is told to', async () => {
    const dependencies = {
      'hl7.fhir.r4.core': '4.0.1',
      'org.example.colours': '1.0.x',
      'org.example.none': '2.1.0',
    };
    const entries = [manifest('org.example.needy', { dependencies })];
    const refused = await install(entries);
    expect(refused.status).toBe(422);
    expect(refused.issues[0]?.diagnostics).toContain('org.example.none#2.1.0');
    expect(refused.issues[0]?.diagnostics).not.toContain('colours');
    const content = binary(await packed(entries));
    const parameter = [
      { name: 'content', resource: content },
      { name: 'withoutDependencies', valueBoolean: true },
    ];
    const taken = await server().post('/$install-package', { resourceType: 'Parameters', parameter });
    expect(taken.status).toBe(200);
    expect(taken.issues[1]).toMatchObject({ severity: 'warning', code: 'not-found' });
  });

  it('leaves out what is no valid R4, and says so', async () => {
    const { status, issues } = await install([
      manifest('org.example.slips'),
      resourceFile({
        resourceType: 'ValueSet',
        id: 'wrong',
        url: `${BASE}/ValueSet/wrong`,
        status: 'ready',
      } as never),
      resourceFile({ resourceType: 'ValueSet', id: 'nameless', status: 'draft' } as never),
      ['package/ValueSet-broken.json', '{'],
    ]);
    expect(status).toBe(200);
    expect(issues.map(({ severity }) => severity)).toEqual(['information', 'warning', 'warning', 'warning']);
  });

  const REFUSED: [why: string, entries: Entry[] | Buffer][] = [
    ['bytes that are no gzip', Buffer.from('hello')],
    ['a gzip that breaks off', Buffer.from('1f8b0800000000000003', 'hex')],
    ['no package.json', [['package/ValueSet-a.json', {}]]],
    ['a package.json that is no JSON', [['package/package.json', '{']]],
    ['a name that is none', [manifest('No Name')]],
    ['another version of FHIR', [manifest('org.example.five', { fhirVersions: ['5.0.0'] })]],
    ['a file that leads out of it', [manifest('org.example.out'), ['package/../../etc/x.json', {}]]],
    ['an absolute name', [manifest('org.example.out'), ['/etc/x.json', {}]]],
    [
      'a link',
      [
        manifest('org.example.link'),
        [{ name: 'package/x.json', type: 'symlink', linkname: '/etc/passwd' }, ''],
      ],
    ],
  ];
  it.each(REFUSED)('refuses %s with 400', async (_why, content) => {
    const bytes = Buffer.isBuffer(content) ? content : await packed(content);
    const { status, issues } = await server().post('/$install-package', binary(bytes));
    expect(status).toBe(400);
    expect(issues[0]?.diagnostics).toContain('no FHIR package');
    expect(issues[0]?.diagnostics).not.toMatch(/etc\/passwd|node:|Error:/);
  });

  it('refuses what unpacks to more than it takes with 413', async () => {
    const zeros = ' '.repeat(32 * 1024 * 1024);
    const entries: Entry[] = Array.from({ length: 9 }, (_, i) => [`package/other/${i}`, zeros]);
    const { status } = await install([manifest('org.example.bomb'), ...entries]);
    expect(status).toBe(413);
  });

  it('asks for data', async () => {
    expect(
      (await server().post('/$install-package', { resourceType: 'Binary', contentType: 'a/b' })).status,
    ).toBe(400);
    expect((await server().post('/$install-package', { resourceType: 'Patient' })).status).toBe(400);
  });
});

describe('PACKAGES', () => {
  it('are installed at the start, each after what it depends on, and are there after a restart', async () => {
    const { folder, remove } = temporaryFolder();
    const { folder: packages, remove: removePackages } = temporaryFolder();
    const write = async (file: string, entries: Entry[]) =>
      writeFileSync(path.join(packages, file), await packed(entries));
    await write('a-depends.tgz', [
      manifest('org.example.depends', { dependencies: { 'org.example.colours': '1.0.0' } }),
    ]);
    await write('b-colours.tgz', colours(BASE));
    const first = await startForTests(folder, {}, { PACKAGES: packages });
    await expectKnown(first);
    await first.close();
    const second = await startForTests(folder);
    await expectKnown(second);
    await second.close();
    await write('c-needy.tgz', [
      manifest('org.example.needy', { dependencies: { 'org.example.none': '2.1.0' } }),
    ]);
    await expect(startForTests(folder, {}, { PACKAGES: packages })).rejects.toThrow(
      /c-needy\.tgz: .*org\.example\.none#2\.1\.0/,
    );
    remove();
    removePackages();
  });
});

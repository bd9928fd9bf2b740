import { importTerminology } from '../../src/cli/import-terminology.ts';
import { openRooms } from '../../src/cli/open-rooms.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { writeLoinc, writeSnomed } from '../terminology/release/release-files.ts';

const { folder, remove } = temporaryFolder();
const environment = { DATA_FOLDER: `${folder}/data`, LOG_LEVEL: 'silent' };
afterAll(remove);

const run = async (kind: string, options: object = {}) => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  await importTerminology(kind, { folder: `${folder}/${kind}`, environment, say, ...options });
  return said;
};

describe('import-terminology', () => {
  it('takes releases of LOINC and SNOMED CT, which a server then uses', async () => {
    writeLoinc(`${folder}/loinc`);
    writeSnomed(`${folder}/snomed`);
    expect(await run('loinc', { release: '9.99' })).toEqual([
      'LOINC 9.99: 6 concepts are there; a running server uses them some seconds later',
    ]);
    expect((await run('snomed'))[0]).toContain('/version/20250101: 5 concepts');

    const { terminology, stop } = await openRooms(environment);
    const validate = (system: string, code: string) =>
      terminology.settle(() => terminology.validateCode({ system, code }).result);
    expect(await validate('http://loinc.org', '10-1')).toBe(true);
    expect(await validate('http://loinc.org', '99999-9')).toBe(false);
    const sct = { system: 'http://snomed.info/sct' };
    const kind = await terminology.settle(() => terminology.subsumes(sct, '73211009', '44054006'));
    expect(kind).toBe('subsumes');
    const branch = 'http://snomed.info/sct?fhir_vs=isa/73211009';
    const { expansion } = await terminology.settle(() => terminology.expand(branch));
    expect(expansion?.total).toBe(2);
    await stop();
  });

  it.each([
    ['another kind', 'icd', {}, "'icd' is no release"],
    ['LOINC without its version', 'loinc', {}, '--release'],
    ['a folder without a release', 'snomed', { folder: `${folder}/data` }, 'no snapshot of concepts'],
  ])('refuses %s', async (_, kind, options, message) => {
    await expect(run(kind, options)).rejects.toThrow(message);
  });
});

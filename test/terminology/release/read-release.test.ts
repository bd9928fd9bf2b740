import { readLoinc } from '#terminology/release/loinc/read-loinc.ts';
import type { ReleasedConcept } from '#terminology/release/release.ts';
import { readSnomed, snomedDate } from '#terminology/release/snomed/read-snomed.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { writeLoinc, writeSnomed } from './release-files.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

async function read(concepts: AsyncIterable<ReleasedConcept>): Promise<Map<string, ReleasedConcept>> {
  const found = new Map<string, ReleasedConcept>();
  for await (const concept of concepts) found.set(concept.code, concept);
  return found;
}

describe('a release of LOINC', () => {
  const loinc = `${folder}/loinc`;

  it('has the codes of its table and the parts of its hierarchy', async () => {
    writeLoinc(loinc);
    const concepts = await read(readLoinc(loinc));
    expect([...concepts.keys()]).toEqual(['10-1', '11-9', '12-7', '13-5', 'LP1', 'LP2']);
    expect(concepts.get('11-9')).toMatchObject({
      display: 'Glucose "fasting", made up',
      inactive: false,
      parents: ['LP2'],
      ancestors: ['LP2', 'LP1'],
    });
    expect(concepts.get('11-9')?.property).toContainEqual({ code: 'SCALE_TYP', type: 'string', value: 'Qn' });
    expect(concepts.get('13-5')).toMatchObject({ inactive: true, parents: [] });
    expect(concepts.get('LP2')).toMatchObject({ display: 'Sugars', parents: ['LP1'] });
  });

  it('is refused where it is none', async () => {
    await expect(read(readLoinc(`${folder}/loinc/AccessoryFiles`))).rejects.toThrow('no Loinc.csv');
  });
});

describe('a release of SNOMED CT', () => {
  const snomed = `${folder}/snomed`;

  it('has its concepts with their places and preferred names', async () => {
    writeSnomed(snomed);
    expect(snomedDate(snomed)).toBe('20250101');
    const concepts = await read(readSnomed(snomed));
    expect(concepts.size).toBe(5);
    const diabetes = concepts.get('44054006');
    expect(diabetes).toMatchObject({
      display: 'Diabetes type 2, made up',
      inactive: false,
      parents: ['73211009'],
      ancestors: ['73211009', '64572001', '138875005'],
    });
    expect(diabetes?.designation.map(({ value }) => value)).toEqual([
      'Diabetes type 2, made up (disorder)',
      'Diabetes "II", made up',
      'Diabetes type 2, made up',
    ]);
    expect(diabetes?.property).toContainEqual({ code: 'sufficientlyDefined', type: 'boolean', value: true });
    expect(concepts.get('73211009')?.display).toBe('Diabetes, made up (disorder)');
    expect(concepts.get('190330002')?.inactive).toBe(true);
  });

  it('shows the names that another reference set prefers', async () => {
    const concepts = await read(readSnomed(snomed, { languageRefset: '900000000000508004' }));
    expect(concepts.get('44054006')?.display).toBe('Diabetes "II", made up');
  });
});

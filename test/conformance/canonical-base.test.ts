import { readdirSync } from 'node:fs';
import { under, writtenBase } from '#conformance/published-files.ts';
import { useServer } from '../server-for-tests.ts';

const BASE = 'https://trial.example.net/r4';
const server = useServer({}, { CANONICAL_BASE: BASE });
const ROOT = new URL('../../', import.meta.url);
const STUDY = new URL('study/', ROOT);

describe('CANONICAL_BASE', () => {
  it('takes the place of the base that the files are written with, in all of them', () => {
    const written = writtenBase(STUDY) as string;
    const read = under(BASE, STUDY);
    for (const folder of ['profiles', 'study', 'terminology']) {
      const files = readdirSync(new URL(`${folder}/`, ROOT)).filter((name) => name.endsWith('.json'));
      const texts = files.map((name) => read(new URL(`${folder}/${name}`, ROOT)));
      expect(texts.filter((text) => text.includes(written))).toEqual([]);
      expect(texts.some((text) => text.includes(BASE))).toBe(true);
    }
  });

  it('is the base of what the server claims', async () => {
    const { text } = await server().get('/metadata');
    expect(text).not.toContain(writtenBase(STUDY));
    expect(text).toContain(`${BASE}/StructureDefinition/exo-hba1c`);
    expect(text).toContain(`${BASE}/OperationDefinition/reindex`);
  });

  it('is that of the profiles, the value sets and the rules', async () => {
    const subject = {
      resourceType: 'Patient',
      id: 'rebased',
      identifier: [{ system: `${BASE}/sid/subject`, value: 'EXO-901' }],
      gender: 'female',
    };
    expect((await server().put('/Patient/rebased', { ...subject, name: [{ text: 'x' }] })).status).toBe(422);
    expect((await server().put('/Patient/rebased', subject)).status).toBe(201);
    const code = { system: `${BASE}/CodeSystem/exo-visit`, code: 'D0' };
    const query = `url=${BASE}/ValueSet/exo-visit-vs&system=${code.system}&code=${code.code}`;
    const { resource } = await server().get(`/ValueSet/$validate-code?${query}`);
    expect(resource.parameter).toContainEqual({ name: 'result', valueBoolean: true });
    const dose = {
      resourceType: 'MedicationAdministration',
      status: 'completed',
      extension: [{ url: `${BASE}/StructureDefinition/dose-number`, valuePositiveInt: 1 }],
      medicationCodeableConcept: { text: 'x' },
      subject: { reference: 'Patient/rebased' },
      effectiveDateTime: '2025-06-10T10:00:00+07:00',
    };
    const { status, text } = await server().post('/MedicationAdministration', dose);
    expect(status).toBe(422);
    expect(text).toContain(`${BASE}/record-rules#exo-dose-after-consent`);
  });
});

it('stands in no file of the code', () => {
  const written = writtenBase(STUDY) as string;
  const files = readdirSync(new URL('src/', ROOT), { recursive: true, withFileTypes: true });
  const read = under(undefined, STUDY);
  const copies = files
    // The url of the audit chain is the server's own, and part of what its hashes are of: no setting may change it.
    .filter((file) => file.isFile() && file.name.endsWith('.ts') && file.name !== 'audit-chain.ts')
    .filter((file) => read(new URL(`file://${file.parentPath}/${file.name}`)).includes(written));
  expect(copies.map(({ name }) => name)).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { trialPackage } from '#cli/package/trial-package.ts';
import { loadDefinitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';

const ROOT = new URL('../../../', import.meta.url);
const folders = {
  study: new URL('study/', ROOT),
  profiles: new URL('profiles/', ROOT),
  terminology: new URL('terminology/', ROOT),
  examples: new URL('examples/profiles/', ROOT),
};

interface Index {
  'index-version': number;
  files: { filename: string; resourceType: string; id: string; url?: string; type?: string }[];
}

async function filesOf(bytes: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const reader = extract();
  reader.end(gunzipSync(bytes));
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    expect(entry.header).toMatchObject({ uid: 0, gid: 0, mtime: new Date(0), type: 'file' });
    files.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return files;
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the package of the trial', () => {
  let files: Map<string, string>;
  const resource = (name: string) => parseJson(files.get(name) as string) as Resource;
  beforeAll(async () => {
    files = await filesOf(await trialPackage(folders, undefined));
  });

  it('is the same to the byte each time, in another process and another time zone as well', async () => {
    const first = hash(await trialPackage(folders, undefined));
    expect(hash(await trialPackage(folders, undefined))).toBe(first);
    const script = `
      const { trialPackage } = await import('#cli/package/trial-package.ts');
      const { createHash } = await import('node:crypto');
      const folder = (name) => new URL(name, ${JSON.stringify(ROOT.href)});
      const bytes = await trialPackage({ study: folder('study/'), profiles: folder('profiles/'),
        terminology: folder('terminology/'), examples: folder('examples/profiles/') }, undefined);
      process.stdout.write(createHash('sha256').update(bytes).digest('hex'));`;
    const again = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('src/', ROOT),
      env: { ...process.env, TZ: 'Asia/Jakarta', LANG: 'id_ID.UTF-8', NODE_OPTIONS: '' },
    });
    expect(again.toString()).toBe(first);
  });

  it('says what it is', () => {
    expect(JSON.parse(files.get('package/package.json') as string)).toMatchObject({
      name: 'org.example.exo-t2dm',
      version: '0.1.0',
      canonical: 'https://exo-t2dm.example.org/fhir',
      fhirVersions: ['4.0.1'],
      type: 'IG',
      dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
    });
  });

  it.each(['package', 'package/example'])('has an index of all in %s', (folder) => {
    const index = JSON.parse(files.get(`${folder}/.index.json`) as string) as Index;
    expect(index['index-version']).toBe(2);
    const there = [...files.keys()]
      .filter((name) => name.slice(0, name.lastIndexOf('/')) === folder)
      .filter((name) => !/\/(?:package|\.index)\.json$/.test(name));
    expect(index.files.map(({ filename }) => `${folder}/${filename}`)).toEqual(there);
    for (const { filename, ...told } of index.files)
      expect(resource(`${folder}/${filename}`)).toMatchObject(told);
  });

  it('has profiles with snapshots, and a guide that names all', () => {
    const profile = resource('package/StructureDefinition-exo-hba1c.json') as Resource & {
      snapshot: { element: { id: string }[] };
    };
    expect(profile.snapshot.element[0]).toMatchObject({ id: 'Observation' });
    const name = 'package/ImplementationGuide-org.example.exo-t2dm.json';
    const guide = resource(name) as Resource & { definition: { resource: object[] } };
    expect(guide.definition.resource).toContainEqual({
      reference: { reference: 'StructureDefinition/exo-hba1c' },
      exampleBoolean: false,
    });
    const errors = createValidator(loadDefinitions())
      .validate(guide)
      .filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('leaves parts of code systems of others to who publishes them', () => {
    expect(files.has('package/CodeSystem-exo-visit.json')).toBe(true);
    expect(files.has('package/CodeSystem-loinc-in-use.json')).toBe(false);
  });

  it('stands under the canonical base that is set', async () => {
    const other = await filesOf(await trialPackage(folders, 'https://trial.example.net/r4'));
    expect([...other.values()].filter((text) => text.includes('exo-t2dm.example.org'))).toEqual([]);
    expect(JSON.parse(other.get('package/package.json') as string).canonical).toBe(
      'https://trial.example.net/r4',
    );
  });
});

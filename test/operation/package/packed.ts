import { createGzip } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** One entry of a made-up package: its name, or its header. */
export type Entry = [header: string | Partial<Header>, content: string | object];

/** A package of entries as they are given. */
export async function packed(entries: Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) {
    const own = typeof header === 'string' ? { name: header } : header;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    archive.entry({ ...own, name: own.name as string }, own.type === 'symlink' ? '' : text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.pipe(createGzip())) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** package.json. */
export const manifest = (name: string, more: object = {}): Entry => [
  'package/package.json',
  { name, version: '1.0.0', fhirVersions: ['4.0.1'], ...more },
];

/** A file of a package with a resource. */
export const resourceFile = (resource: { resourceType: string; id: string }): Entry => [
  `package/${resource.resourceType}-${resource.id}.json`,
  resource,
];

/** A package on colours, which has a profile, its terminology and a search parameter. */
export const colours = (base: string, more: object = {}): Entry[] => [
  manifest('org.example.colours', more),
  resourceFile({
    resourceType: 'CodeSystem',
    id: 'colour',
    url: `${base}/CodeSystem/colour`,
    version: '1.0.0',
    status: 'active',
    content: 'complete',
    concept: [{ code: 'red' }, { code: 'blue' }],
  } as never),
  resourceFile({
    resourceType: 'ValueSet',
    id: 'warm',
    url: `${base}/ValueSet/warm`,
    version: '1.0.0',
    status: 'active',
    compose: { include: [{ system: `${base}/CodeSystem/colour`, concept: [{ code: 'red' }] }] },
  } as never),
  resourceFile({
    resourceType: 'StructureDefinition',
    id: 'coloured',
    url: `${base}/StructureDefinition/coloured`,
    version: '1.0.0',
    name: 'Coloured',
    status: 'active',
    kind: 'resource',
    abstract: false,
    type: 'Basic',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Basic',
    derivation: 'constraint',
    differential: {
      element: [
        {
          id: 'Basic.code',
          path: 'Basic.code',
          binding: { strength: 'required', valueSet: `${base}/ValueSet/warm|1.0.0` },
        },
      ],
    },
  } as never),
  resourceFile({
    resourceType: 'SearchParameter',
    id: 'language',
    url: `${base}/SearchParameter/basic-language`,
    version: '1.0.0',
    name: 'language',
    status: 'active',
    description: 'The language.',
    code: 'written-in',
    base: ['Basic'],
    type: 'token',
    expression: 'Basic.language',
  } as never),
  ['package/example/Basic-one.json', { resourceType: 'Basic', id: 'one', code: { text: 'x' } }],
  ['package/other/notes.txt', 'not read'],
];

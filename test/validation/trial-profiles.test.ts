import { readdirSync, readFileSync } from 'node:fs';
import type { Questionnaire } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import { coreProfiles, folderProfiles } from '#conformance/load-profiles.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { FolderContent } from '#terminology/content/folder-content.ts';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';
import { createValidator } from '#validation/validate.ts';

/** A resource that keeps to a profile, and changes of it that each break one rule; `breaks` is the rule's name. */
interface Fixture {
  valid: Resource;
  invalid: { breaks: string; why: string; change: Record<string, unknown> }[];
}

const root = new URL('../../', import.meta.url);
const fixtures = new URL('../../examples/profiles/', import.meta.url);
const definitions = loadDefinitions();
const dqol = JSON.parse(
  readFileSync(new URL('study/Questionnaire-dqol.json', root), 'utf8'),
) as Questionnaire;
const validator = createValidator(definitions, {
  structures: new StructureDefinitions(definitions, [
    folderProfiles(new URL('profiles/', root)),
    coreProfiles(),
  ]),
  terminology: createTerminology({
    sources: [new FolderContent(new URL('terminology/', root)), new PreparedContent()],
  }),
  find: (type) => (type === 'Questionnaire' ? (dqol as never) : undefined),
});

function errorsOf(resource: Resource): Issue[] {
  return validator.validate(resource).filter(({ severity }) => severity === 'error');
}

type Json = Record<string, unknown>;

/** Sets what stands at a path: null takes it away, `+0` repeats the first item, `-url` takes that extension away. */
function set(resource: Json, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop() as string;
  const holder = steps.reduce<Json>((at, step) => at[step] as Json, resource);
  const items = holder[last] as Json[];
  if (value === null) delete holder[last];
  else if (value === '+0') items.push(items[0] as Json);
  else if (typeof value === 'string' && value.startsWith('-http'))
    holder[last] = items.filter(({ url }) => url !== value.slice(1));
  else holder[last] = value;
}

describe.each(readdirSync(fixtures))('%s', (file) => {
  const { valid, invalid } = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as Fixture;

  it('has a valid example', () => {
    expect(errorsOf(valid)).toEqual([]);
  });

  it.each(invalid)('refuses $why', ({ breaks, change }) => {
    const resource = structuredClone(valid);
    for (const [path, value] of Object.entries(change)) set(resource, path, value);
    expect(errorsOf(resource).map(({ source }) => source)).toContain(breaks);
  });
});

import type { NamingSystem } from '@medplum/fhirtypes';
import type { Entry } from './content/content.ts';
import type { JoinedContent } from './content/joined-content.ts';

const plain = (id: string): string => id.replace(/^urn:(?:oid|uuid):/, '');

/** The naming systems that have an identifier; a resource that stands in two places counts once. */
export function findNamingSystems(id: string, content: JoinedContent): NamingSystem[] {
  const found = content
    .all('NamingSystem')
    .flatMap((entry) => content.read(entry as Entry & { type: 'NamingSystem' }) ?? [])
    .filter(({ uniqueId = [] }) => uniqueId.some(({ value = '' }) => plain(value) === plain(id)));
  const byIds = new Map(
    found.map((system) => [JSON.stringify(system.uniqueId?.map(({ type, value }) => [type, value])), system]),
  );
  return [...byIds.values()];
}

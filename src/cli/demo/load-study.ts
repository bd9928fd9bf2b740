import { readdirSync } from 'node:fs';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { type Connection, request } from './connection.ts';

/** Definitions first: a server that checks references and canonicals in the order of entries finds them. */
const ORDER = [
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
  'StructureDefinition',
  'SearchParameter',
  'Organization',
  'Location',
  'Practitioner',
  'Device',
  'Medication',
  'Questionnaire',
  'ActivityDefinition',
  'Measure',
  'Group',
  'PlanDefinition',
  'ResearchStudy',
];

/** The resources in the files `<Type>-<id>.json` of the folders, in an order in which references resolve. */
export function readStudyResources(folders: URL[], read: ReadPublished = asWritten): Resource[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => /^[A-Z][A-Za-z]+-.+\.json$/.test(file))
        .sort()
        .map((file) => parseJson(read(new URL(file, folder))) as Resource),
    )
    .sort((a, b) => rank(a) - rank(b));
}

function rank({ resourceType }: Resource): number {
  const place = ORDER.indexOf(resourceType);
  return place < 0 ? ORDER.length : place;
}

/**
 * Puts the study, its terminology and its profiles on a server, each under its own id, in one transaction
 * (http.html#transaction). Returns how many resources were sent; throws with the first issue if they are refused.
 */
export async function loadStudy({
  connection,
  folders,
  read,
}: {
  connection: Connection;
  folders: URL[];
  read?: ReadPublished;
}): Promise<number> {
  const resources = readStudyResources(folders, read);
  const entry = resources.map((resource) => {
    const path = `${resource.resourceType}/${resource.id}`;
    return { fullUrl: `${connection.baseUrl}/${path}`, resource, request: { method: 'PUT', url: path } };
  });
  await request(connection, '', {
    method: 'POST',
    body: { resourceType: 'Bundle', type: 'transaction', entry },
  });
  return resources.length;
}

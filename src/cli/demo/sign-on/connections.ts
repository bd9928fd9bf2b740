import type { Resource } from '#fhir/resource.ts';
import type { Connection } from '../connection.ts';
import type { CohortSubject } from '../hospital/generate-cohort.ts';
import type { BackEnds } from './back-end.ts';
import { backEnds } from './back-ends.ts';
import { type ClientKey, registerBackEnds } from './register-back-ends.ts';
import { signOn } from './sign-on.ts';

/** A connection to a FHIR base for each program of the demo. */
export type Connections = Record<keyof BackEnds, Connection>;

/** What the demo sends, from which follows what its programs need. */
export interface Sent {
  /** `ResearchStudy/[id]`. */
  study: string;
  definitions: Resource[];
  cohort: Iterable<CohortSubject>;
}

/** Registers the demo's programs in the store of the environment. Returns how each of them reaches a server on it. */
export async function registerAll(
  environment: Record<string, string | undefined>,
  { study, definitions, cohort }: Sent,
): Promise<(baseUrl: string) => Connections> {
  const all = backEnds({
    study: study.split('/').at(-1) as string,
    definitions: new Set(definitions.map(({ resourceType }) => resourceType)),
    sent: new Set([...cohort].flatMap(typesOf)),
  });
  const names = Object.keys(all) as (keyof BackEnds)[];
  const keys = await registerBackEnds(
    environment,
    names.map((name) => all[name]),
  );
  return (baseUrl) =>
    connections(names, (i) => ({ baseUrl, authorize: signOn(baseUrl, keys[i] as ClientKey) }));
}

/** Connections to a server that asks nobody for a token. */
export function withoutSignOn(baseUrl: string): Connections {
  const names: (keyof BackEnds)[] = ['dataManagement', 'hospital', 'registry', 'statistician'];
  return connections(names, () => ({ baseUrl }));
}

const connections = (names: (keyof BackEnds)[], make: (index: number) => Connection): Connections =>
  Object.fromEntries(names.map((name, i) => [name, make(i)])) as Connections;

const typesOf = ({ bundles }: CohortSubject): string[] =>
  bundles.flatMap(({ entry }) => entry.map(({ resource }) => resource.resourceType));

import { MedplumClient } from '@medplum/core';
import type { Bundle, Resource, ResourceType } from '@medplum/fhirtypes';
import type { Connection } from './connection.ts';
import type { TrialData } from './hospital/trial-data.ts';
import { type RegistrySearch, registrySearches } from './registry-searches.ts';

/** A search with its answer. */
export interface RegistryAnswer {
  question: string;
  url: string;
  /** One line. */
  answer: string;
}

/**
 * Asks the server what a registry would ask, with the ordinary client of @medplum/core, and tells every question, its URL
 * and the answer through `say`. Throws when the server refuses a search.
 */
export async function searchRegistry(options: {
  connection: Connection;
  study: TrialData;
  say: (line: string) => void;
}): Promise<RegistryAnswer[]> {
  const client = await registryClient(options.connection);
  const answers: RegistryAnswer[] = [];
  for (const search of registrySearches(options.study)) {
    const answer = await ask(client, search);
    for (const line of [answer.question, `  GET ${answer.url}`, `  ${answer.answer}`]) options.say(line);
    answers.push(answer);
  }
  return answers;
}

async function registryClient({ baseUrl, authorize }: Connection): Promise<MedplumClient> {
  const { origin, pathname } = new URL(baseUrl);
  const headers = await authorize?.();
  return new MedplumClient({
    baseUrl: `${origin}/`,
    fhirUrlPath: pathname.slice(1),
    // Retries would hide a server that fails.
    maxRetryTime: 0,
    cacheTime: 0,
    ...(headers ? { defaultHeaders: headers } : {}),
  });
}

async function ask(
  client: MedplumClient,
  { question, type, query, tell }: RegistrySearch,
): Promise<RegistryAnswer> {
  const resourceType = type as ResourceType;
  const bundle = (await client.search(resourceType, query)) as Bundle<Resource>;
  const found = (bundle.entry ?? []).filter((entry) => entry.search?.mode !== 'include');
  const included = (bundle.entry ?? []).filter((entry) => entry.search?.mode === 'include');
  const resources = (entries: typeof found) => entries.flatMap(({ resource }) => resource ?? []);
  return {
    question,
    url: readable(client.fhirSearchUrl(resourceType, query)),
    answer: tell({ total: bundle.total, found: resources(found), included: resources(included) }),
  };
}

/** The URL with those characters plain that a query may hold (RFC 3986, and the bar that FHIR's tokens need). */
function readable({ href }: URL): string {
  return href.replace(/%(2F|3A|7C|2C)/g, (octet) => decodeURIComponent(octet));
}

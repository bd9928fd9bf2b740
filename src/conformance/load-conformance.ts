import { type Definitions, loadDefinitions, type SearchParameterDefinition } from './definitions.ts';
import { loadSearchParameters } from './load-search-parameters.ts';
import type { ReadPublished } from './published-files.ts';
import { SearchParameters } from './search-parameter.ts';

/** What the definitions of R4 and of the trial's profiles say, read once for a server. */
export interface Conformance {
  definitions: Definitions;
  parameters: SearchParameters;
  /** The parameters of profiles/. */
  ofProfiles: SearchParameterDefinition[];
}

/** Reads the definitions of R4, and the SearchParameters of a folder of profiles. */
export function loadConformance(profiles: URL, read?: ReadPublished): Conformance {
  const definitions = loadDefinitions();
  const ofProfiles = loadSearchParameters(profiles, read);
  return { definitions, parameters: new SearchParameters(definitions, ofProfiles), ofProfiles };
}

import type { JoinedContent } from '../../content/joined-content.ts';
import type { CodeSystem } from '../code-system.ts';
import type { Concept } from '../concept.ts';
import { ListedCodeSystem } from '../listed-code-system.ts';
import { countries } from './country.ts';
import { currencies } from './currency.ts';
import { languageTags } from './language.ts';
import { mimeTypes } from './mime-type.ts';
import { timeZones } from './time-zone.ts';
import { ucum } from './ucum.ts';
import { uris } from './uri.ts';

const ISO_4217 = 'urn:iso:std:iso:4217';

/** Each is made when the first code of it is asked for: some load large registers. */
const MAKERS = new Map<string, (content: JoinedContent) => CodeSystem>([
  ['http://unitsofmeasure.org', ucum],
  ['urn:ietf:bcp:47', languageTags],
  ['urn:ietf:bcp:13', mimeTypes],
  ['urn:ietf:rfc:3986', uris],
  ['urn:iso:std:iso:3166', countries],
  [ISO_4217, (content) => currencies(published(content))],
  ['https://www.iana.org/time-zones', timeZones],
]);

const made = new Map<string, CodeSystem>();

/** The urls of the code systems that a grammar or a register defines. */
export const definedCodeSystems = (): string[] => [...MAKERS.keys()];

/** The code system of a url that a grammar or a register defines, and no resource; undefined where there is none. */
export function findDefined(url: string, content: JoinedContent): CodeSystem | undefined {
  const known = made.get(url);
  if (known) return known;
  const codeSystem = MAKERS.get(url)?.(content);
  if (codeSystem) made.set(url, codeSystem);
  return codeSystem;
}

/** The currencies that R4 published. */
function published(content: JoinedContent): readonly Concept[] {
  const resource = content.find('CodeSystem', ISO_4217);
  return resource ? (new ListedCodeSystem(resource).roots() ?? []) : [];
}

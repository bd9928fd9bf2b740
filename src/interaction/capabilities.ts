import { createHash } from 'node:crypto';
import { refuse } from '#fhir/operation-outcome.ts';
import { parseSearch } from '#search/parse-search.ts';
import { readSelection, type Subset } from '#search/subset.ts';
import { type Answer, versionOfEtag } from './answer.ts';
import { type TerminologyCapabilitiesRooms, terminologyCapabilities } from './terminology-capabilities.ts';

/** What the capabilities need. */
export interface CapabilitiesRooms extends TerminologyCapabilitiesRooms {
  /** The CapabilityStatement as JSON text, whole or its normative part; the same text as long as it says the same. */
  capabilities: (mode: 'full' | 'normative') => string;
  subset: Subset;
}

/** The tags of the statements, which are long, each made once. */
const tags = new Map<string, { text: string; tag: string }>();

/**
 * capabilities (http.html#capabilities): the CapabilityStatement, or what `mode` asks for, with an ETag that changes
 * when it does, so that a client which has it need not get it again; `_elements` and `_summary` give a part.
 */
export async function capabilities(
  { ifNoneMatch, query }: { ifNoneMatch?: string | undefined; query: string },
  rooms: CapabilitiesRooms,
): Promise<Answer> {
  const parameters = query === '' ? [] : parseSearch(query);
  const mode = parameters.filter(({ code }) => code === 'mode').at(-1)?.value ?? 'full';
  // Takes notice of profiles that were stored since.
  await rooms.terminology.settle(() => undefined);
  const text = await statement(mode, rooms);
  const selection = readSelection(parameters);
  if (selection) return { status: 200, headers: {}, body: rooms.subset(text, selection) };
  const tag = tagOf(mode, text);
  const headers = { ETag: `W/"${tag}"` };
  const known = ifNoneMatch?.split(',').some((one) => one.trim() === '*' || versionOfEtag(one) === tag);
  return known ? { status: 304, headers } : { status: 200, headers, body: text };
}

async function statement(mode: string, rooms: CapabilitiesRooms): Promise<string> {
  if (mode === 'full' || mode === 'normative') return rooms.capabilities(mode);
  if (mode === 'terminology') return (await terminologyCapabilities(rooms)).body ?? '';
  throw refuse(400, 'value', `mode is '${mode.slice(0, 40)}'; full, normative or terminology was expected`, {
    source: 'http.html#capabilities',
  });
}

function tagOf(mode: string, text: string): string {
  let tagged = tags.get(mode);
  if (tagged?.text !== text) {
    tagged = { text, tag: createHash('sha256').update(text).digest('hex').slice(0, 16) };
    tags.set(mode, tagged);
  }
  return tagged.tag;
}

import type { CodeSystemSummary, Terminology } from '#terminology/terminology.ts';
import type { Answer } from './answer.ts';

/** What the statement about terminology needs. */
export interface TerminologyCapabilitiesRooms {
  terminology: Terminology;
  context: { baseUrl: string };
  /** Name and version of the server. */
  software: string;
  now: () => Date;
}

/** The inputs of $expand that are heeded (valueset-operation-expand.html). */
const EXPANSION_PARAMETERS = [
  'filter',
  'offset',
  'count',
  'includeDesignations',
  'designation',
  'includeDefinition',
  'activeOnly',
  'excludeNested',
  'excludeNotForUI',
  'displayLanguage',
  'exclude-system',
  'system-version',
  'check-system-version',
  'force-system-version',
];

/** What was last said of each terminology: it is dated by the last change, so that it is the same until the next. */
const said = new WeakMap<Terminology, { generation: number; body: string }>();

/** The TerminologyCapabilities (http.html#capabilities with mode=terminology): which code systems can be asked, and how. */
export async function terminologyCapabilities(rooms: TerminologyCapabilitiesRooms): Promise<Answer> {
  const { terminology } = rooms;
  const generation = await terminology.settle(() => terminology.generation());
  let last = said.get(terminology);
  if (last?.generation !== generation) {
    last = { generation, body: JSON.stringify(await statement(rooms)) };
    said.set(terminology, last);
  }
  return { status: 200, headers: {}, body: last.body };
}

async function statement({ terminology, context, software, now }: TerminologyCapabilitiesRooms) {
  const [name, version] = software.split(' ');
  const codeSystems = await terminology.settle(() => terminology.codeSystems());
  return {
    resourceType: 'TerminologyCapabilities',
    url: `${context.baseUrl}/metadata?mode=terminology`,
    name: 'TerminologyOfThisServer',
    status: 'active',
    date: now().toISOString(),
    kind: 'instance',
    software: { name, ...(version ? { version } : {}) },
    implementation: { description: 'FHIR R4 server for clinical trials', url: context.baseUrl },
    lockedDate: false,
    codeSystem: codeSystems.map(codeSystemOf),
    expansion: {
      hierarchical: true,
      paging: true,
      incomplete: true,
      parameter: EXPANSION_PARAMETERS.map((parameter) => ({ name: parameter })),
      textFilter: 'Each word begins a word of the display, of a designation or of the code.',
    },
    codeSearch: 'explicit',
    validateCode: { translations: false },
    translation: { needsMap: false },
    closure: { translation: false },
  };
}

function codeSystemOf({ url, versions, hierarchy }: CodeSystemSummary): object {
  return {
    uri: url,
    ...(versions.length ? { version: versions.map((code, i) => ({ code, isDefault: i === 0 })) } : {}),
    subsumption: hierarchy,
  };
}

import { randomUUID } from 'node:crypto';
import type { ValueSet } from '@medplum/fhirtypes';
import { canonicalOf } from './canonical.ts';
import type { CodeSystem } from './code-system/code-system.ts';
import { CodeSystems } from './code-system/code-systems.ts';
import { lookup } from './code-system/lookup.ts';
import { findConcept, subsumes } from './code-system/subsumes.ts';
import { ConceptMaps } from './concept-map/concept-maps.ts';
import type { Content } from './content/content.ts';
import { JoinedContent } from './content/joined-content.ts';
import type { ExternalTerminology } from './external/external-terminology.ts';
import { findNamingSystems } from './naming-systems.ts';
import { Pending } from './pending.ts';
import type { ReleaseStore } from './release/release.ts';
import { ReleasedCodeSystems } from './release/released-code-systems.ts';
import { related, relatedAnywhere } from './subsumption.ts';
import type {
  CodesOfValueSet,
  CodeValidation,
  Coding,
  Membership,
  Reason,
  SystemCodes,
  Terminology,
} from './terminology.ts';
import { TerminologyError } from './terminology-error.ts';
import { validateCode, validateInCodeSystem } from './validate-code.ts';
import { Budget } from './value-set/budget.ts';
import type { CompiledValueSet } from './value-set/compiled-value-set.ts';
import { expand } from './value-set/expand.ts';
import { flatNodes } from './value-set/expansion-node.ts';
import { ValueSetMembership } from './value-set/membership.ts';
import type { SystemVersions } from './value-set/system-versions.ts';
import { validateInValueSet } from './value-set/validate-in-value-set.ts';
import { ValueSets } from './value-set/value-sets.ts';

/** A question meets what is missing one step after the other, e.g. a value set, then its code system. */
const MOST_ROUNDS = 12;

/** How many memberships are handed out as one and the same. */
const MOST_MEMBERSHIPS = 5000;

/** Terminology over what these places hold, the one that has precedence first. */
export function createTerminology({
  sources,
  releases,
  external,
  now = () => new Date(),
  newId = randomUUID,
}: {
  sources: readonly Content[];
  /** Releases of code systems that were imported whole. */
  releases?: ReleaseStore | undefined;
  /** Another terminology server, asked about what is not known here. */
  external?: ExternalTerminology | undefined;
  now?: () => Date;
  newId?: () => string;
}): Terminology {
  const pending = new Pending();
  const released = releases && new ReleasedCodeSystems(releases, pending);
  const content = new JoinedContent(released ? [...sources, released] : sources, pending);
  const codeSystems = new CodeSystems(content, pending, released);
  const conceptMaps = new ConceptMaps(content);
  const valueSets = new ValueSets({ content, codeSystems, pending });
  const generation = () => content.generation();
  const elsewhere = (coding: Coding, valueSet?: string) => external?.validateCode(coding, valueSet, pending);
  const parts = {
    valueSets,
    codeSystems,
    pending,
    generation,
    elsewhere: (coding: Coding, valueSet: string) => elsewhere(coding, valueSet)?.result ?? 'unknown',
  };
  const memberships = new Map<string, Membership>();

  const membership = (valueSet: string): Membership => {
    const known = memberships.get(valueSet);
    if (known) return known;
    const made = new ValueSetMembership(valueSet, parts);
    if (memberships.size < MOST_MEMBERSHIPS) memberships.set(valueSet, made);
    return made;
  };
  const compiled = (valueSet: Parameters<Terminology['codesOf']>[0]) =>
    typeof valueSet === 'string' ? valueSets.find(valueSet) : valueSets.compile(valueSet);

  return {
    generation,
    membership,
    settle: async (ask) => {
      await content.refresh();
      for (let round = 0; ; round++) {
        pending.clear();
        const outcome = attempt(ask);
        if (pending.isEmpty || round === MOST_ROUNDS) return outcome();
        await pending.fetchAll();
      }
    },
    validateCode: (coding, options = {}, resource) =>
      resource
        ? validateInCodeSystem(coding, codeSystems.compile(resource), options)
        : orElsewhere(validateCode(coding, codeSystems, options), [coding], elsewhere),
    validateInValueSet: (valueSet, codings, options) => {
      const here = orUnknown(() => validateInValueSet(codings, compiled(valueSet), codeSystems, options));
      if (typeof valueSet !== 'string') return here;
      return orElsewhere(here, codings, (coding) => elsewhere(coding, valueSet));
    },
    codesOf: (valueSet) => orUnlisted(() => codesOf(compiled(valueSet))),
    descendants: (system, code) => find('descendants', system, code),
    ancestors: (system, code) => find('ancestors', system, code),
    lookup: (coding, options) => {
      const codeSystem = codeSystemOf(coding.system ?? '', coding.version);
      return lookup(findConcept(codeSystem, coding.code ?? ''), codeSystem, options);
    },
    subsumes: (of, a, b) =>
      subsumes('system' in of ? codeSystemOf(of.system, of.version) : codeSystems.compile(of), a, b),
    expand: (valueSet, options = {}) =>
      expand(options.versions ? ofVersions(valueSet, options.versions) : compiled(valueSet), options, {
        now: now(),
        identifier: `urn:uuid:${newId()}`,
      }),
    codeSystems: () => codeSystems.summaries(),
    namingSystems: (id) => findNamingSystems(id, content),
    translate: (coding, choice, options = {}) => conceptMaps.translate(coding, choice, options),
  };

  function ofVersions(valueSet: string | ValueSet, versions: SystemVersions) {
    const others = new ValueSets({ content, codeSystems, pending }, versions);
    return typeof valueSet === 'string' ? others.find(valueSet) : others.compile(valueSet);
  }

  function codeSystemOf(system: string, version: string | undefined): CodeSystem {
    const found = codeSystems.find(system, version);
    if (found) return found;
    const message = `the code system ${canonicalOf(system, version).slice(0, 200)} is not known here`;
    throw new TerminologyError({ reason: 'unknown-code-system', message });
  }

  function find(direction: 'descendants' | 'ancestors', system: string | undefined, code: string) {
    if (system === undefined) return relatedAnywhere(direction, code, { content, codeSystems });
    const found = related(direction, codeSystems.find(system), code);
    return found === 'unknown' ? found : [found];
  }
}

/** What makes an answer unknown that another server may have: its system or value set is not here, or not all of it. */
const NOT_HERE = new Set<Reason | undefined>([
  'unknown-value-set',
  'unknown-code-system',
  'partial-code-system',
]);

/** The answer of another server where there is none here: true if it is for one coding, false only if it is for all. */
function orElsewhere(
  here: CodeValidation,
  codings: readonly Coding[],
  ask: (coding: Coding) => CodeValidation | undefined,
): CodeValidation {
  if (here.result !== 'unknown' || !NOT_HERE.has(here.reason)) return here;
  const answers = codings.map((coding) => ask(coding) ?? here);
  return (
    answers.find(({ result }) => result === true) ??
    answers.find(({ result }) => result === 'unknown') ??
    answers[0] ??
    here
  );
}

/** What a question gives or throws; it may throw only because something was missing. */
function attempt<T>(ask: () => T): () => T {
  try {
    const answer = ask();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function orUnknown(ask: () => CodeValidation): CodeValidation {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof TerminologyError)) throw error;
    return { result: 'unknown', reason: error.reason, message: error.message };
  }
}

function codesOf(valueSet: CompiledValueSet): CodesOfValueSet {
  const systems = bySystem(flatNodes(valueSet.list(new Budget())));
  const { partial } = valueSet;
  return { known: true, systems, ...(partial.length ? { partial } : {}) };
}

function orUnlisted(list: () => CodesOfValueSet): CodesOfValueSet {
  try {
    return list();
  } catch (error) {
    if (!(error instanceof TerminologyError)) throw error;
    return { known: false, reason: error.reason, message: error.message };
  }
}

function bySystem(nodes: Iterable<{ system: string; code: string }>): SystemCodes[] {
  const systems = new Map<string, Set<string>>();
  for (const { system, code } of nodes) {
    const codes = systems.get(system) ?? new Set();
    systems.set(system, codes.add(code));
  }
  return [...systems].map(([system, codes]) => ({ system, codes }));
}

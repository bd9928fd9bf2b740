import type { CodeSystem as CodeSystemResource } from '@medplum/fhirtypes';
import { canonicalOf, parseCanonical } from '../canonical.ts';
import type { Entry } from '../content/content.ts';
import type { JoinedContent } from '../content/joined-content.ts';
import type { Pending } from '../pending.ts';
import type { ReleasedCodeSystems } from '../release/released-code-systems.ts';
import type { CodeSystemSummary } from '../terminology.ts';
import type { CodeSystem } from './code-system.ts';
import { definedCodeSystems, findDefined } from './defined/defined.ts';
import { joinFragments } from './join-fragments.ts';
import { ListedCodeSystem } from './listed-code-system.ts';

type CodeSystemEntry = Entry & { type: 'CodeSystem' };

/** The code systems that can be asked, by url and version. */
export class CodeSystems {
  readonly #content: JoinedContent;
  readonly #pending: Pending;
  readonly #released: ReleasedCodeSystems | undefined;
  readonly #compiled = new WeakMap<CodeSystemResource, CodeSystem>();
  readonly #found = new Map<string, CodeSystem | undefined>();
  #generation = -1;

  constructor(content: JoinedContent, pending: Pending, released?: ReleasedCodeSystems) {
    this.#content = content;
    this.#released = released;
    this.#pending = pending;
  }

  /**
   * The code system of a url; with `version`, that version of it. A complete one before an imported release, this before
   * fragments; fragments of one system count together. Undefined where nothing of it is here.
   */
  find(url: string, version?: string): CodeSystem | undefined {
    // Some systems of R4 are written with their version behind a bar, as canonicals have it.
    if (url.includes('|')) return this.find(...barred(url, version));
    if (this.#generation !== this.#content.generation()) {
      this.#generation = this.#content.generation();
      this.#found.clear();
    }
    const key = canonicalOf(url, version);
    if (this.#found.has(key)) return this.#found.get(key);
    const before = this.#pending.noted;
    const found = findDefined(url, this.#content) ?? this.#listed(url, version);
    if (this.#pending.noted === before && this.#found.size < 10_000) this.#found.set(key, found);
    return found;
  }

  /** A resource, e.g. one that came with a request, as a code system. */
  compile(resource: CodeSystemResource): CodeSystem {
    const known = this.#compiled.get(resource);
    if (known) return known;
    const compiled = new ListedCodeSystem(resource);
    this.#compiled.set(resource, compiled);
    return compiled;
  }

  /** All code systems, by url; supplements are none of their own. */
  summaries(): CodeSystemSummary[] {
    const entries = this.#content
      .all('CodeSystem')
      .filter(({ url, content }) => url && content !== 'supplement' && content !== 'not-present');
    const released = this.#released?.codeSystems() ?? [];
    const urls = new Set([...definedCodeSystems(), ...[...entries, ...released].map(({ url }) => url)]);
    return [...urls].sort().map((url) => {
      const own = this.#content.entries('CodeSystem', url);
      const imported = released.filter((each) => each.url === url);
      return {
        url,
        versions: [...new Set([...imported, ...own].flatMap(({ version }) => version ?? []))],
        hierarchy: imported.length > 0 || own.some(({ hierarchy }) => hierarchy),
      };
    });
  }

  #listed(url: string, version: string | undefined): CodeSystem | undefined {
    const entries = this.#content
      .entries('CodeSystem', url)
      .filter((entry) => entry.content !== 'supplement' && fits(entry, version)) as CodeSystemEntry[];
    const complete = entries.find(({ content }) => content === 'complete');
    const released = complete ? undefined : this.#released?.find(url, version);
    if (released) return released;
    const parts = complete ? [complete] : entries.filter(({ content }) => content !== 'not-present');
    const resources = parts.flatMap((entry) => this.#content.read(entry) ?? []);
    const [first, ...others] = resources.map((resource) => this.compile(resource));
    return first && others.length ? joinFragments([first, ...others]) : first;
  }
}

/** What HL7 published of a system without saying of which version serves for every version. */
const fits = (entry: Entry, version: string | undefined): boolean =>
  version === undefined ||
  entry.version === version ||
  (entry.version === undefined && entry.content === 'fragment');

function barred(canonical: string, version: string | undefined): [string, string | undefined] {
  const parsed = parseCanonical(canonical);
  return [parsed.url, version ?? parsed.version];
}

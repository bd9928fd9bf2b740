import type { ConceptMap } from '@medplum/fhirtypes';
import { parseCanonical } from '../canonical.ts';
import type { Entry } from '../content/content.ts';
import type { JoinedContent } from '../content/joined-content.ts';
import type { Coding } from '../terminology.ts';
import { type TranslateOptions, type Translation, translate } from './translate.ts';

/** Which maps a translation may come from: one, or all between these value sets. */
export interface MapChoice {
  /** The canonical of a map, or the map itself. */
  map?: string | ConceptMap;
  /** The value sets of the code and of the translation, by canonical. */
  source?: string;
  target?: string;
}

/** The concept maps that can be asked. */
export class ConceptMaps {
  readonly #content: JoinedContent;

  constructor(content: JoinedContent) {
    this.#content = content;
  }

  /** The map of a canonical. */
  find(canonical: string): ConceptMap | undefined {
    const { url, version } = parseCanonical(canonical);
    return this.#content.find('ConceptMap', url, version);
  }

  /** All that the chosen maps say of a coding; undefined where the map that is asked for is not here. */
  translate(coding: Coding, choice: MapChoice, options: TranslateOptions): Translation | undefined {
    const maps = this.#chosen(coding, choice, options);
    if (!maps) return undefined;
    const context = { ...options, conceptMap: (url: string) => this.find(url) };
    const found = maps.map((map) => translate(coding, map, context));
    return {
      matches: found.flatMap(({ matches }) => matches),
      missing: found.flatMap(({ missing }) => missing),
    };
  }

  #chosen(coding: Coding, choice: MapChoice, options: TranslateOptions): ConceptMap[] | undefined {
    const { map, source, target } = choice;
    if (typeof map === 'object') return [map];
    if (map !== undefined) {
      const found = this.find(map);
      return found && [found];
    }
    const { reverse = false, targetSystem } = options;
    return this.#content
      .all('ConceptMap')
      .filter((entry) => {
        // A map without a url cannot be named as the source of a match; closure tables are stored so.
        if (!entry.url) return false;
        const of = directed(entry, reverse);
        const between = named(of.source, source) && named(of.target, target);
        const maps = of.systems.some(
          ([from, to]) => from === coding.system && (targetSystem === undefined || to === targetSystem),
        );
        return between && maps;
      })
      .flatMap((entry) => this.#content.read(entry as Entry & { type: 'ConceptMap' }) ?? []);
  }
}

const named = (own: string | undefined, asked: string | undefined): boolean =>
  asked === undefined || (own !== undefined && parseCanonical(own).url === parseCanonical(asked).url);

function directed({ source, target, systems = [] }: Entry, reverse: boolean) {
  if (!reverse) return { source, target, systems };
  return { source: target, target: source, systems: systems.map(([from, to]) => [to, from] as const) };
}

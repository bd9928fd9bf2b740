import type { CompartmentDefinition, Definitions } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import { indexedAs } from '#search/indexed-as.ts';
import type { IndexValue } from '#search/search-expression.ts';

/** Versions whose patients are remembered. */
const REMEMBERED = 20_000;

/** Where a stored text has the number of its version. */
const VERSION = /^\{"resourceType":"[A-Za-z]+","id":"[^"]+","meta":\{"versionId":"(\d+)"/;

/** Whose records resources belong to, by the compartment of Patient (compartmentdefinition-patient.html). */
export class RecordPatients {
  readonly #compartment: CompartmentDefinition;
  readonly #parameters: SearchParameters;
  readonly #index: IndexResource;
  readonly #places = new Map<string, Set<string>>();
  #generation = -1;
  /** A version stays what it is; the oldest is forgotten first. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(definitions: Definitions, parameters: SearchParameters, index: IndexResource) {
    const compartment = definitions.compartments.find(({ code }) => code === 'Patient');
    if (!compartment) throw new Error('R4 has a compartment of Patient');
    this.#compartment = compartment;
    this.#parameters = parameters;
    this.#index = index;
  }

  /** The ids of the Patients that a resource belongs to, by its search values. */
  ofIndex(type: string, id: string, index: readonly IndexValue[]): string[] {
    if (type === 'Patient') return [id];
    const places = this.#placesOf(type);
    const found = new Set<string>();
    for (const value of index)
      if (value.kind === 'reference' && 'id' in value && value.type === 'Patient' && !value.contained)
        if (places.has(value.parameter)) found.add(value.id);
    return [...found];
  }

  /** The same of a version that is stored, by its text. */
  ofText({ type, id, text }: { type: string; id: string; text: string }): readonly string[] {
    if (type === 'Patient') return [id];
    if (!text.includes('Patient/') || !this.#placesOf(type).size) return [];
    const [, version] = VERSION.exec(text) ?? [];
    const key = `${type}/${id}/${version}`;
    const known = version === undefined ? undefined : this.#known.get(key);
    if (known) return known;
    const found = this.ofIndex(type, id, this.#index(parseJson(text) as Resource));
    if (version !== undefined) this.#remember(key, found);
    return found;
  }

  #remember(key: string, patients: readonly string[]): void {
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value as string);
    this.#known.set(key, patients);
  }

  /** The parameters by which a type belongs to patients, as they stand in the index. */
  #placesOf(type: string): Set<string> {
    if (this.#generation !== this.#parameters.generation) {
      this.#places.clear();
      this.#generation = this.#parameters.generation;
    }
    let places = this.#places.get(type);
    if (!places) {
      const codes = this.#compartment.resources[type] ?? [];
      places = new Set(
        codes.flatMap((code) => {
          const definition = this.#parameters.find(type, code);
          return definition ? indexedAs(this.#parameters, type, definition).parameters : [];
        }),
      );
      this.#places.set(type, places);
    }
    return places;
  }
}

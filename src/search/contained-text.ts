import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';

/** The JSON text of the resource `id` that is contained in another, whose text is given; undefined if there is none. */
export function containedText(container: string, id: string): string | undefined {
  const { contained } = parseJson(container) as Resource & { contained?: Resource[] };
  const found = contained?.find((one) => one.id === id);
  return found && serializeJson(found);
}

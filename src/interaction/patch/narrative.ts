import { serializeJson } from '#fhir/json/serialize-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';

/** A resource's narrative and all else that it says, as text, to see later what has changed. */
export interface SaidBefore {
  narrative: string;
  content: string;
}

/** What a resource says before it is patched; undefined for one without a narrative, about which nothing need be known. */
export function whatItSays({ text, meta: _meta, ...content }: Resource): SaidBefore | undefined {
  if (text === undefined) return undefined;
  return { narrative: serializeJson(text), content: serializeJson(content) };
}

/**
 * "The server SHALL ensure that the narrative in a resource is not clinically unsafe after the PATCH operation"
 * (http.html#patch): a narrative that was generated from data which a patch has changed says what is no longer so, and
 * is taken away unless the patch has changed it as well. One that says more than the data cannot be made again: 422.
 */
export function keepNarrativeSafe(patched: Resource, before: SaidBefore | undefined): Resource {
  const after = before && whatItSays(patched);
  if (!after || after.narrative !== before.narrative || after.content === before.content) return patched;
  const status = (patched.text as { status?: unknown } | null)?.status;
  if (status === 'additional') {
    throw refuse(
      422,
      'business-rule',
      'the narrative says more than the data (status additional), so that it cannot stay as it is; a patch that changes text as well was expected',
      { expression: `${patched.resourceType}.text`, source: 'http.html#patch' },
    );
  }
  if (status === 'empty') return patched;
  const { text: _text, ...rest } = patched;
  return rest as Resource;
}

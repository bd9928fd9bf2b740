import { placeBelow } from './place.ts';
import { quote } from './primitive/complaint.ts';
import type { Run } from './run.ts';

/** What a contained resource must not have of its own, and the rule that says so. */
const FORBIDDEN_META: [element: string, rule: string][] = [
  ['versionId', 'dom-4'],
  ['lastUpdated', 'dom-4'],
  ['security', 'dom-5'],
];

/**
 * The rules of the contained resource of `run` itself (references.html#contained; dom-2, dom-4, dom-5): it has an id,
 * contains nothing and has no version or security label of its own.
 */
export function checkContained(run: Run): void {
  const { resource, place } = run;
  if (resource.id === undefined) {
    const words =
      'Found a contained resource without an id, expected an id, since it can only be referred to by it.';
    run.error('required', place, words, 'references.html#contained');
  }
  if (resource.contained !== undefined) {
    const words =
      'Found a contained resource inside of a contained resource, expected all of them in the outermost.';
    run.error('invariant', placeBelow(place, 'contained'), words, 'dom-2');
  }
  for (const [element, rule] of FORBIDDEN_META) {
    if (resource.meta?.[element] === undefined) continue;
    const words = `Found meta.${element} in a contained resource, expected none: that of the container counts.`;
    run.error('invariant', placeBelow(placeBelow(place, 'meta'), element), words, rule);
  }
}

/**
 * dom-3: something must refer to a contained resource, or it must refer to its container. Called with the run of the
 * container when all of it is walked.
 */
export function checkReferredTo(container: Run): void {
  for (const { resource, place, refersToContainer } of container.contained.values()) {
    const { id } = resource;
    if (typeof id !== 'string' || refersToContainer || container.fragments?.has(`#${id}`)) continue;
    const words = `Found the contained resource ${quote(id)}, to which nothing refers`;
    container.error('invariant', place, `${words}; expected a reference to ${quote(`#${id}`)}.`, 'dom-3');
  }
}

import type { Resource } from '#fhir/resource.ts';
import type { BundleEntry } from './bundle-entries.ts';
import { placeBelow } from './place.ts';
import type { Run } from './run.ts';
import type { JsonObject } from './shape.ts';

/** The nearest Bundle around a run, and the entry of it that the run is in. */
function bundleAround(run: Run): { bundle: Run; from: BundleEntry | undefined } | undefined {
  for (let inner = run; inner.around !== undefined; inner = inner.around) {
    const { around } = inner;
    if (around.resource.resourceType === 'Bundle')
      return { bundle: around, from: around.entries.of(inner.resource) };
  }
  return undefined;
}

/** The type of the Bundle that a run is in, undefined where it is in none. */
export function bundleTypeAround(run: Run): unknown {
  return bundleAround(run)?.bundle.resource.type;
}

function containedRun(id: string, run: Run): Run | undefined {
  const container = run.container ?? run;
  if (id === '') return container;
  const { contained } = container.resource;
  const index = Array.isArray(contained) ? contained.findIndex((each) => each?.id === id) : -1;
  if (index < 0) return undefined;
  const place = placeBelow(container.place, 'contained', index);
  return container.within((contained as Resource[])[index]!, place, true);
}

/** How many entries of the Bundle around a run a reference leads to; none where it is in no Bundle. */
export function countEntries(reference: string, run: Run): number {
  const around = reference.startsWith('#') ? undefined : bundleAround(run);
  return around === undefined ? 0 : around.bundle.entries.find(reference, around.from).length;
}

/**
 * The resource that a reference leads to where it is at hand: contained (references.html#contained), or in the same
 * Bundle (bundle.html#references); undefined for all others, which nobody fetches.
 */
export function resolveWithin({ reference }: JsonObject, run: Run): Run | undefined {
  if (typeof reference !== 'string') return undefined;
  if (reference.startsWith('#')) return containedRun(reference.slice(1), run);
  const around = bundleAround(run);
  const entry = around?.bundle.entries.find(reference, around.from)[0];
  if (around === undefined || entry === undefined) return undefined;
  const place = placeBelow(placeBelow(around.bundle.place, 'entry', entry.index), 'resource');
  return around.bundle.within(entry.resource, place, false);
}

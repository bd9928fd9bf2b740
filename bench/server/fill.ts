import type { Load } from './load.ts';

/** Posts each of these bundles of `resources` each once to the base of a server, four at a time. */
export async function fill(
  base: string,
  options: { bundles: number; resources: number; bundle: (i: number) => string },
): Promise<Load> {
  const { bundles, resources, bundle } = options;
  const times: number[] = [];
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < bundles; i = next++) {
      const sent = performance.now();
      const headers = { 'content-type': 'application/fhir+json' };
      const answer = await fetch(base, { method: 'POST', headers, body: bundle(i) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const rate = (bundles * resources * 1000) / (performance.now() - begun);
  times.sort((a, b) => a - b);
  const quantile = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  return { rate, p50: quantile(0.5), p99: quantile(0.99), failed: 0 };
}

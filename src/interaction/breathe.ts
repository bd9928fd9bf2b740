/** How long one stretch of work may hold the event loop, in milliseconds. */
const STRETCH = 10;

/** To be awaited between pieces of long work; gives way to other requests when the stretch is used up. */
export type Breathe = () => Promise<void> | undefined;

/** A new stretch of work. */
export function createBreathe(): Breathe {
  let start = performance.now();
  return () => {
    if (performance.now() - start < STRETCH) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        start = performance.now();
        resolve();
      }),
    );
  };
}

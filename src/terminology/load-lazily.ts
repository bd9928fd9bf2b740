import { createRequire } from 'node:module';

/** Loads a CommonJS or JSON module of a package when it is first needed, synchronously. */
export const loadLazily = createRequire(import.meta.url);

import { readFileSync } from 'node:fs';

/** The version in package.json, which the CapabilityStatement and every report name. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

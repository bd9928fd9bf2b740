import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readConfig } from '#config.ts';
import { trialPackage } from './trial-package.ts';

const ROOT = new URL('../../../', import.meta.url);

/** `package`: writes the trial as a FHIR package. Says its size and hash, which are the same for the same files. */
export async function packageCommand(options: {
  output: string;
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}): Promise<void> {
  const folder = (name: string) => new URL(`${name}/`, ROOT);
  const folders = {
    study: folder('study'),
    profiles: folder('profiles'),
    terminology: folder('terminology'),
    examples: folder('examples/profiles'),
  };
  const bytes = await trialPackage(folders, readConfig(options.environment).canonicalBase);
  writeFileSync(options.output, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  options.say(`written: ${options.output}, ${bytes.length} bytes, sha256 ${hash}`);
}

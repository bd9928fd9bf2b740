import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { profilePages } from './profile-pages.ts';

const ROOT = new URL('../../../', import.meta.url);
const PAGES = new URL('docs/profiles/', ROOT);

/** `pages`: writes the pages of docs/profiles anew. */
export function pagesCommand(say: (line: string) => void): void {
  const pages = profilePages({
    profiles: new URL('profiles/', ROOT),
    terminology: new URL('terminology/', ROOT),
    examples: new URL('examples/profiles/', ROOT),
  });
  mkdirSync(PAGES, { recursive: true });
  for (const file of readdirSync(PAGES)) if (!pages.has(file)) rmSync(new URL(file, PAGES));
  for (const [file, content] of pages) writeFileSync(new URL(file, PAGES), content);
  say(`written: ${pages.size} pages in docs/profiles`);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { profilePages } from '#cli/pages/profile-pages.ts';

const ROOT = new URL('../../../', import.meta.url);
const PAGES = new URL('docs/profiles/', ROOT);
const pages = profilePages({
  profiles: new URL('profiles/', ROOT),
  terminology: new URL('terminology/', ROOT),
  examples: new URL('examples/profiles/', ROOT),
});

it('there is a page for each profile and extension, and no other', () => {
  const profiles = readdirSync(new URL('profiles/', ROOT)).filter((file) =>
    /^StructureDefinition-/.test(file),
  );
  expect(readdirSync(PAGES).sort()).toEqual([...pages.keys()].sort());
  expect(pages.size).toBe(profiles.length + 1);
});

it.each([...pages.keys()])('%s is up to date; `npm run pages` writes it anew', (file) => {
  expect(readFileSync(new URL(file, PAGES), 'utf8')).toBe(pages.get(file));
});

it.each([...pages])('each link of %s leads somewhere', (file, content) => {
  const links = [...content.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
  expect(links.filter((link) => !existsSync(new URL(link, new URL(file, PAGES))))).toEqual([]);
});

it('says of an element its cardinality, type, binding and what it is fixed to, and of a constraint its sentence', () => {
  const page = pages.get('exo-ddimer.md') as string;
  expect(page).toMatch(/`Observation\.value\[x\]\.code` \| 1\.\.1 \| code \|.*fixed `"ng\/mL\{FEU\}"`/);
  expect(page).toMatch(/\| `exo-obs-\d` \| error \| `Observation` \| .+ \| `.+` \|/);
  expect(page).toContain('[exo-ddimer.json](../../examples/profiles/exo-ddimer.json)');
  expect(pages.get('exo-visit.md')).toMatch(/required binding to \[exo-visit-vs\]/);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { allImports, arrows, roomOf, sourceFiles, textOf } from './rooms.ts';

const readme = fileURLToPath(new URL('../../src/README.md', import.meta.url));
const HEAD = ['Room', 'What it is', 'What it imports'];

/** Packages that one room alone may know (two know SQLite: who the subjects are is kept apart from the trial), so that another can take their place. */
const OWNERS: Record<string, string | string[]> = {
  express: 'http',
  'node:sqlite': ['storage/sqlite', 'subject-key'],
  mongodb: 'storage/mongodb',
  fhirpath: 'fhirpath',
  'oidc-provider': 'smart',
  saxes: 'xml',
};

/** Rooms that only the wiring knows. */
const WIRED_ALONE = ['storage/mongodb', 'storage/sqlite'];

/** The README before its table, the cells of the table below its head, and what follows. */
function readTable(): { before: string; cells: string[][]; after: string } {
  const lines = readFileSync(readme, 'utf8').split('\n');
  const isRow = (line: string) => line.startsWith('|');
  const [first, last] = [lines.findIndex(isRow), lines.findLastIndex(isRow)];
  const cells = lines.slice(first + 2, last + 1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return {
    before: lines.slice(0, first).join('\n'),
    cells,
    after: lines.slice(last + 1).join('\n'),
  };
}

/** The rooms in the order of the table, with what each is. */
const rows = () => readTable().cells.map(([room = '', is = '']) => ({ room: room.replaceAll('`', ''), is }));

function drawTable(cells: string[][]): string {
  const widths = HEAD.map((title, i) =>
    Math.max(...[HEAD, ...cells].map((row) => row[i]?.length ?? 0), title.length),
  );
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...cells].map(line).join('\n');
}

/** The README with the arrows as they are; a room that it does not know comes last, to be described. */
function redrawn(): string {
  const drawn = arrows();
  const known = rows().filter(({ room }) => drawn.has(room));
  const unknown = [...drawn.keys()].filter((room) => !known.some((row) => row.room === room));
  const cells = [...known, ...unknown.map((room) => ({ room, is: '?' }))].map(({ room, is }) => [
    `\`${room}\``,
    is,
    (drawn.get(room) ?? []).join(', '),
  ]);
  const { before, after } = readTable();
  return [before, drawTable(cells), after].join('\n');
}

it('has every room and every arrow in src/README.md', () => {
  const right = redrawn();
  if (process.env.REDRAW) writeFileSync(readme, right);
  // When this fails: describe a new room and find its place, then run the test with REDRAW=1.
  expect(readFileSync(readme, 'utf8')).toBe(right);
  expect(rows().filter(({ is }) => is === '?')).toEqual([]);
});

it('has arrows that point one way: to rooms above in the table', () => {
  const order = rows().map(({ room }) => room);
  const wrong = [...arrows()].flatMap(([room, imported]) =>
    imported
      .filter((other) => order.indexOf(other) > order.indexOf(room))
      .map((other) => `${room} -> ${other}`),
  );
  expect(wrong).toEqual([]);
});

it('imports only files that are there', () => {
  const lost = allImports().filter(
    ({ target, own }) => own && !existsSync(fileURLToPath(new URL(`../../src/${target}`, import.meta.url))),
  );
  expect(lost).toEqual([]);
});

it('names the room in an import from another one', () => {
  const unnamed = sourceFiles().flatMap((file) =>
    [...textOf(file).matchAll(/from '(\.[^']+)'/g)]
      .map(([, target = '']) => path.join(path.dirname(file), target))
      .filter((target) => roomOf(target).split('/')[0] !== roomOf(file).split('/')[0] && target.includes('/'))
      .map((target) => `${file} -> ${target}`),
  );
  expect(unnamed).toEqual([]);
});

it('knows a store only where it is wired', () => {
  const wrong = allImports().filter(
    ({ file, target, own }) =>
      own &&
      WIRED_ALONE.includes(roomOf(target)) &&
      roomOf(file) !== roomOf(target) &&
      file !== 'open-store.ts',
  );
  expect(wrong).toEqual([]);
});

it('knows a package only in the room that owns it', () => {
  const wrong = allImports().filter(({ file, target, own }) => {
    const owner = own ? undefined : OWNERS[target];
    return owner !== undefined && ![owner].flat().includes(roomOf(file));
  });
  expect(wrong).toEqual([]);
});

it('touches the process only in the files that start one', () => {
  const touching = sourceFiles().filter((file) => /\bprocess\.|node:process/.test(textOf(file)));
  expect(touching.filter((file) => path.basename(file) !== 'main.ts')).toEqual([]);
});

it('has no file that is longer than a reader can keep in mind', () => {
  const long = sourceFiles().filter((file) => textOf(file).split('\n').length > 301);
  expect(long).toEqual([]);
});

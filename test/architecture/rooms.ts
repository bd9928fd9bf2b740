import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** One import of a source file. */
export interface Import {
  /** The file, from src/ on. */
  file: string;
  /** What is imported: a path from src/ on, or the name of a package. */
  target: string;
  /** Whether the target is a file of src/. */
  own: boolean;
}

const IMPORT = /(?:^(?:import|export|\}).*\bfrom |^import |\bimport\()'([^']+)'/gm;

/** Every source file, from src/ on. */
export const sourceFiles = (): string[] => globSync('**/*.ts', { cwd: source }).sort();

export const textOf = (file: string): string => readFileSync(path.join(source, file), 'utf8');

/** The imports of every source file, those of types included. */
export function allImports(): Import[] {
  return sourceFiles().flatMap((file) =>
    [...textOf(file).matchAll(IMPORT)].map(([, specifier = '']) => resolved(file, specifier)),
  );
}

function resolved(file: string, specifier: string): Import {
  if (specifier.startsWith('#')) return { file, target: specifier.slice(1), own: true };
  if (specifier.startsWith('.')) return { file, target: path.join(path.dirname(file), specifier), own: true };
  return { file, target: specifier, own: false };
}

/** The room of a source file: its folder, its store in storage/, or itself at the top. */
export function roomOf(file: string): string {
  const [first = '', second = '', ...more] = file.split('/');
  return first === 'storage' && more.length ? `${first}/${second}` : first;
}

/** Every room with the rooms that it imports, both sorted. */
export function arrows(): Map<string, string[]> {
  const rooms = new Map<string, Set<string>>();
  for (const file of sourceFiles()) rooms.set(roomOf(file), new Set());
  for (const { file, target, own } of allImports())
    if (own && roomOf(file) !== roomOf(target)) rooms.get(roomOf(file))?.add(roomOf(target));
  return new Map([...rooms].map(([room, imported]) => [room, [...imported].sort()]));
}

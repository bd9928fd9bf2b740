import type { CodeSystem } from './code-system.ts';

/** Several fragments of one code system as one: what any of them knows. */
export function joinFragments(fragments: [CodeSystem, ...CodeSystem[]]): CodeSystem {
  const [first] = fragments;
  const knowing = (code: string) => fragments.find((fragment) => fragment.find(code)) ?? first;
  return {
    url: first.url,
    version: first.version,
    name: first.name,
    content: 'fragment',
    caseSensitive: fragments.every(({ caseSensitive }) => caseSensitive),
    properties: [...new Set(fragments.flatMap(({ properties }) => properties))],
    find: (code) => knowing(code).find(code),
    roots: () => fragments.flatMap((fragment) => fragment.roots() ?? []),
    children: (code) => knowing(code).children(code),
    parents: (code) => knowing(code).parents(code),
    isA: (code, ancestor) => {
      const answers = fragments.map((fragment) => fragment.isA(code, ancestor));
      return answers.includes(true) ? true : 'unknown';
    },
  };
}

import { CORE } from '#conformance/base-structure.ts';
import { findChoice } from '#conformance/snapshot/choice-shorthand.ts';
import { type ElementNode, treeOf } from '#conformance/snapshot/element-tree.ts';
import { isObject } from '../is-object.ts';
import { choiceOf, type ProfileContext } from './profile-definition.ts';

/** A step of a discriminator's path: an element, `extension('url')`, `resolve()` or `ofType(X)`. */
export type PathStep =
  | { kind: 'element'; name: string }
  | { kind: 'extension'; url: string }
  | { kind: 'resolve' }
  | { kind: 'ofType'; type: string };

/** The steps of a discriminator's path (profiling.html#discriminator); `$this` has none. */
export function parseDiscriminatorPath(path: string): PathStep[] {
  const parts = path.match(/[^.()]+(\([^)]*\))?/g) ?? [];
  return parts.flatMap((part): PathStep[] => {
    if (part === '$this') return [];
    if (part === 'resolve()') return [{ kind: 'resolve' }];
    const [, name, argument = ''] = /^(extension|ofType)\(\s*(.*?)\s*\)$/.exec(part) ?? [];
    if (name === 'extension') return [{ kind: 'extension', url: argument.replace(/^['"]|['"]$/g, '') }];
    if (name === 'ofType') return [{ kind: 'ofType', type: argument.replace(/^FHIR\./, '') }];
    return [{ kind: 'element', name: part }];
  });
}

/** What a slice says at the end of a discriminator's path. */
export interface Told {
  /** The nodes there. */
  nodes: ElementNode[];
  /** Values there of a fixed or pattern value further up. */
  fixed: unknown[];
  patterns: unknown[];
  /** Whether the path ends in the resource that a reference leads to. */
  resolved: boolean;
}

/** The children of a node, its own or those of the profile on its type. */
function childrenOf(node: ElementNode, { structures }: ProfileContext): ElementNode[] {
  if (node.children.length > 0) return node.children;
  return (node.definition.type ?? []).flatMap(({ profile, code }) => {
    const canonicals = profile ?? (code === undefined || code.includes('/') ? [] : [CORE + code]);
    return canonicals.flatMap((canonical) => {
      const snapshot = structures.find(canonical)?.snapshot?.element;
      return snapshot === undefined ? [] : treeOf(snapshot).children;
    });
  });
}

function isExtension(node: ElementNode, url: string, context: ProfileContext): boolean {
  if (node.definition.type?.some(({ profile }) => profile?.some((each) => each.split('|')[0] === url)))
    return true;
  const own = childrenOf(node, context).find(({ name }) => name === 'url');
  return own !== undefined && choiceOf(own.definition, 'fixed') === url;
}

function below(node: ElementNode, step: PathStep, context: ProfileContext): ElementNode[] {
  const children = childrenOf(node, context);
  if (step.kind === 'extension') {
    const slices = children.filter(({ name }) => name === 'extension').flatMap(({ slices }) => slices);
    return slices.filter((slice) => isExtension(slice, step.url, context));
  }
  if (step.kind !== 'element') return [node];
  const found = children.filter(({ name }) => name === step.name || name === `${step.name}[x]`);
  const choice = found.length === 0 ? findChoice(children, step.name)?.node : undefined;
  return [...found, ...(choice ? [choice] : [])].flatMap((each) => [each, ...each.slices]);
}

/** The parts of a value at an element, whatever lists are on the way. */
function partsAt(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => partsAt(item, name));
  if (!isObject(value) || value[name] === undefined) return [];
  return Array.isArray(value[name]) ? value[name] : [value[name]];
}

/** Follows a discriminator's path through what a slice says. */
export function follow(node: ElementNode, steps: PathStep[], context: ProfileContext): Told {
  let told: Told = { nodes: [node], fixed: [], patterns: [], resolved: false };
  for (const step of steps) {
    const { nodes } = told;
    if (step.kind === 'resolve') {
      told = { ...told, resolved: true };
      continue;
    }
    const name = step.kind === 'element' ? step.name : '';
    const fixed = [...told.fixed, ...valuesOf(nodes, 'fixed')];
    const patterns = [...told.patterns, ...valuesOf(nodes, 'pattern')];
    told = {
      ...told,
      nodes: nodes.flatMap((each) => below(each, step, context)),
      fixed: fixed.flatMap((value) => partsAt(value, name)),
      patterns: patterns.flatMap((value) => partsAt(value, name)),
    };
  }
  return {
    ...told,
    fixed: [...told.fixed, ...valuesOf(told.nodes, 'fixed'), ...urlOfExtension(node, steps)],
    patterns: [...told.patterns, ...valuesOf(told.nodes, 'pattern')],
  };
}

/** The url of an extension is the canonical of its definition, whether that is known here or not. */
function urlOfExtension({ definition }: ElementNode, steps: PathStep[]): string[] {
  const [step] = steps;
  const isUrl = steps.length === 1 && step?.kind === 'element' && step.name === 'url';
  if (!isUrl) return [];
  return (definition.type ?? [])
    .filter(({ code }) => code === 'Extension')
    .flatMap(({ profile = [] }) => profile.map((canonical) => canonical.split('|')[0]!));
}

function valuesOf(nodes: ElementNode[], stem: 'fixed' | 'pattern'): unknown[] {
  return nodes.map(({ definition }) => choiceOf(definition, stem)).filter((value) => value !== undefined);
}

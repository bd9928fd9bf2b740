import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/** What an example that breaks a rule says of itself. */
export interface Example {
  file: string;
  invalid: { breaks: string; why: string }[];
}

/** What a page needs beside its profile. */
export interface PageRooms {
  /** The definition with its snapshot. */
  find: (canonical: string) => StructureDefinition | undefined;
  /** Where the page of a canonical, or its file, stands, seen from a page; undefined for one of others. */
  linkOf: (canonical: string) => string | undefined;
  example: Example | undefined;
}

/** The page of one profile or extension: what it says beyond its base, as tables. */
export function profilePage(profile: StructureDefinition, rooms: PageRooms): string {
  const { title, name, url, version, description, baseDefinition = '' } = profile;
  const elements = (profile.differential?.element ?? []).filter(saysMore);
  const whole = new Map(
    (rooms.find(`${url}|${version}`)?.snapshot?.element ?? []).map((each) => [each.id, each]),
  );
  const constraints = (profile.differential?.element ?? []).flatMap(({ constraint = [], path }) =>
    constraint.map((each) => ({ ...each, path })),
  );
  return [
    `# ${title ?? name}`,
    description ?? '',
    table(
      ['', ''],
      [
        ['canonical', code(`${url}|${version}`)],
        ['base', canonical(baseDefinition, rooms)],
        ...(profile.context?.length
          ? [['stands on', profile.context.map(({ expression }) => code(expression)).join(', ')]]
          : []),
        ...(profile.abstract ? [['abstract', 'others are derived from it']] : []),
      ],
    ),
    '## Elements',
    table(
      ['element', 'cardinality', 'type', 'what it asks'],
      elements.map((element) => rowOf(element, whole.get(element.id ?? ''), rooms)),
    ),
    ...(constraints.length
      ? [
          '## Constraints',
          table(
            ['key', 'severity', 'on', 'sentence', 'expression'],
            constraints.map((each) => [
              code(each.key),
              each.severity,
              code(each.path),
              text(each.human),
              code(each.expression),
            ]),
          ),
        ]
      : []),
    ...examplesOf(rooms.example, url as string),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** The root says what the page says; an element that is only named says nothing. */
const saysMore = ({ path = '' }: ElementDefinition, i: number): boolean => i > 0 || path.includes('.');

function rowOf(element: ElementDefinition, whole: ElementDefinition | undefined, rooms: PageRooms): string[] {
  const { min, max } = { ...whole, ...element };
  const types = element.type ?? whole?.type ?? [];
  return [
    code(element.id),
    min === undefined && max === undefined ? '' : `${min ?? 0}..${max ?? '*'}`,
    types.map((type) => typeText(type, rooms)).join(', '),
    [text(element.short), ...asks(element, rooms)].filter((each) => each !== '').join('; '),
  ];
}

function typeText(
  { code: name, profile = [], targetProfile = [] }: NonNullable<ElementDefinition['type']>[number],
  rooms: PageRooms,
) {
  const own = profile.length
    ? profile.map((each) => canonical(each, rooms)).join(', ')
    : name?.split('/').at(-1);
  return targetProfile.length
    ? `${own} to ${targetProfile.map((each) => canonical(each, rooms)).join(', ')}`
    : (own ?? '');
}

function asks(element: ElementDefinition, rooms: PageRooms): string[] {
  const { binding, slicing, sliceName, mustSupport } = element;
  const values = Object.entries(element)
    .filter(([name]) => /^(?:fixed|pattern|minValue|maxValue)[A-Z]/.test(name) || name === 'maxLength')
    .map(
      ([name, value]) =>
        `${name.replace(/(?<=fixed|pattern|minValue|maxValue).*/, '')} ${code(JSON.stringify(value))}`,
    );
  const by = (slicing?.discriminator ?? []).map(({ type, path }) => `${type} of ${code(path)}`).join(', ');
  return [
    ...values,
    ...(binding?.valueSet ? [`${binding.strength} binding to ${canonical(binding.valueSet, rooms)}`] : []),
    ...(slicing ? [`sliced${by ? ` by ${by}` : ''}, ${slicing.rules}`] : []),
    ...(sliceName ? [`slice ${code(sliceName)}`] : []),
    ...(mustSupport ? ['must support'] : []),
  ];
}

function examplesOf(example: Example | undefined, url: string): string[] {
  if (example === undefined) return [];
  const { file, invalid } = example;
  const rule = (breaks: string) => code(breaks.startsWith(`${url}#`) ? breaks.slice(url.length + 1) : breaks);
  return [
    '## Examples',
    `A valid one, and changes of it that each break one rule: [${file}](../../examples/profiles/${file}).`,
    table(
      ['breaks', 'by'],
      invalid.map(({ breaks, why }) => [rule(breaks), text(why)]),
    ),
  ];
}

function canonical(url: string, { linkOf }: PageRooms): string {
  const name = (url.split('|')[0] as string).split('/').at(-1) as string;
  const link = linkOf(url.split('|')[0] as string);
  return link === undefined ? code(name) : `[${name}](${link})`;
}

const text = (value: string | undefined): string =>
  (value ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A pipe ends a cell, also within code. */
const code = (value: string | undefined): string => (value ? `\`${text(value)}\`` : '');

/** A table whose columns are as wide as what stands in them. */
export function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`.replaceAll(/(?<=\|) +(?=\|)/g, ' ')).join('\n');
}

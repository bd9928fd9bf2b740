import { BSON } from 'mongodb';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type NativeResource, nativeResource, textOf } from '#storage/mongodb/native-resource.ts';

/** What the database gives back: through BSON and out again. */
const stored = (text: string): NativeResource =>
  BSON.deserialize(BSON.serialize(nativeResource(text), { ignoreUndefined: true })) as NativeResource;

const NUMBERS = [
  '0',
  '-0',
  '7.10',
  '-0.00',
  '1e5',
  '1.0E-7',
  '1e+21',
  '9007199254740993',
  '3.14159265358979323846',
];
const NAMES = [
  'status',
  '$where',
  'a.b',
  '',
  '0',
  '10',
  '2',
  '_id',
  '$ref',
  '$id',
  'é',
  '\\u0000',
  '\\ud800',
  'x$',
  '＄where',
];
const STRINGS = [
  '',
  '$ne',
  '\\"',
  '\\u2028',
  '\\ud83d',
  '\\ud83d\\ude00',
  '李',
  '\\/',
  'line\\nbreak',
  '\\u0000',
];

/** Random JSON of everything that has ever been difficult, in the text that a client may send. */
function randomJson(seed: number): string {
  const random = xoroshiro128plus(seed);
  const below = (n: number) => uniformInt(random, 0, n - 1);
  const one = (list: string[]) => list[below(list.length)] as string;
  const decimal = () => `${below(2) ? '-' : ''}${below(1000)}.${'0'.repeat(below(4))}${below(10 ** 6)}`;
  const value = (depth: number): string => {
    switch (below(depth > 4 ? 5 : 7)) {
      case 0:
        return `"${one(STRINGS)}"`;
      case 1:
        return one(NUMBERS);
      case 2:
        return decimal();
      case 3:
        return String(below(2 ** 31));
      case 4:
        return one(['true', 'false', 'null']);
      case 5:
        return `[${Array.from({ length: below(4) }, () => value(depth + 1)).join(',')}]`;
      default:
        return object(depth + 1);
    }
  };
  const object = (depth: number): string => {
    const names = new Set(Array.from({ length: below(5) }, () => one(NAMES)));
    return `{${[...names].map((name) => `"${name}":${value(depth)}`).join(',')}}`;
  };
  return object(0);
}

it('gives back any JSON byte for byte', () => {
  for (let seed = 1; seed <= 5000; seed++) {
    const text = randomJson(seed);
    expect(textOf(stored(text))).toBe(text);
  }
});

it.each([
  '{"value":7.10,"low":-0.5,"n":12345678901234567890}',
  '{"resourceType":"Patient","id":"p","active":true,"name":[{"family":"Ünïcödé"}]}',
])('needs no copy of the text for what FHIR is made of: %s', (text) => {
  expect(nativeResource(text).text).toBeUndefined();
});

import { SaxesParser } from 'saxes';
import { placesOf, type TextPlace } from '#fhir/place/places-of.ts';
import { type DocumentPath, note, type Wanted, wantedOf } from '#fhir/place/wanted.ts';

/** Characters that are read in one go, some five milliseconds' work. */
const STRETCH = 32_768;

/** An element that is open: what is looked for inside, and how many of each name have come. */
interface Frame {
  wanted: Wanted | undefined;
  counts: Map<string, number>;
}

/**
 * What is looked for inside the element `name` of `parent`, whose place is noted. A resource stands in an element of
 * its type's name, which paths do not have; what JSON has as a list, XML has as elements of one name.
 */
function enter(name: string, { wanted, counts }: Frame, found: (wanted: Wanted) => void): Wanted | undefined {
  if (wanted === undefined || /^[A-Z]/.test(name)) return wanted;
  const element = wanted.below.get(name);
  if (element === undefined) return undefined;
  const index = counts.get(name) ?? 0;
  counts.set(name, index + 1);
  if (index === 0) found(element);
  const item = element.below.get(index);
  if (item !== undefined) found(item);
  return item ?? (index === 0 ? element : undefined);
}

/**
 * Where the elements at `paths` begin in a FHIR XML text that has been parsed without complaint; one pass for all of
 * them, in stretches with `breathe` between. A path that leads to nothing gives the place of the last element on the way,
 * and one to an attribute that of its element.
 */
export async function locateInXml(
  text: string,
  paths: DocumentPath[],
  breathe: () => Promise<void> | undefined,
): Promise<TextPlace[]> {
  const offsets: number[] = paths.map(() => 0);
  const frames: Frame[] = [];
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('opentag', ({ name }) => {
    const start = Math.max(text.lastIndexOf('<', parser.position - 1), 0);
    const found = (wanted: Wanted) => note(wanted, start, offsets);
    const local = name.slice(name.indexOf(':') + 1);
    const top = frames.at(-1);
    const wanted = top === undefined ? wantedOf(paths) : enter(local, top, found);
    if (top === undefined) found(wanted as Wanted);
    frames.push({ wanted, counts: new Map() });
  });
  parser.on('closetag', () => frames.pop());
  for (let at = 0; at < text.length; at += STRETCH) {
    parser.write(text.slice(at, at + STRETCH));
    await breathe();
  }
  parser.close();
  return placesOf(text, offsets);
}

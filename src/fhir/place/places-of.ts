/** Where something stands in a text; both count from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

const LINE_FEED = 10;

/** The lines and columns of the characters at many `offsets`, counted in one pass. */
export function placesOf(text: string, offsets: number[]): TextPlace[] {
  const places: TextPlace[] = offsets.map(() => ({ line: 1, column: 1 }));
  const inOrder = offsets.map((_, index) => index).sort((a, b) => offsets[a]! - offsets[b]!);
  let [at, line, start] = [0, 1, 0];
  for (const index of inOrder) {
    const end = offsets[index]!;
    for (; at < end; at++) {
      if (text.charCodeAt(at) !== LINE_FEED) continue;
      line++;
      start = at + 1;
    }
    places[index] = { line, column: end - start + 1 };
  }
  return places;
}

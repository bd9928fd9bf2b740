import type { Issue } from '../operation-outcome.ts';
import { expressionPath } from './expression-path.ts';
import type { TextPlace } from './places-of.ts';
import type { DocumentPath } from './wanted.ts';

/** Finds where things stand in the text of a request's body, whatever its format; undefined where it is no text. */
export type PlaceInBody = (paths: DocumentPath[]) => Promise<TextPlace[] | undefined>;

/** Puts line and column on issues of a resource that stands at `within` in the body of a request. */
export async function placeIssues(
  issues: Issue[],
  placeInBody: PlaceInBody | undefined,
  within: DocumentPath = [],
): Promise<Issue[]> {
  if (issues.length === 0) return issues;
  const paths = issues.map(({ expression = '' }) => [...within, ...expressionPath(expression)]);
  const places = await placeInBody?.(paths);
  return places === undefined ? issues : issues.map((issue, i) => ({ ...issue, ...places[i] }));
}

import { EARTH_RADIUS, latitudesWithin } from '#search/great-circle.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { DocumentFilter } from './element-filter.ts';
import { componentMember, searchPath } from './search-document.ts';

/** A place within a distance, over the great circle. A resource has one place, so that its value is no array. */
export function nearFilter(near: Extract<SearchExpression, { op: 'near' }>): DocumentFilter {
  const { parameter, latitude, longitude, distance } = near;
  const place = searchPath('composite', parameter);
  const [north, east] = [0, 1].map((position) => `${place}.${componentMember(position)}.low`);
  const [low, high] = latitudesWithin(near, distance);
  const radians = (degrees: unknown) => ({ $degreesToRadians: degrees });
  const squareOfHalf = (from: number, to: string) => ({
    $pow: [{ $sin: { $divide: [radians({ $subtract: [to, from] }), 2] } }, 2],
  });
  const haversine = {
    $add: [
      squareOfHalf(latitude, `$${north}`),
      {
        $multiply: [
          { $cos: radians(latitude) },
          { $cos: radians(`$${north}`) },
          squareOfHalf(longitude, `$${east}`),
        ],
      },
    ],
  };
  const metres = { $multiply: [2 * EARTH_RADIUS, { $asin: { $sqrt: { $min: [1, haversine] } } }] };
  return {
    [north as string]: { $gte: low, $lte: high },
    $expr: { $lte: [metres, distance] },
  };
}

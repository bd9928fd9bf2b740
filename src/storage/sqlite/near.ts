import { EARTH_RADIUS, latitudesWithin } from '#search/great-circle.ts';
import { positionOf } from '#search/parameter/near.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';

/** Latitude and longitude of one occurrence, as the tables of composites have them. */
export const POSITION_TABLES =
  'number_part p0 CROSS JOIN number_part p1 INDEXED BY number_part_by_resource ON p1.rid = p0.rid AND p1.occurrence = p0.occurrence';

/** A condition on these tables: the place is within the distance, over the great circle. */
export function compileNear(
  type: string,
  near: Extract<SearchExpression, { op: 'near' }>,
  names: Names,
): Sql {
  const { parameter, latitude, longitude, distance } = near;
  const [north, east] = positionOf(parameter).map((part) => names.find(`${type}.${part}`));
  return sql(
    `p0.parameter = ? AND p0.low >= ? AND p0.low <= ? AND p1.parameter = ?
      AND 2 * ${EARTH_RADIUS} * asin(sqrt(min(1, pow(sin(radians(p0.low - ?) / 2), 2)
        + cos(radians(?)) * cos(radians(p0.low)) * pow(sin(radians(p1.low - ?) / 2), 2)))) <= ?`,
    north as number,
    ...latitudesWithin(near, distance),
    east as number,
    latitude,
    latitude,
    longitude,
    distance,
  );
}

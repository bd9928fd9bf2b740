import { scaleLog, scalePoint } from 'd3-scale';

/** The times of one class of search at each size. */
export interface Growth {
  name: string;
  sizes: { size: number; ms: number; found: number }[];
}

const WIDTH = 860;
const ROW = 20;
const LEFT = 250;
const TOP = 50;
const COLOURS = ['#7a8794', '#0b62a4', '#c2410c'];

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A plot as SVG: a line a class, a dot a size, the time on a logarithmic scale. */
export function plot(growths: Growth[], sizes: number[]): string {
  const times = growths.flatMap((growth) => growth.sizes.map(({ ms }) => ms));
  const x = scaleLog()
    .domain([Math.min(...times), Math.max(...times)])
    .range([LEFT, WIDTH - 30])
    .nice();
  const height = TOP + growths.length * ROW + 20;
  const y = scalePoint()
    .domain(growths.map(({ name }) => name))
    .range([TOP, height - 20])
    .padding(0.5);
  const colour = (i: number) => COLOURS[i % COLOURS.length] as string;
  const ticks = x.ticks(4).filter((tick) => /^[15]0*$|^0\.0*[15]$/.test(String(tick)));
  const axis = ticks.map(
    (tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${height - 20}" stroke="#e3e7eb"/><text x="${x(tick)}" y="${TOP - 8}" text-anchor="middle" fill="#5b6670">${tick} ms</text>`,
  );
  const rows = growths.map(({ name, sizes: measured }) => {
    const at = y(name) as number;
    const ends = measured.map(({ ms }) => x(ms));
    const dots = measured.map(
      ({ ms }, i) => `<circle cx="${x(ms)}" cy="${at}" r="4.5" fill="${colour(i)}"/>`,
    );
    return `<text x="${LEFT - 12}" y="${at + 4}" text-anchor="end">${escaped(name)}</text><line x1="${Math.min(...ends)}" x2="${Math.max(...ends)}" y1="${at}" y2="${at}" stroke="#b8c2cc"/>${dots.join('')}`;
  });
  const legend = sizes.map(
    (size, i) =>
      `<circle cx="${LEFT + i * 190}" cy="16" r="4.5" fill="${colour(i)}"/><text x="${LEFT + 10 + i * 190}" y="20">${size.toLocaleString('en')} Observations</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>Time of each class of search by the number of stored Observations</title>
<rect width="100%" height="100%" fill="#fff"/>
${[...legend, ...axis, ...rows].join('\n')}
</svg>
`;
}

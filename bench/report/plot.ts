/** The cost curve as an SVG: milliseconds per resource of a flat stack over its size, both logarithmic, one line per run. */
import type { Results } from '../results.ts';

const WIDTH = 760;
const HEIGHT = 420;
const FRAME = { left: 70, right: 24, top: 56, bottom: 56 };
const COLOURS = ['#c2410c', '#1d4ed8', '#15803d', '#7e22ce'];

interface Line {
  name: string;
  points: { size: number; ms: number }[];
}

export function costCurve(results: readonly Results[]): string {
  const lines: Line[] = results.flatMap(({ name, shapes }) => {
    const points = shapes.filter(({ shape }) => shape.startsWith('flat '));
    const line = (label: string, ms: (s: (typeof points)[number]) => number | null): Line[] => {
      const known = points.flatMap((s) => {
        const value = ms(s);
        return value === null || value <= 0 ? [] : [{ size: s.size, ms: value / s.size }];
      });
      return known.length > 1 ? [{ name: `${name}: ${label}`, points: known }] : [];
    };
    return [
      ...line('create, wall time', ({ create }) => create.seconds * 1000),
      ...line('create, CPU', ({ create }) => (create.cpuSeconds === null ? null : create.cpuSeconds * 1000)),
    ];
  });
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) throw new Error('There is nothing to draw: no flat shapes were measured.');
  const sizes = range(all.map(({ size }) => size));
  const costs = range(all.map(({ ms }) => ms));
  const x = (size: number) => place(size, sizes, FRAME.left, WIDTH - FRAME.right);
  const y = (ms: number) => place(ms, costs, HEIGHT - FRAME.bottom, FRAME.top);
  const grid = [
    ...decades(sizes).map(
      (size) =>
        `<line x1="${x(size)}" y1="${FRAME.top}" x2="${x(size)}" y2="${HEIGHT - FRAME.bottom}" class="grid"/><text x="${x(size)}" y="${HEIGHT - FRAME.bottom + 18}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
    ),
    ...decades(costs).map(
      (ms) =>
        `<line x1="${FRAME.left}" y1="${y(ms)}" x2="${WIDTH - FRAME.right}" y2="${y(ms)}" class="grid"/><text x="${FRAME.left - 8}" y="${y(ms) + 4}" text-anchor="end">${ms}</text>`,
    ),
  ];
  const drawn = lines.map(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const path = points.map(({ size, ms }) => `${round(x(size))},${round(y(ms))}`).join(' ');
    const dots = points
      .map(
        ({ size, ms }) =>
          `<circle cx="${round(x(size))}" cy="${round(y(ms))}" r="3.5" fill="${colour}"><title>${size} resources: ${ms.toFixed(2)} ms each</title></circle>`,
      )
      .join('');
    const at = FRAME.top - 30 + i * 15;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}<line x1="${WIDTH - 320}" y1="${at - 4}" x2="${WIDTH - 300}" y2="${at - 4}" stroke="${colour}" stroke-width="2"/><text x="${WIDTH - 294}" y="${at}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<style>.grid{stroke:#ddd}text{fill:#333}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${FRAME.left}" y="26" font-size="15">Cost per resource</text>
${grid.join('\n')}
${drawn.join('\n')}
<text x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 14}" text-anchor="middle">resources in one stack</text>
<text x="18" y="${(FRAME.top + HEIGHT - FRAME.bottom) / 2}" text-anchor="middle" transform="rotate(-90 18 ${(FRAME.top + HEIGHT - FRAME.bottom) / 2})">milliseconds per resource</text>
</svg>
`;
}

type Range = readonly [low: number, high: number];

/** From a power of ten to a power of ten. */
function range(values: readonly number[]): Range {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))];
}

const decades = ([low, high]: Range): number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
const place = (value: number, [low, high]: Range, from: number, to: number): number =>
  round(from + ((Math.log10(value) - low) / (high - low)) * (to - from));
const round = (value: number): number => Math.round(value * 10) / 10;

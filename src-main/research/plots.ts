export interface PlotLine {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Drawn as a band of so much above and below. */
  readonly spread?: ArrayLike<number>;
}

export interface PlotPanel {
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly xLabel: string;
  /** Both axes logarithmic; what is not above 0 is left out. Default false. */
  readonly logarithmic?: boolean;
}

const size = { width: 460, height: 220, left: 58, right: 14, top: 28, bottom: 38 };
const legend = { row: 20, column: 160 };
/** Told apart with every kind of colour vision (Okabe and Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Panels side by side in rows as an SVG; one legend for all, as the same names return in each. */
export function panelsSvg(panels: readonly PlotPanel[], columns = 2): string {
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const width = size.width * Math.min(columns, panels.length);
  const across = Math.max(1, Math.floor((width - size.left) / legend.column));
  const legendHeight = 6 + legend.row * Math.max(1, Math.ceil(names.length / across));
  const height = legendHeight + size.height * Math.ceil(panels.length / columns);
  const keys = names.map((name, index) => {
    const x = size.left + legend.column * (index % across);
    const y = 14 + legend.row * Math.floor(index / across);
    return `<line x1="${x}" x2="${x + 18}" y1="${y}" y2="${y}" ${strokeOf(index)} stroke-width="2"/><text x="${x + 24}" y="${y}" dominant-baseline="middle">${escaped(name)}</text>`;
  });
  const body = panels.map((panel, index) =>
    drawPanel(
      panel,
      names,
      (index % columns) * size.width,
      legendHeight + Math.floor(index / columns) * size.height,
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="${width}" height="${height}" fill="white"/>
${[...keys, ...body].join('\n')}
</svg>
`;
}

function drawPanel(panel: PlotPanel, names: readonly string[], left: number, top: number): string {
  const { title, lines, xLabel, logarithmic = false } = panel;
  const scale = (value: number) => (logarithmic ? Math.log10(value) : value);
  const usable = (value: number) => Number.isFinite(value) && (!logarithmic || value > 0);
  const points = lines.map((line) =>
    Array.from(line.x, (x, i): [number, number] => [x, line.y[i]!]).filter(
      ([x, y]) => usable(x) && usable(y),
    ),
  );
  const all = points.flat();
  const [xLow, xHigh] = extent(all.map(([x]) => scale(x)));
  const ends = lines.flatMap(({ y, spread }) =>
    spread
      ? Array.from(y, (value, i) => [value - spread[i]!, value + spread[i]!])
          .flat()
          .filter(usable)
      : [],
  );
  const [yLow, yHigh] = extent([...all.map(([, y]) => y), ...ends].map(scale));
  const [west, east] = [left + size.left, left + size.width - size.right];
  const [north, south] = [top + size.top, top + size.height - size.bottom];
  const across = (x: number) => west + ((scale(x) - xLow) / (xHigh - xLow)) * (east - west);
  const up = (y: number) => south - ((scale(y) - yLow) / (yHigh - yLow)) * (south - north);
  const ticks = logarithmic ? logarithmicTicks : linearTicks;
  const grid = [
    ...ticks(yLow, yHigh).map((y) => {
      const at = up(y).toFixed(1);
      return `<line x1="${west}" x2="${east}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${west - 5}" y="${at}" text-anchor="end" dominant-baseline="middle">${short(y)}</text>`;
    }),
    ...ticks(xLow, xHigh).map(
      (x) =>
        `<text x="${across(x).toFixed(1)}" y="${south + 14}" text-anchor="middle">${short(x)}</text>`,
    ),
  ];
  const curves = points.map((line, index) => {
    const place = names.indexOf(lines[index]!.name);
    const path = (points: readonly (readonly [number, number])[]) =>
      points.map(([x, y]) => `${across(x).toFixed(1)},${up(y).toFixed(1)}`).join(' ');
    const band = bandOf(lines[index]!).filter(([x, y]) => usable(x) && usable(y));
    const area =
      band.length > 0
        ? `<polygon points="${path(band)}" fill="${colourOf(place)}" fill-opacity="0.12"/>`
        : '';
    return `${area}<polyline points="${path(line)}" fill="none" ${strokeOf(place)} stroke-width="1.2"/>`;
  });
  return [
    `<text x="${west}" y="${top + 18}" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    ...curves,
    `<text x="${(west + east) / 2}" y="${south + 30}" text-anchor="middle">${escaped(xLabel)}</text>`,
  ].join('\n');
}

/** Along the upper edge and back along the lower. */
function bandOf({ x, y, spread }: PlotLine): [number, number][] {
  if (!spread) return [];
  const edge = (sign: number) =>
    Array.from(x, (value, i): [number, number] => [value, y[i]! + sign * spread[i]!]);
  return [...edge(1), ...edge(-1).reverse()];
}

/** Without spreading: a trace may have more points than a call takes arguments. */
function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Some four round numbers between two. */
function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * decade >= rough)! * decade;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** 1, 2 and 5 of each decade, or decades alone where there are many; from and to are logarithms. */
function logarithmicTicks(low: number, high: number): number[] {
  const steps = high - low > 2 ? [1] : [1, 2, 5];
  const decades = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, i) => Math.floor(low) + i,
  );
  return decades
    .flatMap((decade) => steps.map((step) => step * 10 ** decade))
    .filter((tick) => Math.log10(tick) >= low - 1e-9 && Math.log10(tick) <= high + 1e-9);
}

export function colourOf(index: number): string {
  return colours[index % colours.length]!;
}

/** When colours are used up, lines are dashed. */
function strokeOf(index: number): string {
  const dashed = index >= colours.length ? ' stroke-dasharray="5 3"' : '';
  return `stroke="${colourOf(index)}"${dashed}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

export function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;');
}

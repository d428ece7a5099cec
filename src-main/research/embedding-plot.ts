import type { ReportPlot } from './experiment.ts';
import { escaped } from './plots.ts';
import { principalComponents } from './principal-components.ts';

/** Features of samples at the shared layer, row by row; several steps of a sample may be one row. */
export interface EmbeddedSamples {
  /** One a row. */
  readonly labels: readonly string[];
  /** labels × width. */
  readonly features: ArrayLike<number>;
}

export interface EmbeddingPlotOptions extends Pick<ReportPlot, 'name' | 'title'> {
  readonly pen: EmbeddedSamples;
  readonly images: EmbeddedSamples;
  /** Features of a row. */
  readonly width: number;
  /** Labels that get a colour, the most frequent; others are left out. Default 26. */
  readonly labels?: number;
}

const size = { plot: 520, margin: 44, legend: 150, top: 40 };

/**
 * The shared space in the plane of its two principal components: pen as discs, images as crosses,
 * coloured by label. Every row is brought to length 1 first, as most distances look at directions.
 */
export function embeddingPlot(options: EmbeddingPlotOptions): ReportPlot {
  const { name, title, width } = options;
  const labels = frequentLabels(options);
  const rows = [
    ...rowsOf(options.pen, width, 'pen' as const),
    ...rowsOf(options.images, width, 'image' as const),
  ].filter(({ label }) => labels.includes(label));
  const { points, shares } = principalComponents(
    rows.flatMap(({ features }) => features),
    width,
  );
  const scale = Math.max(1e-9, ...points.map(Math.abs));
  const middle = size.margin + size.plot / 2;
  const at = (value: number) => (value / scale) * (size.plot / 2 - 8);
  const marks = rows.map(({ label, modality }, row) => {
    const x = (middle + at(points[2 * row]!)).toFixed(1);
    const y = (size.top + size.plot / 2 - at(points[2 * row + 1]!)).toFixed(1);
    const colour = colourOf(labels.indexOf(label), labels.length);
    return mark(modality, x, y, colour);
  });
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const bottom = size.top + size.plot;
  const right = size.margin + size.plot + 18;
  const legend = labels.map((label, i) => {
    const [x, y] = [right + 62 * Math.floor(i / 24), size.top + 62 + 19 * (i % 24)];
    return `<circle cx="${x}" cy="${y}" r="5" fill="${colourOf(i, labels.length)}"/><text x="${x + 10}" y="${y + 4}">${escaped(label)}</text>`;
  });
  const height = bottom + 34;
  const total = size.margin + size.plot + size.legend;
  return {
    name,
    title,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${height}" viewBox="0 0 ${total} ${height}" font-family="sans-serif" font-size="12">
<rect width="${total}" height="${height}" fill="white"/>
<text x="${size.margin}" y="22" font-weight="bold" font-size="13">${escaped(title)}</text>
<rect x="${size.margin}" y="${size.top}" width="${size.plot}" height="${size.plot}" fill="none" stroke="#ccc"/>
${marks.join('\n')}
<text x="${middle}" y="${bottom + 20}" text-anchor="middle">first principal component, ${percent(shares[0])} of the variance</text>
<text x="18" y="${size.top + size.plot / 2}" text-anchor="middle" transform="rotate(-90 18 ${size.top + size.plot / 2})">second, ${percent(shares[1])}</text>
${mark('pen', String(right), String(size.top + 10), '#444')}<text x="${right + 12}" y="${size.top + 14}">pen</text>
${mark('image', String(right), String(size.top + 32), '#444')}<text x="${right + 12}" y="${size.top + 36}">image</text>
${legend.join('\n')}
</svg>
`,
  };
}

function mark(modality: 'pen' | 'image', x: string, y: string, colour: string): string {
  if (modality === 'pen') {
    return `<circle cx="${x}" cy="${y}" r="3.5" fill="${colour}" fill-opacity="0.75"/>`;
  }
  return `<path transform="translate(${x} ${y})" d="M-3.5 -3.5 3.5 3.5M-3.5 3.5 3.5 -3.5" stroke="${colour}" stroke-width="1.5"/>`;
}

function rowsOf<Modality>(
  { labels, features }: EmbeddedSamples,
  width: number,
  modality: Modality,
) {
  return labels.map((label, row) => {
    const values = Array.from({ length: width }, (_, i) => features[row * width + i]!);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
    return { label, modality, features: values.map((value) => value / length) };
  });
}

function frequentLabels({ pen, images, labels = 26 }: EmbeddingPlotOptions): string[] {
  const counts = new Map<string, number>();
  for (const label of [...pen.labels, ...images.labels]) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, labels)
    .map(([label]) => label)
    .sort();
}

/** Around the circle of hues, every second darker: neighbours in the legend stay apart. */
function colourOf(index: number, count: number): string {
  return `hsl(${Math.round((360 * index) / count)} 75% ${index % 2 === 0 ? 42 : 58}%)`;
}

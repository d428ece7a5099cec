/** One point of a training log. */
export interface CurvePoint {
  readonly step: number;
  /** By name of the curve. */
  readonly values: Readonly<Record<string, number>>;
}

export interface CurvePanel {
  readonly title: string;
  readonly points: readonly CurvePoint[];
  /** Upper end of the axis; default: the largest value. */
  readonly maximum?: number;
}

const size = { width: 760, height: 260, left: 52, right: 150, top: 30, bottom: 34 };
/** Told apart with every kind of colour vision (Okabe and Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Curves over steps as an SVG, one panel under the other. */
export function curvesSvg(panels: readonly CurvePanel[]): string {
  const height = size.height * panels.length;
  const last = Math.max(1, ...panels.flatMap(({ points }) => points.map(({ step }) => step)));
  const body = panels.map((panel, index) => drawPanel(panel, index * size.height, last)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="${size.width}" height="${height}" fill="white"/>
${body}
</svg>
`;
}

function drawPanel({ title, points, maximum }: CurvePanel, top: number, last: number): string {
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  const all = points.flatMap(({ values }) => Object.values(values)).filter(Number.isFinite);
  const most = maximum ?? Math.max(1e-9, ...all);
  const [low, high] = [top + size.height - size.bottom, top + size.top];
  const x = (step: number) => size.left + (step / last) * (size.width - size.left - size.right);
  const y = (value: number) => low - (Math.min(value, most) / most) * (low - high);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * most).toFixed(1);
    return `<line x1="${size.left}" x2="${size.width - size.right}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${size.left - 6}" y="${at}" text-anchor="end" dominant-baseline="middle">${Number((share * most).toPrecision(3))}</text>`;
  });
  const curves = names.map((name, index) => {
    const colour = colours[index % colours.length]!;
    const line = points
      .filter(({ values }) => Number.isFinite(values[name]))
      .map(({ step, values }) => `${x(step).toFixed(1)},${y(values[name]!).toFixed(1)}`);
    const legend = high + 16 * index;
    return `<polyline points="${line.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>
<line x1="${size.width - size.right + 12}" x2="${size.width - size.right + 30}" y1="${legend}" y2="${legend}" stroke="${colour}" stroke-width="2"/><text x="${size.width - size.right + 36}" y="${legend}" dominant-baseline="middle">${escaped(name)}</text>`;
  });
  return `<text x="${size.left}" y="${top + 18}" font-weight="bold">${escaped(title)}</text>
${ticks.join('\n')}
<text x="${x(0)}" y="${low + 18}" text-anchor="middle">0</text><text x="${x(last)}" y="${low + 18}" text-anchor="middle">${last} steps</text>
${curves.join('\n')}`;
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;');
}

/**
 * The panels of a run's log: losses of the steps, smoothed over their neighbours, and what the
 * checks on the validation part gave. Fractions and losses have scales of their own.
 */
export function panelsOfLog(lines: readonly unknown[]): CurvePanel[] {
  const entries = lines as readonly {
    readonly step?: number;
    readonly ctc?: number;
    readonly frameWise?: number;
    readonly validation?: Readonly<Record<string, number>>;
  }[];
  const steps = entries.filter(({ step, ctc }) => step !== undefined && ctc !== undefined);
  const smooth = (of: (entry: (typeof steps)[number]) => number, index: number) => {
    const near = steps.slice(Math.max(0, index - 4), index + 5).map(of);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  };
  const losses = steps.map(({ step }, index) => ({
    step: step!,
    values: {
      CTC: smooth(({ ctc }) => ctc!, index),
      'frame-wise': smooth(({ frameWise }) => frameWise ?? 0, index),
    },
  }));
  const checks = entries.flatMap(({ step, validation }) =>
    step === undefined || !validation ? [] : [{ step, validation }],
  );
  const fractions = checks.map(({ step, validation }) => ({
    step,
    values: Object.fromEntries(
      Object.entries(validation).filter(([name]) => name !== 'loss' && name !== 'score'),
    ),
  }));
  return [
    { title: 'Loss while training', points: losses },
    { title: 'Validation, fractions', points: fractions, maximum: 1 },
  ];
}

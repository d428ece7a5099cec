import { spreadOf } from './paired.ts';

export interface SpreadPanel {
  readonly title: string;
  /** A dashed line. */
  readonly aim: number;
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const panel = { width: 210, height: 240, left: 46, top: 46, bottom: 26 };
/** Told apart with every kind of colour vision (Okabe and Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** Every value as a dot, the mean as a bar: panels side by side, each with its own scale. */
export function spreadSvg(panels: readonly SpreadPanel[], yLabel: string): string {
  const names = [...new Set(panels.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  const width = panels.length * panel.width;
  const legend = names.map((name, at) => {
    const x = panel.left + 130 * at;
    return `<circle cx="${x}" cy="14" r="4" fill="${colours[at % colours.length]!}"/><text x="${x + 9}" y="18">${escaped(name)}</text>`;
  });
  const body = panels.map((one, at) => drawPanel(one, names, at * panel.width));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${panel.height}" font-family="sans-serif" font-size="11">
<rect width="${width}" height="${panel.height}" fill="white"/>
${[...legend, ...body].join('\n')}
<text x="12" y="${panel.height / 2}" transform="rotate(-90 12 ${panel.height / 2})" text-anchor="middle">${escaped(yLabel)}</text>
</svg>
`;
}

function drawPanel({ title, aim, groups }: SpreadPanel, names: readonly string[], left: number) {
  const values = [...groups.flatMap((group) => group.values), aim];
  const low = Math.floor(Math.min(...values) - 0.5);
  const high = Math.ceil(Math.max(...values) + 0.5);
  const [west, east] = [left + panel.left, left + panel.width - 8];
  const [north, south] = [panel.top, panel.height - panel.bottom];
  const up = (value: number) =>
    (south - ((value - low) / (high - low)) * (south - north)).toFixed(1);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    return `<line x1="${west}" x2="${east}" y1="${up(value)}" y2="${up(value)}" stroke="#ddd"/><text x="${west - 5}" y="${up(value)}" text-anchor="end" dominant-baseline="middle">${Number(value.toFixed(1))}</text>`;
  });
  const marks = groups.flatMap((group, place) => {
    const colour = colours[names.indexOf(group.name) % colours.length]!;
    const centre = west + ((place + 0.5) / groups.length) * (east - west);
    const { mean } = spreadOf(group.values);
    return [
      ...(group.values.length > 0
        ? [
            `<line x1="${centre - 18}" x2="${centre + 18}" y1="${up(mean)}" y2="${up(mean)}" stroke="${colour}" stroke-width="2"/>`,
          ]
        : []),
      ...group.values.map(
        (value, at) =>
          `<circle cx="${(centre + 4 * (at - (group.values.length - 1) / 2)).toFixed(1)}" cy="${up(value)}" r="3" fill="${colour}" fill-opacity="0.7"/>`,
      ),
    ];
  });
  return [
    `<text x="${west}" y="${panel.top - 10}" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    `<line x1="${west}" x2="${east}" y1="${up(aim)}" y2="${up(aim)}" stroke="#555" stroke-dasharray="4 3"/>`,
    ...marks,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;');
}

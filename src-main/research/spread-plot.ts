import { spreadOf } from './paired.ts';
import { colourOf, escaped } from './plots.ts';

export interface SpreadPanel {
  readonly title: string;
  /** A dashed line. */
  readonly aim?: number;
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const panel = { height: 240, left: 46, top: 26, bottom: 26, narrowest: 156, group: 44 };
const legend = { row: 20, column: 150 };

/** Every value as a dot, the mean as a bar: panels side by side, each with its own scale. */
export function spreadSvg(panels: readonly SpreadPanel[], yLabel: string): string {
  const names = [...new Set(panels.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  const most = Math.max(...panels.map(({ groups }) => groups.length));
  const panelWidth = panel.left + 8 + Math.max(panel.narrowest, panel.group * most);
  const width = panels.length * panelWidth;
  const across = Math.max(1, Math.floor((width - panel.left) / legend.column));
  const top = 6 + legend.row * Math.ceil(names.length / across);
  const height = top + panel.height;
  const keys = names.map((name, at) => {
    const x = panel.left + legend.column * (at % across);
    const y = 14 + legend.row * Math.floor(at / across);
    return `<circle cx="${x}" cy="${y}" r="4" fill="${colourOf(at)}"/><text x="${x + 9}" y="${y + 4}">${escaped(name)}</text>`;
  });
  const body = panels.map((one, at) => drawPanel(one, names, at * panelWidth, panelWidth, top));
  const middle = top + panel.height / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="${width}" height="${height}" fill="white"/>
${[...keys, ...body].join('\n')}
<text x="12" y="${middle}" transform="rotate(-90 12 ${middle})" text-anchor="middle">${escaped(yLabel)}</text>
</svg>
`;
}

function drawPanel(
  { title, aim, groups }: SpreadPanel,
  names: readonly string[],
  left: number,
  width: number,
  top: number,
) {
  const values = [
    ...groups.flatMap((group) => group.values),
    ...(aim === undefined ? [] : [aim]),
  ].filter(Number.isFinite);
  const low = Math.floor(Math.min(...values) - 0.5);
  const high = Math.ceil(Math.max(...values) + 0.5);
  const [west, east] = [left + panel.left, left + width - 8];
  const [north, south] = [top + panel.top, top + panel.height - panel.bottom];
  const up = (value: number) =>
    (south - ((value - low) / (high - low)) * (south - north)).toFixed(1);
  const level = (value: number, stroke: string) =>
    `<line x1="${west}" x2="${east}" y1="${up(value)}" y2="${up(value)}" stroke="${stroke}"/>`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    return `${level(value, '#ddd')}<text x="${west - 5}" y="${up(value)}" text-anchor="end" dominant-baseline="middle">${Number(value.toFixed(1))}</text>`;
  });
  const marks = groups.flatMap((group, place) => {
    const colour = colourOf(names.indexOf(group.name));
    const centre = west + ((place + 0.5) / groups.length) * (east - west);
    const { mean } = spreadOf(group.values);
    if (!Number.isFinite(mean)) return [];
    return [
      `<line x1="${centre - 18}" x2="${centre + 18}" y1="${up(mean)}" y2="${up(mean)}" stroke="${colour}" stroke-width="2"/>`,
      ...group.values.map(
        (value, at) =>
          `<circle cx="${(centre + 4 * (at - (group.values.length - 1) / 2)).toFixed(1)}" cy="${up(value)}" r="3" fill="${colour}" fill-opacity="0.7"/>`,
      ),
    ];
  });
  return [
    `<text x="${west}" y="${north - 10}" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    ...(aim === undefined ? [] : [level(aim, '#555" stroke-dasharray="4 3')]),
    ...marks,
  ].join('\n');
}

import { channelCount, channelsIn, type SensorMask } from '../../contract/sensors.ts';
import type { DataStatistics } from '../../data/statistics.ts';
import type { InkStatistics } from '../../data/ink-statistics.ts';
import { bar, besideOneAnother, tableLines } from './table.ts';

const shownWriters = 12;
const shownLabels = 12;
const characterColumns = 4;
const barCells = 12;

export interface Damage {
  readonly problems: number;
  readonly skipped: number;
  readonly failed: number;
}

/** What `statistics` prints of trajectories. */
export function inkStatisticsText(statistics: InkStatistics, damage: Damage): string {
  const { writers, labels, labeled, characters } = statistics;
  const blocks = [
    inkOverview(statistics, damage),
    inkWriterTable(writers),
    labelList({ labels, labeled }),
    characterChart({ characters }),
  ].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function inkOverview(statistics: InkStatistics, damage: Damage): string[] {
  const { samples, labeled, writers, hands, labels, characters, characterMs } = statistics;
  const known = writers.filter(({ writer }) => writer !== undefined).length;
  const total = characters.reduce((sum, { count }) => sum + count, 0);
  const having = (name: string, count: number) =>
    count === 0 ? [] : [counted(name, count, samples)];
  const what = [
    ...having('times', statistics.timed),
    ...having('guessed gaps', statistics.guessedGaps),
    ...having('the way through the air', statistics.air),
    ...having('pressure', statistics.pressed),
    ...having('millimetres', statistics.millimetres),
  ];
  const pace =
    characterMs === undefined ? '' : `, median ${Math.round(characterMs)} ms a character`;
  const rows: [string, string][] = [
    ['samples', `${number(samples)}, ${labeled === samples ? 'all' : number(labeled)} labelled`],
    ['ink', `${number(statistics.strokes)} strokes, ${number(statistics.points)} points`],
    ['length', `${duration(statistics.seconds)} in all${pace}`],
    ['with', what.length === 0 ? 'positions alone' : what.join(', ')],
    ['writers', known === 0 ? 'not named' : [number(known), ...handedness(hands)].join(', ')],
    [
      'labels',
      `${number(labels.length)} different, ${number(total)} characters of ${number(characters.length)} kinds`,
    ],
    ['damage', damageText(damage)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`);
}

function inkWriterTable(writers: InkStatistics['writers']): string[] {
  if (writers.length < 2) return [];
  const most = writers[0]!.samples;
  const left = writers.length - shownWriters;
  return [
    ...tableLines(
      [
        { title: 'writer' },
        { title: 'hand' },
        { title: 'samples', align: 'right' },
        { title: 'characters', align: 'right' },
        { title: '' },
      ],
      writers
        .slice(0, shownWriters)
        .map((one) => [
          one.writer ?? '(not named)',
          one.hand ?? '',
          number(one.samples),
          number(one.characters),
          bar(one.samples / most, barCells),
        ]),
    ),
    ...(left > 0 ? [`… and ${number(left)} more (--json shows them)`] : []),
  ];
}

function handedness({ left, right }: InkStatistics['hands']): string[] {
  return [
    ...(left > 0 ? [`${left} left-handed`] : []),
    ...(right > 0 ? [`${right} right-handed`] : []),
  ];
}

/** What `statistics` prints for people. */
export function statisticsText(statistics: DataStatistics, damage: Damage): string {
  const blocks = [
    overview(statistics, damage),
    channelTable(statistics),
    writerTable(statistics),
    labelList(statistics),
    characterChart(statistics),
  ].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function overview(statistics: DataStatistics, damage: Damage): string[] {
  const { recordings, labeled, writers, hands, labels, characters, seconds, givenParts } =
    statistics;
  const known = writers.filter(({ writer }) => writer !== undefined).length;
  const parts = Object.entries(givenParts).map(([part, count]) => `${number(count)} ${part}`);
  const total = characters.reduce((sum, { count }) => sum + count, 0);
  const rows: [string, string][] = [
    [
      'recordings',
      [
        number(recordings),
        labeled === recordings ? 'all labelled' : `${number(labeled)} labelled`,
        ...parts,
      ].join(', '),
    ],
    [
      'length',
      `${duration(seconds.total)} in all; ${secondsText(seconds.shortest)} … ${secondsText(seconds.longest)}, median ${secondsText(seconds.median)}`,
    ],
    [
      'rate',
      statistics.rates
        .slice(0, 4)
        .map((rate) => counted(`${rate.rateHz} Hz`, rate.recordings, recordings))
        .join(', '),
    ],
    ...statistics.sensors
      .slice(0, 4)
      .map(({ mask, recordings: having }, index): [string, string] => [
        index === 0 ? 'sensors' : '',
        counted(sensorNames(mask), having, recordings),
      ]),
    ['writers', known === 0 ? 'not named' : [number(known), ...handedness(hands)].join(', ')],
    [
      'labels',
      `${number(labels.length)} different, ${number(total)} characters of ${number(characters.length)} kinds`,
    ],
    ...(statistics.unknownUnits > 0
      ? ([
          [
            'units',
            `not known in ${number(statistics.unknownUnits)} recordings, whose numbers are taken as they are`,
          ],
        ] as [string, string][])
      : []),
    ['damage', damageText(damage)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`);
}

function damageText({ problems, skipped, failed }: Damage): string {
  if (problems + failed === 0) return 'none';
  const files = failed > 0 ? [`${number(failed)} files could not be read`] : [];
  return [
    `${number(problems)} problems, ${number(skipped)} of them cost whole recordings`,
    ...files,
  ].join('; ');
}

function channelTable({ channels, recordings }: DataStatistics): string[] {
  if (channels.length === 0) return [];
  return tableLines(
    [
      { title: 'channel' },
      { title: 'unit' },
      { title: 'in', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: 'deviation', align: 'right' },
      { title: 'smallest', align: 'right' },
      { title: 'largest', align: 'right' },
      { title: 'saturated', align: 'right' },
    ],
    channels.map((channel) => [
      channel.name,
      channel.unit,
      channel.recordings === recordings ? 'all' : percent(channel.recordings / recordings),
      ...[channel.mean, channel.deviation, channel.smallest, channel.largest].map(measured),
      channel.saturated < 5e-5 ? '·' : percent(channel.saturated),
    ]),
  );
}

function writerTable({ writers }: DataStatistics): string[] {
  if (writers.length < 2) return [];
  const most = writers[0]!.recordings;
  const left = writers.length - shownWriters;
  return [
    ...tableLines(
      [
        { title: 'writer' },
        { title: 'hand' },
        { title: 'recordings', align: 'right' },
        { title: 'characters', align: 'right' },
        { title: 'length', align: 'right' },
        { title: '' },
      ],
      writers
        .slice(0, shownWriters)
        .map((one) => [
          one.writer ?? '(not named)',
          one.hand ?? '',
          number(one.recordings),
          number(one.characters),
          duration(one.seconds),
          bar(one.recordings / most, barCells),
        ]),
    ),
    ...(left > 0 ? [`… and ${number(left)} more (--json shows them)`] : []),
  ];
}

/** Words that come again say that a recogniser could learn them by heart. */
function labelList({ labels, labeled }: Pick<DataStatistics, 'labels' | 'labeled'>): string[] {
  const several = labels.filter(({ label }) => Array.from(label).length > 1);
  if (several.length === 0 || several[0]!.count < 2) return [];
  const shown = several
    .slice(0, shownLabels)
    .map(({ label, count }) => `${label} × ${number(count)}`);
  return [`most frequent of ${number(labeled)} labels: ${shown.join(', ')}`];
}

function characterChart({ characters }: Pick<DataStatistics, 'characters'>): string[] {
  if (characters.length === 0) return [];
  const most = characters[0]!.count;
  const width = number(most).length;
  const cells = characters.map(
    ({ character, count }) =>
      `${character === ' ' ? '␣' : character} ${number(count).padStart(width)} ${bar(count / most, barCells)}`,
  );
  const height = Math.ceil(cells.length / characterColumns);
  const columns = Array.from({ length: characterColumns }, (_, column) =>
    cells.slice(column * height, (column + 1) * height),
  );
  return [
    'characters',
    ...besideOneAnother(
      columns.filter((column) => column.length > 0),
      3,
    ),
  ];
}

function sensorNames(mask: SensorMask): string {
  const names = channelsIn(mask);
  return `${names.length} of ${channelCount} channels (${names.join(' ')})`;
}

function counted(name: string, count: number, all: number): string {
  return count === all ? name : `${name} × ${number(count)}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** Four significant digits, no exponent. */
function measured(value: number): string {
  const digits =
    Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3;
  return value.toFixed(digits);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
}

function secondsText(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

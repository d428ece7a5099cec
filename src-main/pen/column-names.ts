import type { SensorKind } from '../contract/sensors.ts';

/** What the name of a column says, by itself. */
export type ColumnName =
  | { readonly kind: 'time'; readonly unit?: string }
  | { readonly kind: 'counter' }
  | { readonly kind: 'force'; readonly unit?: string }
  | AxisName;

export interface AxisName {
  readonly kind: 'axis';
  readonly sensor: 'accelerometer' | 'gyroscope' | 'magnetometer';
  readonly axis: 'x' | 'y' | 'z';
  /** Columns of one sensor have one of these: what stands beside the axis. */
  readonly group: string;
  /** `acc1`, `acc2`: which one of several. */
  readonly ordinal?: number;
  /** Without gravity, as phones compute it. */
  readonly linear?: true;
  readonly unit?: string;
}

const stems: readonly (readonly [AxisName['sensor'], RegExp])[] = [
  // A prefix of the word is enough where nothing else begins so.
  ['accelerometer', /^(a|acc|accel\w*|acceleration|gforce|gf|beschl\w*)$/],
  ['gyroscope', /^(g|gyr|gyro\w*|w|omega|rot|rotation\w*|angular\w*|av|dreh\w*)$/],
  ['magnetometer', /^(m|mag|magn|magnet\w*|b|compass)$/],
];
/** Words that say nothing of which sensor it is. */
const fillers = /(sensor|motion|imu|data|value|raw|calibrated|total|axis|uncalibrated|wert|pen)/g;

/**
 * Reads the name of a column as loggers, phones and spreadsheets write it: `Acc1 X`, `acc_x[mg]`,
 * `Gyroscope y (rad/s)`, `accelerometerAccelerationX(G)`, `linear_acc_x`, `Time (s)`, `t_us`.
 * @returns undefined when it is the name of nothing that a pen measures
 */
export function readColumnName(cell: string): ColumnName | undefined {
  const { name, unit } = splitUnit(cell);
  const stated = unit !== undefined && { unit };
  const words = name.toLowerCase();
  const plain = words.replace(/[^a-zω0-9]/g, '').replace('ω', 'w');
  if (isTime(plain)) return { kind: 'time', ...stated };
  if (plain === 'counter') return { kind: 'counter' };
  // Phones log the pressure of the air under that name.
  if (isForce(plain) && !/pa$|bar$/i.test(unit ?? '')) return { kind: 'force', ...stated };
  return axisName(plain, unit);
}

function isTime(plain: string): boolean {
  return /^(t|time|timestamp|millis|micros|msec|zeit|zeitstempel|clock|elapsed|datetime|date|seconds?elapsed|device(time|t)|host(time|t)|uptime|loggingtime|sample(time|timestamp))(ms|us|ns|s)?$/.test(
    plain,
  );
}

function isForce(plain: string): boolean {
  return /^(f|force|pressure|penforce|penpressure|tipforce|tippressure|fsr|kraft|druck|grip|tip)$/.test(
    plain,
  );
}

function axisName(plain: string, unit: string | undefined): AxisName | undefined {
  const bare = plain.replace(fillers, '');
  // The axis stands at the end (`ax`, `acc2x`, `acc_x1`) or at the beginning (`x_acc`).
  const match =
    /^(?<stem>[a-z]+?)(?<before>\d?)(?<axis>[xyz])(?<after>\d?)$/.exec(bare) ??
    /^(?<axis>[xyz])(?<stem>[a-z]+?)(?<before>\d?)(?<after>)$/.exec(bare);
  if (!match?.groups) return undefined;
  const { stem = '', before = '', axis = '', after = '' } = match.groups;
  const linear = /^(linear|lin|l|user|world)(?=a)/.exec(stem);
  const rear = /^(rear|back|r$)/.exec(stem);
  const word = stem.slice((linear ?? rear)?.[0].length ?? 0) || 'a';
  const sensor = stems.find(([, pattern]) => pattern.test(word))?.[0];
  if (!sensor) return undefined;
  const digit = before || after;
  const ordinal = rear ? 2 : digit === '' ? undefined : Number(digit);
  const stated = unit ?? (/^gf/.test(word) ? 'g' : undefined);
  return {
    kind: 'axis',
    sensor,
    axis: axis as AxisName['axis'],
    group: `${stem}${digit}`,
    ...(ordinal !== undefined && { ordinal }),
    ...(linear && { linear: true as const }),
    ...(stated !== undefined && { unit: stated }),
  };
}

/** A unit stands in brackets, behind a slash or comma, or as the last word behind `_`. */
function splitUnit(cell: string): { name: string; unit?: string } {
  const trimmed = cell.trim().replace(/^["']|["']$/g, '');
  const bracket = /^(.*?)\s*[[({<]\s*([^\])}>]*?)\s*[\])}>]?\s*$/.exec(trimmed);
  if (bracket) return { name: bracket[1]!, unit: bracket[2]! };
  const last =
    /^(.*[a-z0-9])[_\s-]+(mg|g|m\/?s\^?2|m\/s²|ms2|mps2|dps|mdps|deg\/?s|°\/s|rad\/?s|rads|ut|µt|mt|nt|gauss|mgauss|n|mn|ms|us|µs|ns|s|sec|seconds)$/i.exec(
      trimmed,
    );
  return last ? { name: last[1]!, unit: last[2]! } : { name: trimmed };
}

const spellings: Readonly<Record<SensorKind | 'time', readonly (readonly [string, RegExp])[]>> = {
  accelerometer: [
    ['m/s²', /^(m\/?s(\^|\*\*)?2|mps2|m\/s\/s|ms-2|m·s-2|m\/sec2|m\/s²)$/],
    ['mg', /^(mg|milli-?g)$/],
    ['g', /^(g|gs|g0|gn|gforce|gravity)$/],
  ],
  'rear-accelerometer': [],
  gyroscope: [
    ['rad/s', /^(rads?\/?s(ec)?|rads|rad\/second|rps)$/],
    ['m°/s', /^(mdps|m°\/s|mdeg\/?s)$/],
    ['°/s', /^(°\/?s(ec)?|dps|degs?\/?s(ec)?|degrees?\/?s(ec(ond)?)?|degrees?persecond)$/],
  ],
  magnetometer: [
    ['µT', /^(u|µ|μ|micro)t(esla)?$/],
    ['nT', /^n(ano)?t(esla)?$/],
    ['mG', /^(mg|m(illi)?gauss)$/],
    ['mT', /^m(illi)?t(esla)?$/],
    ['gauss', /^(g|gs|gauss)$/],
  ],
  force: [
    ['N', /^(n|newtons?)$/],
    ['mN', /^mn$/],
    ['gf', /^(gf|g|grams?|gram-force)$/],
  ],
  time: [
    ['s', /^(s|sec|secs|seconds?)$/],
    ['ms', /^(ms|msec|millis|milliseconds?)$/],
    ['µs', /^(us|µs|μs|usec|micros|microseconds?)$/],
    ['ns', /^(ns|nanos|nanoseconds?)$/],
  ],
};

/**
 * The unit that a header means, as `unitFactor` and `timeFactor` know it.
 * @returns undefined when it is the name of no unit of that sensor
 */
export function unitNamed(sensor: SensorKind | 'time', text: string): string | undefined {
  const kind = sensor === 'rear-accelerometer' ? 'accelerometer' : sensor;
  const plain = text.toLowerCase().replace(/\s+/g, '').replace('−', '-');
  return spellings[kind].find(([, spelling]) => spelling.test(plain))?.[0];
}

/** Milliseconds in a unit of time that `unitNamed` has found. */
export const timeFactor: Readonly<Record<string, number>> = {
  s: 1000,
  ms: 1,
  µs: 1e-3,
  ns: 1e-6,
};

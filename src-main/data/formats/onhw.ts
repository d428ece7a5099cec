import { basename, dirname, join } from 'node:path';
import { channelNames, channels, type SensorKind } from '../../contract/sensors.ts';
import { applyCalibration } from '../../signal/calibration.ts';
import { readCalibration } from './calibration-file.ts';
import { defaultRateHz, tabulate } from './columns.ts';
import { columnOf, type SensorTable, type TableReading } from './table/csv-table.ts';
import { errorCode } from '../files/file-errors.ts';
import { readLines } from './lines.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { convertUnits, digipenCounts, medianMagnitude, type SensorUnits } from './units.ts';

/** What the tablet may have been late with the first or last sample of a file. */
const lateMs = 100;

export const onhwFiles = {
  samples: 'sensor_data.csv',
  labels: 'labels.csv',
  calibration: 'calibration.txt',
} as const;

/**
 * The recordings of a table of samples. Beside an OnHW `sensor_data.csv` stand `labels.csv`, which
 * gives one recording for each label, and `calibration.txt`; without them the table is one.
 */
export async function* readSensorTable(
  file: string,
  table: SensorTable,
  onProblem: OnProblem,
  { rateHz }: TableReading = {},
  firstIndex = 0,
): AsyncGenerator<PenRecording> {
  const besides = basename(file) === onhwFiles.samples ? dirname(file) : undefined;
  const labels = besides ? await readLabels(join(besides, onhwFiles.labels), onProblem) : [];
  const calibration = besides
    ? await readCalibration(join(besides, onhwFiles.calibration))
    : undefined;
  const millis = columnOf(table, 'time');
  const times = sampleTimes(table);
  const counted = columnOf(table, 'counter') !== undefined;
  const cut = (index: number, from: number, to: number, label?: string) => {
    const tell = (message: string, skipped: boolean) =>
      onProblem({ file, message: `Recording ${index}: ${message}`, skipped });
    const note = (message: string) => tell(message, false);
    const columns = new Map<number, Float64Array>();
    for (const [i, meaning] of table.meanings.entries()) {
      const channel = channelNames.findIndex((name) => name === meaning);
      if (channel >= 0 && !(counted && isAbsent(table, channel))) {
        columns.set(channel, table.columns[i]!.subarray(from, to));
      }
    }
    if (!times && rateHz === undefined) note(noTimes);
    const raw = {
      columns,
      ...(times && { times: times.subarray(from, to) }),
      ...(rateHz !== undefined && { rateHz }),
    };
    const samples = tabulate(raw, note);
    if (!samples) {
      tell('It holds no usable samples.', true);
      return undefined;
    }
    const { values, mask } = samples;
    const lossyUnits = convertUnits(values, mask, unitsOf(table, values, mask), note);
    if (calibration) applyCalibration(values, calibration);
    const named = label !== undefined && { label };
    return { file, index, ...named, ...samples, ...(lossyUnits && { lossyUnits }) };
  };
  if (labels.length === 0 || !millis) {
    const recording = cut(firstIndex, 0, table.rows, table.label);
    if (recording) yield recording;
    return;
  }
  for (const [index, { label, start, stop }] of labels.entries()) {
    const [from, to] = rowsBetween(millis, start, stop);
    const recording = cut(firstIndex + index, from, to, label);
    if (recording) yield recording;
  }
}

const noTimes = `It has no times; ${defaultRateHz} readings a second are assumed (say another rate with --sample-rate).`;

/**
 * The counter, where there is one, shows lost samples that `Millis` (the moment the tablet had the
 * sample) does not; what a step of it lasts follows from both.
 */
function sampleTimes(table: SensorTable): Float64Array | undefined {
  const millis = columnOf(table, 'time');
  const counter = columnOf(table, 'counter');
  const steps = counter && unwrap(counter);
  if (!steps || steps.length < 2) return millis;
  const span = steps.at(-1)! - steps[0]!;
  const spanMs = millis ? millis.at(-1)! - millis[0]! : Number.NaN;
  if (!(span > 0)) return millis;
  const nominalMs = 10 / medianStep(steps);
  const measuredMs = spanMs / span;
  const certain = Math.abs(spanMs - nominalMs * span) > lateMs;
  const stepMs = spanMs > 0 && certain ? measuredMs : nominalMs;
  return steps.map((step) => (step - steps[0]!) * stepMs);
}

/** @returns undefined when the counter runs backwards other than by starting over */
function unwrap(counter: Float64Array): Float64Array | undefined {
  const largest = counter.reduce((a, b) => Math.max(a, b), 0);
  const period = [2 ** 8, 2 ** 16, 2 ** 32].find((size) => largest < size) ?? Infinity;
  const steps = new Float64Array(counter.length);
  let turns = 0;
  for (let i = 0; i < counter.length; i++) {
    const fall = i > 0 ? counter[i - 1]! - counter[i]! : 0;
    if (fall > period / 2) turns += period;
    else if (!(fall <= 0)) return undefined;
    steps[i] = counter[i]! + turns;
  }
  return steps;
}

function medianStep(steps: Float64Array): number {
  const differences = steps.slice(1).map((step, i) => step - steps[i]!);
  differences.sort();
  return differences[differences.length >> 1]! || 1;
}

function rowsBetween(millis: Float64Array, start: number, stop: number): [number, number] {
  let from = millis.findIndex((time) => time >= start && time <= stop);
  if (from < 0) from = millis.length;
  let to = from;
  while (to < millis.length && millis[to]! <= stop) to++;
  return [from, to];
}

/** In the 15 columns a sensor that the pen does not have is nothing but zeros. */
function isAbsent(table: SensorTable, channel: number): boolean {
  const { sensor } = channels[channel]!;
  return channels
    .filter((other) => other.sensor === sensor)
    .every(({ name }) => columnOf(table, name)?.every((value) => value === 0) ?? true);
}

/** A counter is that of the DigiPen, which counts; but not where gravity says that units were made of it. */
function unitsOf(table: SensorTable, values: Float32Array, mask: number): SensorUnits {
  if (Object.keys(table.units).length > 0 || !table.meanings.includes('counter'))
    return table.units;
  const length = medianMagnitude(values, mask, 0);
  if (length > 0 && length <= mostInUnits) return {};
  const units: Partial<Record<SensorKind, string>> = {};
  for (const { sensor } of channels) units[sensor] = digipenCounts;
  return units;
}

/** Median length of the acceleration in mg at most; counts of the DigiPen are 16,384 a g. */
const mostInUnits = 2000;

interface Label {
  readonly label: string;
  readonly start: number;
  readonly stop: number;
}

async function readLabels(file: string, onProblem: OnProblem): Promise<Label[]> {
  const labels: Label[] = [];
  try {
    for await (const { number, text } of readLines(file, onProblem)) {
      const label = parseLabel(text);
      if (label) labels.push(label);
      else if (number > 1 && text.trim() !== '') {
        const message = 'Expected is label;start;stop.';
        onProblem({ file, line: number, message, skipped: true });
      }
    }
  } catch (error) {
    if (errorCode((error as Error).cause) === 'ENOENT') return [];
    throw error;
  }
  return labels;
}

/** The label itself may be or hold the separator: the numbers are looked for from the end. */
function parseLabel(text: string): Label | undefined {
  const [beforeStop, stop] = lastCell(text);
  const [label, start] = lastCell(beforeStop);
  if (start === undefined || stop === undefined) return undefined;
  return { label: label.trim(), start, stop };
}

/** @returns what stands before the last separator, and the number behind it */
function lastCell(text: string): [rest: string, value: number | undefined] {
  const at = Math.max(
    ...[';', ',', '\t'].map((separator) => text.trimEnd().lastIndexOf(separator)),
  );
  const cell = text.slice(at + 1).trim();
  if (at < 0 || !/^-?[\d.]+$/.test(cell)) return [text, undefined];
  return [text.slice(0, at), Number(cell)];
}

import * as v from 'valibot';
import { channelNames, type SensorKind } from '../../contract/sensors.ts';
import { defaultRateHz, tabulate, type RecordingColumns } from './columns.ts';
import type { Line } from './lines.ts';
import { parseNdjsonLine, textOf } from './ndjson-line.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { convertUnits, knownUnits, unitFactor } from './units.ts';

const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema));
const anything = v.optional(v.unknown());
const series = v.record(v.string(), v.unknown());
/** Beyond these no sensor reads, Hz. */
const slowest = 1;
const fastest = 20_000;

/** One line of the pens format; whatever else stands in it is passed over. */
const lineSchema = v.object({
  label: anything,
  writer: anything,
  hand: v.fallback(optional(v.picklist(['left', 'right'])), undefined),
  rate_hz: optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  t: optional(v.array(v.unknown())),
  series: optional(series),
  /** The shape of pens recorded beside a camera: one clock of the pen, one of its host. */
  stylus: optional(series),
  units: anything,
  /** Written with recordings whose units are not known: nothing is to be guessed. */
  lossy_units: v.fallback(v.optional(v.boolean()), undefined),
});
type PensLine = v.InferOutput<typeof lineSchema>;

/**
 * Reads gzipped or plain NDJSON, one recording a line. Units that a line does not state are
 * guessed (`convertUnits`). Damaged lines are passed over and told to `onProblem`.
 */
export async function* readPens(
  file: string,
  lines: AsyncIterable<Line>,
  onProblem: OnProblem,
): AsyncGenerator<PenRecording> {
  let index = 0;
  for await (const line of lines) {
    if (line.text.trim() === '') continue;
    const tell = (message: string, skipped: boolean) =>
      onProblem({ file, line: line.number, message, skipped });
    const recording = parseLine(line.text, file, index++, tell);
    if (recording) yield recording;
  }
}

function parseLine(
  text: string,
  file: string,
  index: number,
  tell: (message: string, skipped: boolean) => void,
): PenRecording | undefined {
  const { line, problem } = parseNdjsonLine(text, lineSchema);
  if (problem !== undefined) {
    tell(problem, true);
    return undefined;
  }
  const notes: string[] = [];
  const table = tabulate(columnsOf(line, notes), (message) => notes.push(message));
  const units = statedUnits(line, notes);
  const label = textIn(line, 'label', notes);
  const writer = textIn(line, 'writer', notes);
  for (const note of notes) tell(note, false);
  if (!table) {
    tell('The line holds no usable recording.', true);
    return undefined;
  }
  // A stylus tells pressure as a share of its own full scale, not as a force.
  const lossyUnits =
    line.lossy_units === true ||
    convertUnits(table.values, table.mask, units, (message) => tell(message, false)) ||
    (!line.series && line.stylus?.['pressure'] !== undefined);
  return {
    file,
    index,
    ...(label !== undefined && { label }),
    ...(writer !== undefined && { writer }),
    ...(line.hand && { hand: line.hand }),
    ...table,
    ...(lossyUnits && { lossyUnits: true }),
  };
}

function textIn(line: PensLine, field: 'label' | 'writer', notes: string[]): string | undefined {
  const value = line[field];
  if (typeof value === 'object' ? value !== null : typeof value === 'boolean') {
    notes.push(`“${field}” is neither text nor a number; passed over.`);
  }
  return textOf(value);
}

function columnsOf(line: PensLine, notes: string[]): RecordingColumns {
  const source = line.series ?? line.stylus ?? {};
  const columns = new Map<number, unknown[]>();
  channelNames.forEach((name, channel) => {
    const column = source[name] ?? (name === 'force' ? source['pressure'] : undefined);
    if (Array.isArray(column)) columns.set(channel, column);
    else if (column !== undefined && column !== null) {
      notes.push(`“series.${name}” is no list; left out.`);
    }
  });
  if (columns.size === 0)
    notes.push(`“series” has none of the channels ${channelNames.join(' ')}.`);
  const rate = line.rate_hz ?? defaultRateHz;
  const possible = rate >= slowest && rate <= fastest;
  if (!possible && !line.t) {
    notes.push(
      `“rate_hz” says ${rate} readings a second, which no pen makes; ${defaultRateHz} are assumed.`,
    );
  }
  const times = line.t ?? (line.series ? undefined : (source['device_t'] ?? source['host_t']));
  return {
    columns,
    ...(Array.isArray(times) && { times }),
    ...(possible && { rateHz: rate }),
  };
}

function statedUnits(line: PensLine, notes: string[]): Partial<Record<SensorKind, string>> {
  const units: Partial<Record<SensorKind, string>> = {};
  const stated = v.safeParse(v.record(v.string(), v.unknown()), line.units ?? {});
  if (!stated.success) notes.push('“units” names no unit by sensor; they are guessed.');
  for (const [sensor, unit] of Object.entries(stated.success ? stated.output : {})) {
    if (unit === null) continue;
    if (!isSensorKind(sensor)) notes.push(`“units” names an unknown sensor ${sensor}.`);
    else if (typeof unit !== 'string') {
      notes.push(`The unit of ${sensor} is no text; it is guessed.`);
    } else {
      units[sensor] = unit;
      if (unitFactor(sensor, unit) === undefined) {
        notes.push(`Unknown unit ${unit} of ${sensor}; known: ${knownUnits(sensor).join(', ')}.`);
      }
    }
  }
  return units;
}

function isSensorKind(name: string): name is SensorKind {
  return sensorKinds.has(name);
}

const sensorKinds = new Set([
  'accelerometer',
  'rear-accelerometer',
  'gyroscope',
  'magnetometer',
  'force',
]);

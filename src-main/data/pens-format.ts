import * as v from 'valibot';
import { channelNames, type SensorKind } from '../contract/sensors.ts';
import { tabulate, type RecordingColumns } from './columns.ts';
import { readLines } from './lines.ts';
import { parseNdjsonLine } from './ndjson-line.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { convertUnits, knownUnits, unitFactor } from './units.ts';

const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema));
const series = v.record(v.string(), v.array(v.unknown()));

/** One line of the pens format; whatever else stands in it is passed over. */
const lineSchema = v.object({
  label: optional(v.union([v.string(), v.number()])),
  writer: optional(v.union([v.string(), v.number()])),
  hand: v.fallback(optional(v.picklist(['left', 'right'])), undefined),
  rate_hz: optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  t: optional(v.array(v.unknown())),
  series: optional(series),
  /** The shape of pens recorded beside a camera: one clock of the pen, one of its host. */
  stylus: optional(series),
  units: optional(v.record(v.string(), v.string())),
  /** Written with recordings whose units are not known: nothing is to be guessed. */
  lossy_units: v.fallback(v.optional(v.boolean()), undefined),
});
type PensLine = v.InferOutput<typeof lineSchema>;

/**
 * Reads gzipped or plain NDJSON, one recording a line. Units that a line does not state are
 * guessed (`convertUnits`). Damaged lines are passed over and told to `onProblem`.
 */
export async function* readPens(file: string, onProblem: OnProblem): AsyncGenerator<PenRecording> {
  let index = 0;
  for await (const line of readLines(file, onProblem)) {
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
  for (const note of notes) tell(note, false);
  if (!table) {
    tell('The line holds no usable recording.', true);
    return undefined;
  }
  // A stylus tells pressure as a share of its own full scale, not as a force.
  const lossyUnits =
    line.lossy_units === true ||
    convertUnits(table.values, table.mask, units) ||
    (!line.series && line.stylus?.['pressure'] !== undefined);
  return {
    file,
    index,
    ...(line.label !== undefined && line.label !== null && { label: String(line.label) }),
    ...(line.writer !== undefined && line.writer !== null && { writer: String(line.writer) }),
    ...(line.hand && { hand: line.hand }),
    ...table,
    ...(lossyUnits && { lossyUnits: true }),
  };
}

function columnsOf(line: PensLine, notes: string[]): RecordingColumns {
  const source = line.series ?? line.stylus ?? {};
  const columns = new Map<number, unknown[]>();
  channelNames.forEach((name, channel) => {
    const column = source[name] ?? (name === 'force' ? source['pressure'] : undefined);
    if (column) columns.set(channel, column);
  });
  if (columns.size === 0)
    notes.push(`“series” has none of the channels ${channelNames.join(' ')}.`);
  const times = line.t ?? (line.series ? undefined : (source['device_t'] ?? source['host_t']));
  return {
    columns,
    ...(times && { times }),
    ...(typeof line.rate_hz === 'number' && { rateHz: line.rate_hz }),
  };
}

function statedUnits(line: PensLine, notes: string[]): Partial<Record<SensorKind, string>> {
  const units: Partial<Record<SensorKind, string>> = {};
  for (const [sensor, unit] of Object.entries(line.units ?? {})) {
    if (!isSensorKind(sensor)) notes.push(`“units” names an unknown sensor ${sensor}.`);
    else {
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

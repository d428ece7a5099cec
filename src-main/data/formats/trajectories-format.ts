import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import type { AirPath, HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import { type ClockUnit, foreignClock } from './clock-unit.ts';
import { cleanStroke, type RawStroke, runOn } from './ink-stroke.ts';
import { readLines } from './lines.ts';
import { parseNdjsonLine, textOf } from './ndjson-line.ts';
import type { OnProblem } from './pen-recording.ts';
import { withoutStrays } from './stray-points.ts';

const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema));
/** Points are looked at one by one afterwards: checking each here would take most of the time. */
const column = v.custom<unknown[]>((input) => Array.isArray(input), 'expected a list');
const strokeSchema = v.object({
  x: column,
  y: column,
  t: optional(column),
  p: optional(column),
});

/** One line of a trajectory file; whatever else stands in it is passed over. */
const lineSchema = v.object({
  label: v.fallback(optional(v.union([v.string(), v.number()])), undefined),
  writer: v.fallback(optional(v.union([v.string(), v.number()])), undefined),
  hand: v.fallback(optional(v.picklist(['left', 'right'])), undefined),
  clean: v.fallback(optional(v.boolean()), undefined),
  unit: v.fallback(optional(v.literal('mm')), undefined),
  gaps: v.fallback(optional(v.picklist(['measured', 'guessed'])), undefined),
  /** Strokes one by one, y up: characters and words. */
  strokes: optional(v.array(v.unknown())),
  /** The pen above the paper between strokes, y up. */
  air: v.fallback(optional(v.array(v.unknown())), undefined),
  /** One run of a tablet that also saw the pen in the air (pressure 0), y down: whole texts. */
  t: optional(column),
  x: optional(column),
  y: optional(column),
  p: optional(column),
});
type TrajectoryLine = v.InferOutput<typeof lineSchema>;

export interface ReadTrajectoriesOptions {
  /** Told of everything damaged that was passed over or mended. */
  readonly onProblem?: OnProblem;
}

/**
 * Pen-tip trajectories from NDJSON, gzipped or not, one sample a line, without holding the file
 * in memory:
 * - `strokes: [{x, y, t, p}]`, y up, t in ms; t and p may be missing; `air: [{x, y, t}]` on the
 *   same clock where the tablet saw the pen above the paper
 * - `t, x, y, p` of a whole text, y down, pressure 0 in the air
 *
 * with `label`, `writer`, `hand`, `clean`, `unit` and `gaps` where they are known. Lengths stay in the
 * unit of the source; times that can only be seconds, µs or ns become ms. Points that no tablet measured (negative pressure, no number, clock running back, far beyond all others) are
 * left out.
 *
 * @throws UserError `trajectories-none` when nothing usable is in the file, and when it cannot be read
 */
export async function* readTrajectories(
  file: string,
  { onProblem }: ReadTrajectoriesOptions = {},
): AsyncGenerator<HandwritingSample> {
  let problems = 0;
  let firstProblem = '';
  const tellAll: OnProblem = (problem) => {
    if (problems++ === 0) {
      const line = problem.line === undefined ? '' : `line ${problem.line}: `;
      firstProblem = `${line}${problem.message}`;
    }
    onProblem?.(problem);
  };
  let count = 0;
  for await (const line of readLines(file, tellAll)) {
    if (line.text.trim() === '') continue;
    const tell = (message: string, skipped: boolean) =>
      tellAll({ file, line: line.number, message, skipped });
    const sample = parseLine(line.text, tell);
    if (!sample) continue;
    count++;
    yield sample;
  }
  if (count > 0) return;
  const more = problems > 1 ? `, and ${problems - 1} more` : '';
  throw new UserError(
    'trajectories-none',
    `${file} holds no usable trajectory${problems > 0 ? ` (${firstProblem}${more})` : ''}.`,
    'Give NDJSON (gzipped or not) with “strokes” of “x” and “y” on each line, or with “t”, “x”, “y” and “p” of a whole text.',
  );
}

/** Whether the first line of a file that can be read at all is a trajectory; false for what is no such file. */
export async function holdsTrajectories(path: string): Promise<boolean> {
  try {
    for await (const { text } of readLines(path, () => undefined)) {
      if (text.trim() === '') continue;
      const { line } = parseNdjsonLine(text, lineSchema);
      return line !== undefined && (Boolean(line.strokes) || Boolean(line.x && line.y));
    }
  } catch {
    // Whoever reads the file for good says what is wrong with it.
  }
  return false;
}

function parseLine(
  text: string,
  tell: (message: string, skipped: boolean) => void,
): HandwritingSample | undefined {
  const { line, problem } = parseNdjsonLine(text, lineSchema);
  if (problem !== undefined) {
    tell(problem, true);
    return undefined;
  }
  let mended = 0;
  const raws = rawStrokes(line);
  const clock = foreignClock(raws.flatMap((raw) => (raw?.t ? [raw.t] : [])));
  if (clock) tell(`The times are no ms but, by their steps, ${clock.name}; read as such.`, false);
  const cleaned = raws
    .map((raw) => inMilliseconds(raw, clock))
    .flatMap((raw): InkStroke[] => {
      const { stroke, dropped } = raw ? cleanStroke(raw) : { dropped: 1 };
      mended += dropped;
      return stroke ? [stroke] : [];
    });
  const { strokes, strays } = withoutStrays(cleaned);
  mended += strays;
  if (strokes.length === 0) {
    tell('The line holds no usable stroke.', true);
    return undefined;
  }
  if (mended > 0) tell(`Points that cannot be used were left out: ${mended}.`, false);
  const label = textOf(line.label)?.normalize('NFC');
  const writer = textOf(line.writer);
  const timed = timedOrNot(strokes);
  const air = timed[0]!.timesMs ? airOf(line, clock) : [];
  return {
    ...(label !== undefined && { label }),
    ...(writer !== undefined && { writer }),
    ...(line.hand && { hand: line.hand }),
    ...(typeof line.clean === 'boolean' && { clean: line.clean }),
    ...(line.unit && { unit: line.unit }),
    ...(line.gaps && timed[0]!.timesMs && { gaps: line.gaps }),
    strokes: timed,
    ...(air.length > 0 && { air }),
  };
}

/** What is damaged in the air is left out: without it the pen takes the usual way. */
function airOf({ air }: TrajectoryLine, clock: ClockUnit | undefined): AirPath[] {
  return (air ?? []).flatMap((path): AirPath[] => {
    const raw = rawStroke(path);
    const { stroke } = raw?.t ? cleanStroke(inMilliseconds(raw, clock)!) : {};
    if (!stroke?.timesMs) return [];
    const { x, y, timesMs } = stroke;
    return [{ x, y, timesMs }];
  });
}

function inMilliseconds(
  raw: RawStroke | undefined,
  clock: ClockUnit | undefined,
): RawStroke | undefined {
  if (!raw?.t || !clock) return raw;
  const { milliseconds } = clock;
  return {
    ...raw,
    t: raw.t.map((time) => (typeof time === 'number' ? time * milliseconds : time)),
  };
}

/** @returns undefined in the place of what is no stroke */
function rawStrokes(line: TrajectoryLine): (RawStroke | undefined)[] {
  if (line.strokes) return line.strokes.map(rawStroke);
  const { t, x, y, p } = line;
  return x && y ? touches({ x, y, ...(t && { t }), ...(p && { p }) }) : [];
}

function rawStroke(stroke: unknown): RawStroke | undefined {
  const parsed = v.safeParse(strokeSchema, stroke);
  if (!parsed.success) return undefined;
  const { x, y, t, p } = parsed.output;
  return { x, y, ...(t && { t }), ...(p && { p }) };
}

/** A tablet's run, y down, as the strokes in it, y up. */
function touches({ x, y, t, p }: RawStroke): RawStroke[] {
  const strokes: RawStroke[] = [];
  const up = y.map((value) => (typeof value === 'number' ? -value : value));
  for (let i = 0; i < x.length; i++) {
    if (p && !(Number(p[i]) > 0)) continue;
    const from = i;
    while (p && i + 1 < x.length && Number(p[i + 1]) > 0) i++;
    if (!p) i = x.length - 1;
    const cut = (values: readonly unknown[]) => values.slice(from, i + 1);
    strokes.push({ x: cut(x), y: cut(up), ...(t && { t: cut(t) }), ...(p && { p: cut(p) }) });
  }
  return strokes;
}

/** Times that only some strokes have, or that run back from stroke to stroke, say nothing. */
function timedOrNot(strokes: readonly InkStroke[]): InkStroke[] {
  const timed: InkStroke[] = [];
  let clock = -Infinity;
  for (const stroke of strokes) {
    const timesMs = stroke.timesMs && runOn(stroke.timesMs, clock);
    if (!timesMs) return strokes.map(withoutTimes);
    clock = timesMs.at(-1)!;
    timed.push({ ...stroke, timesMs });
  }
  return timed;
}

function withoutTimes({ x, y, pressure }: InkStroke): InkStroke {
  return { x, y, ...(pressure && { pressure }) };
}

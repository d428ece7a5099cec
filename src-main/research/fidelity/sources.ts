import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { readLines } from '../../data/formats/lines.ts';
import { parseNdjsonLine } from '../../data/formats/ndjson-line.ts';

const numbers = v.array(v.number());
const vectors = v.array(v.pipe(numbers, v.length(3)));

const stylusSchema = v.object({
  stylus: v.object({
    host_t: numbers,
    device_t: numbers,
    ax: numbers,
    ay: numbers,
    az: numbers,
    gx: numbers,
    gy: numbers,
    gz: numbers,
    pressure: numbers,
  }),
  camera: v.object({
    host_t: numbers,
    position: vectors,
    orientation: v.array(v.pipe(vectors, v.length(3))),
  }),
});

const letterSchema = v.object({
  label: v.string(),
  t: numbers,
  series: v.object({
    ax: numbers,
    ay: numbers,
    az: numbers,
    gx: numbers,
    gy: numbers,
    gz: numbers,
  }),
  tablet: v.object({ t: numbers, x: numbers, y: numbers, touch: numbers }),
});

/** A stylus that a camera followed; m/s², rad/s, metres, ms. */
export type StylusSession = v.InferOutput<typeof stylusSchema>;
/** A letter by a pen on a tablet; m/s², rad/s, ms, the tablet's own unit. */
export type TabletLetter = v.InferOutput<typeof letterSchema>;

export const sourceFiles = {
  stylus: 'pens/stylus-with-pose.ndjson.gz',
  letters: 'pens/tablet-synchronised-letters.ndjson.gz',
  forcePen: 'pens/force-pen-words.ndjson.gz',
  penDigits: 'pens/pen-digits.ndjson.gz',
  markerDigits: 'pens/marker-digits.ndjson.gz',
  characters: 'trajectories/digilets.ndjson.gz',
} as const;

export type SourcePaths = Readonly<Partial<Record<keyof typeof sourceFiles, string>>>;

const sources = Object.keys(sourceFiles) as (keyof typeof sourceFiles)[];

/** Where the files lie, of those that the folder has. */
export function sourcePaths(data: string): SourcePaths {
  const there = sources
    .map((source) => [source, join(data, sourceFiles[source])] as const)
    .filter(([, path]) => existsSync(path));
  return Object.fromEntries(there);
}

export function missingFiles(paths: SourcePaths): string[] {
  return sources.filter((source) => paths[source] === undefined).map((name) => sourceFiles[name]);
}

export function readStylusSession(path: string): Promise<StylusSession[]> {
  return readAll(path, stylusSchema);
}

export function readTabletLetters(path: string): Promise<TabletLetter[]> {
  return readAll(path, letterSchema);
}

async function readAll<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>[]> {
  const lines: v.InferOutput<Schema>[] = [];
  let damage = '';
  for await (const { number, text } of readLines(path, (problem) => (damage ||= problem.message))) {
    if (text.trim() === '') continue;
    const { line, problem } = parseNdjsonLine(text, schema);
    if (problem === undefined) lines.push(line);
    else damage ||= `line ${number}: ${problem}`;
  }
  if (lines.length > 0) return lines;
  throw new UserError(
    'experiment-data',
    `${path} holds nothing that this experiment can use${damage ? ` (${damage})` : ''}.`,
    'Give with --data the folder that holds the data sets as they are described in docs/inside/simulator.md.',
  );
}

import { readLines, type Line } from './lines.ts';
import { readSensorTable } from './onhw.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { readPens } from './pens-format.ts';
import { readTable, type SensorTable, type TableReading } from './table/csv-table.ts';
import { isSample, jsonTables, tableOf } from './table/json-samples.ts';
import { isSensorLines, readSensorLines } from './table/sensor-lines.ts';

/** So much of a file tells what it is: lines, and characters in them. */
const headLines = 400;
const headCharacters = 256 * 1024;
/** A JSON document is held as a whole; a longer one is none of a pen. */
const longestDocument = 128 * 1024 * 1024;

/**
 * The recordings in a text file, whatever it holds: what stands in its first lines decides, not its
 * name. `-` is what comes in on standard input.
 */
export async function* readTextFile(
  file: string,
  onProblem: OnProblem,
  reading: TableReading = {},
): AsyncGenerator<PenRecording> {
  const source = readLines(file, onProblem);
  try {
    const head = await firstLines(source);
    const lines = chain(head, source);
    const kind = kindOf(file, head);
    if (kind === 'pens') {
      yield* readPens(file, lines, onProblem);
      return;
    }
    const tables = await tablesOf(kind, file, head, lines, onProblem, reading);
    for (const [index, table] of tables.entries()) {
      yield* readSensorTable(file, table, onProblem, reading, index);
    }
  } finally {
    await source.return(undefined);
  }
}

type Kind = 'pens' | 'samples' | 'document' | 'sensor-lines' | 'table';

function kindOf(file: string, head: readonly Line[]): Kind {
  const first = head.find(({ text }) => text.trim() !== '')?.text.trim() ?? '';
  const isPens = /\.(ndjson|jsonl)(\.gz)?$/i.test(file);
  if (!/^[{[]/.test(first)) {
    if (isPens) return 'pens';
    return isSensorLines(head) ? 'sensor-lines' : 'table';
  }
  const line = parsed(first.replace(/,$/, ''));
  if (isSample(line)) return 'samples';
  if (isRecording(line) || isPens) return 'pens';
  // Rows of numbers in brackets, one a line.
  if (Array.isArray(line) && line.every((value) => typeof value === 'number')) return 'table';
  return /^\{"/.test(first) && line === undefined && isMostlyObjects(head) ? 'pens' : 'document';
}

function isRecording(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('series' in value || 'stylus' in value);
}

/** One object a line, the first of which is damaged. */
function isMostlyObjects(head: readonly Line[]): boolean {
  const whole = head.filter(({ text }) => isRecording(parsed(text.trim())));
  return 2 * whole.length > head.length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function tablesOf(
  kind: Exclude<Kind, 'pens'>,
  file: string,
  head: readonly Line[],
  lines: AsyncIterable<Line>,
  onProblem: OnProblem,
  reading: TableReading,
): Promise<SensorTable[]> {
  const refuse = (message: string): SensorTable[] => {
    onProblem({ file, message, skipped: true });
    return [];
  };
  if (kind === 'sensor-lines') return [await readSensorLines(lines)];
  if (kind === 'samples') return [await readSamples(file, lines, onProblem)];
  if (kind === 'document') {
    const document = await readDocument(lines);
    if (document === undefined) return refuse('It begins like JSON and is none, or is too long.');
    const tables = jsonTables(document);
    return tables.length > 0
      ? tables
      : refuse('The JSON holds no samples with names such as “ax”.');
  }
  let told = 0;
  const table = await readTable(
    file,
    withoutBrackets(head),
    bare(lines),
    (problem) => {
      told += problem.skipped ? 1 : 0;
      onProblem(problem);
    },
    reading,
  );
  if (table) return [table];
  return told > 0 ? [] : refuse(noTable);
}

const noTable =
  'It holds no table of numbers: expected are rows of a pen under a header with names such as “Acc1 X”.';

async function readSamples(
  file: string,
  lines: AsyncIterable<Line>,
  onProblem: OnProblem,
): Promise<SensorTable> {
  const samples: Readonly<Record<string, unknown>>[] = [];
  for await (const { number, text } of lines) {
    if (text.trim() === '') continue;
    const sample = parsed(text);
    if (isSample(sample)) samples.push(sample);
    else onProblem({ file, line: number, message: 'It is no sample.', skipped: false });
  }
  return tableOf(samples);
}

async function readDocument(lines: AsyncIterable<Line>): Promise<unknown> {
  const parts: string[] = [];
  let length = 0;
  for await (const { text } of lines) {
    length += text.length;
    if (length > longestDocument) return undefined;
    parts.push(text);
  }
  return parsed(parts.join('\n'));
}

/** `[1, 2, 3],` is a row as `1, 2, 3` is. */
function withoutBrackets(lines: readonly Line[]): Line[] {
  return lines.map(({ number, text }) => ({ number, text: unbracketed(text) }));
}

async function* bare(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const { number, text } of lines) yield { number, text: unbracketed(text) };
}

function unbracketed(text: string): string {
  return /^\s*\[.*\],?\s*$/.test(text) ? text.replace(/^\s*\[|\],?\s*$/g, '') : text;
}

async function firstLines(source: AsyncGenerator<Line>): Promise<Line[]> {
  const head: Line[] = [];
  let length = 0;
  while (head.length < headLines && length < headCharacters) {
    const next = await source.next();
    if (next.done === true) break;
    head.push(next.value);
    length += next.value.text.length;
  }
  return head;
}

async function* chain(head: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* head;
  yield* rest;
}

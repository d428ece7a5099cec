import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { fileError } from '../files/file-errors.ts';
import {
  fileHeaderLength,
  JournalScanner,
  journalVersion,
  parseFileHeader,
  recordType,
  type JournalDamage,
  type JournalRecord,
} from './journal.ts';
import { decodeSamples, type RecordedSamples } from './sample-block.ts';
import {
  configurationSchema,
  eventPayload,
  eventSchema,
  journalName,
  type SessionConfiguration,
  type SessionEvent,
} from './session-format.ts';
import { SummaryBuilder } from './session-summary.ts';

/** One record of a session, in the order of the journal; `arrivalMs` is the host's clock. */
export type SessionRecord =
  | {
      readonly type: 'configuration';
      readonly arrivalMs: number;
      readonly configuration: SessionConfiguration;
    }
  | { readonly type: 'bytes'; readonly arrivalMs: number; readonly bytes: Uint8Array }
  | { readonly type: 'samples'; readonly arrivalMs: number; readonly samples: RecordedSamples }
  | { readonly type: 'event'; readonly arrivalMs: number; readonly event: SessionEvent }
  /** The session was closed in order. */
  | { readonly type: 'end'; readonly arrivalMs: number };

export interface ReadSessionOptions {
  /** Told of every stretch that belongs to no intact record. */
  readonly onDamage?: (damage: JournalDamage) => void;
  /** Kinds to read; the others are passed over without decoding. Default: all. */
  readonly types?: readonly SessionRecord['type'][];
}

const chunkSize = 1 << 20;

/** Whether the path is the folder of a session. */
export async function isSession(path: string): Promise<boolean> {
  const found = await stat(join(path, journalName)).catch(() => undefined);
  return found?.isFile() === true;
}

/**
 * What a session was recorded with, the pen profile among it. A recording that was begun before there
 * was a pen has the pen that came first.
 * @returns undefined when damage took that record. @throws UserError
 */
export async function readConfiguration(folder: string): Promise<SessionConfiguration | undefined> {
  let found: SessionConfiguration | undefined;
  for await (const record of readSession(folder, { types: ['configuration', 'event', 'bytes'] })) {
    if (record.type === 'configuration') found = record.configuration;
    if (found === undefined) continue;
    if (found.pen !== '' || record.type === 'bytes') return found;
    const pen = record.type === 'event' ? eventPayload(record.event, 'pen') : undefined;
    if (pen !== undefined) return { ...found, ...pen };
  }
  return found;
}

/**
 * The intact records of a session, whatever happened to the rest of it. Never more than a record
 * and a read buffer is held.
 * @param folder the session's folder
 * @throws UserError when there is no journal, or it is from a newer version of the program
 */
export async function* readSession(
  folder: string,
  options: ReadSessionOptions = {},
): AsyncGenerator<SessionRecord> {
  const wanted = new Set<number>(Object.values(recordType));
  if (options.types) {
    for (const [type, number] of Object.entries(recordType)) {
      if (!options.types.includes(type as SessionRecord['type'])) wanted.delete(number);
    }
  }
  for await (const records of scanJournal(folder, options.onDamage)) {
    for (const record of records) {
      const decoded = wanted.has(record.type) ? decode(record) : undefined;
      if (decoded) yield decoded;
    }
  }
}

/** @returns undefined for types that this version does not know */
function decode({ type, arrivalMs, payload }: JournalRecord): SessionRecord | undefined {
  switch (type) {
    case recordType.configuration: {
      const parsed = v.safeParse(configurationSchema, json(payload));
      if (!parsed.success) return undefined;
      const configuration = parsed.output as SessionConfiguration;
      return { type: 'configuration', arrivalMs, configuration };
    }
    case recordType.bytes:
      return { type: 'bytes', arrivalMs, bytes: payload };
    case recordType.samples: {
      const samples = decodeSamples(payload, arrivalMs);
      return samples && { type: 'samples', arrivalMs, samples };
    }
    case recordType.event: {
      const parsed = v.safeParse(eventSchema, json(payload));
      return parsed.success ? { type: 'event', arrivalMs, event: parsed.output } : undefined;
    }
    case recordType.end:
      return { type: 'end', arrivalMs };
    default:
      return undefined;
  }
}

function json(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The intact records in batches, as they come off the disk. @throws UserError */
export async function* scanJournal(
  folder: string,
  onDamage: (damage: JournalDamage) => void = () => undefined,
): AsyncGenerator<JournalRecord[]> {
  const path = join(folder, journalName);
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  try {
    let scanner: JournalScanner | undefined;
    for (;;) {
      // A buffer for each read: records are views into it, and their reader may keep them.
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize);
      const chunk = buffer.subarray(0, bytesRead);
      if (scanner) {
        if (bytesRead === 0) break;
        yield scanner.push(chunk);
        continue;
      }
      const intact = checkVersion(chunk, folder);
      scanner = new JournalScanner(intact ? fileHeaderLength : 0, onDamage);
      yield scanner.push(chunk.subarray(intact ? fileHeaderLength : 0));
    }
    yield scanner.finish();
  } catch (error) {
    throw fileError(error, path, 'read');
  } finally {
    await handle.close();
  }
}

/** @returns whether the header is intact; without it the records are looked for all the same */
function checkVersion(start: Buffer, folder: string): boolean {
  const version = parseFileHeader(start.subarray(0, fileHeaderLength));
  if (version && version.major > journalVersion.major) {
    throw new UserError(
      'session-newer',
      `The session ${folder} was recorded by a newer version of Quillwave (format ${version.major}.${version.minor}).`,
      'Install the newest version of Quillwave to open it.',
    );
  }
  return version !== undefined;
}

export interface JournalState {
  readonly summary: SummaryBuilder;
  /** The last record is the end: nothing was cut off. */
  readonly ended: boolean;
  /** End of the last intact record, where the journal is cut when it is recovered. */
  readonly goodEnd: number;
  /** Damage before `goodEnd`. */
  readonly damagedBytes: number;
}

/** Goes through a whole journal. @throws UserError */
export async function inspectJournal(folder: string): Promise<JournalState> {
  const summary = new SummaryBuilder();
  let ended = false;
  let goodEnd = 0;
  const damages: JournalDamage[] = [];
  for await (const records of scanJournal(folder, (damage) => damages.push(damage))) {
    for (const record of records) {
      goodEnd = record.end;
      ended = record.type === recordType.end;
      const decoded = decode(record);
      if (decoded) summarize(decoded, summary);
    }
  }
  const inside = damages.filter(({ offset }) => offset < goodEnd);
  const damagedBytes = inside.reduce((sum, { length }) => sum + length, 0);
  return { summary, ended, goodEnd, damagedBytes };
}

function summarize(record: SessionRecord, summary: SummaryBuilder): void {
  if (record.type === 'configuration') summary.configuration(record.configuration);
  else if (record.type === 'bytes') summary.bytes(record.bytes.length, record.arrivalMs);
  else if (record.type === 'samples') summary.samples(record.samples);
  else if (record.type === 'event') summary.event(record.event);
}

import { rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError, type Alert } from '../../contract/alerts.ts';
import type { PenSample } from '../../contract/sensors.ts';
import { AppendFile, realDisk, type AppendDisk, type AppendFileOptions } from './append-file.ts';
import { syncFolder } from '../files/atomic-file.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import {
  fileHeader,
  maximumPayload,
  recordHeaderLength,
  recordOverhead,
  recordType,
  sealRecord,
} from './journal.ts';
import { SampleBlock } from './sample-block.ts';
import {
  journalName,
  type SessionConfiguration,
  type SessionEvents,
  type SessionEventType,
} from './session-format.ts';
import { heartbeatMs, SessionLock } from './session-lock.ts';
import { inspectJournal } from './session-reader.ts';
import { SummaryBuilder, writeSummary } from './session-summary.ts';

export type SessionSnapshot = Omit<SessionConfiguration, 'startedAt' | 'clockMs'>;

export interface SessionWriterOptions extends AppendFileOptions {
  /**
   * Told once when the recording had to stop (disk full, folder gone). What was written until then
   * is kept and can be read; everything after it is ignored.
   */
  readonly onFailure?: (error: UserError) => void;
  /** Told when records are lost because the disk is too slow, and when that is over. */
  readonly onAlert?: (alert: Alert) => void;
  readonly onAlertCleared?: (code: string) => void;
  /** Longest time that something waits in memory; default 500 ms. */
  readonly flushMs?: number;
  /** Host monotonic clock in ms, the one arrivals are told on; default `performance.now`. */
  readonly clock?: () => number;
  readonly disk?: AppendDisk;
}

/** Longer chunks become several records with the same arrival. */
const longestChunk = 64 * 1024;

/** Writes one session. Its methods never throw and never wait: a failed disk shows in `onFailure`. */
export class SessionWriter {
  readonly #file: AppendFile;
  readonly #block = new SampleBlock();
  readonly #summary = new SummaryBuilder();
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;
  #lost = { records: 0, bytes: 0 };
  #losing = false;
  #beatMs = 0;
  #failure: UserError | undefined;
  #closing: Promise<void> | undefined;
  #begun = false;
  #ended = false;

  /**
   * Starts a session in a new folder.
   * @throws UserError when the folder cannot be made or written, or holds a session already
   */
  static async create(
    folder: string,
    snapshot: SessionSnapshot,
    options: SessionWriterOptions = {},
  ): Promise<SessionWriter> {
    const { disk = realDisk, clock = () => performance.now() } = options;
    await makeFolder(folder);
    // What holds no session is taken away again, and only that.
    const withdraw = () => rmdir(folder).catch(() => undefined);
    const lock = await SessionLock.acquire(folder).catch(async (error: unknown) => {
      await withdraw();
      throw error;
    });
    try {
      const handle = await disk.create(join(folder, journalName)).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw fileError(error, folder, 'write');
        throw new UserError(
          'session-exists',
          `${folder} holds a recorded session already.`,
          'Choose another folder: a session is never written over.',
        );
      });
      const writer = new SessionWriter(folder, lock, handle, options, clock);
      await writer.#begin({
        ...snapshot,
        startedAt: new Date().toISOString(),
        clockMs: clock(),
      });
      await syncFolder(folder);
      return writer;
    } catch (error) {
      await lock.release();
      await withdraw();
      throw error;
    }
  }

  private constructor(
    readonly folder: string,
    private readonly lock: SessionLock,
    handle: ConstructorParameters<typeof AppendFile>[0],
    private readonly options: SessionWriterOptions,
    clock: () => number,
  ) {
    this.#clock = clock;
    this.#file = new AppendFile(handle, (error) => this.#onFailure(error), options);
  }

  get name(): string {
    return basename(this.folder);
  }

  /** From the first to the newest arrival. */
  get seconds(): number {
    return this.#summary.durationMs / 1000;
  }

  get bytesWritten(): number {
    return this.#file.size;
  }

  /** Records that a slow disk has cost so far. */
  get lostRecords(): number {
    return this.#lost.records;
  }

  /** @param arrivalMs host monotonic clock */
  bytes(chunk: Uint8Array, arrivalMs: number): void {
    for (let start = 0; start < chunk.length; start += longestChunk) {
      const part =
        chunk.length <= longestChunk ? chunk : chunk.subarray(start, start + longestChunk);
      const room = this.#reserve(part.length);
      if (!room) continue;
      room.buffer.set(part, room.at + recordHeaderLength);
      this.#seal(room, recordType.bytes, arrivalMs, part.length);
      this.#summary.bytes(part.length, arrivalMs);
    }
  }

  /** Copies the sample. */
  sample(sample: PenSample, arrivalMs: number): void {
    if (this.#failure || this.#ended) return;
    if (!this.#block.add(sample, arrivalMs)) {
      this.#writeBlock();
      this.#block.add(sample, arrivalMs);
    }
    this.#summary.sample(sample, arrivalMs);
  }

  /** @param arrivalMs default: now */
  event<T extends SessionEventType>(
    type: T,
    payload: SessionEvents[T],
    arrivalMs = this.#clock(),
  ): void {
    // The samples that an event speaks of stand before it.
    this.#writeBlock();
    this.#json(recordType.event, { type, payload }, arrivalMs);
    this.#summary.event({ type, payload });
  }

  /** Puts everything on the disk, ends the session and derives its summary. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #begin(configuration: SessionConfiguration): Promise<void> {
    const header = fileHeader();
    const room = this.#file.reserve(header.length)!;
    header.copy(room.buffer, room.at);
    this.#file.commit(room.at + header.length);
    this.#json(recordType.configuration, configuration, configuration.clockMs);
    this.#summary.configuration(configuration);
    await this.#file.flush();
    if (this.#failure) {
      await rm(join(this.folder, journalName), { force: true }).catch(() => undefined);
      throw this.#failure;
    }
    this.#begun = true;
    this.#timer = setInterval(() => this.#tick(), this.options.flushMs ?? 500);
    this.#timer.unref();
  }

  #tick(): void {
    this.#writeBlock();
    this.#tellLoss();
    const now = performance.now();
    if (now - this.#beatMs >= heartbeatMs) {
      this.#beatMs = now;
      void this.lock.beat();
    }
    void this.#file.flush();
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    this.#writeBlock();
    this.#tellLoss();
    // Room first: even after a stretch of loss the end must stand in the journal.
    await this.#file.flush();
    this.#json(recordType.end, this.#summary.counts(), this.#clock());
    this.#ended = true;
    await this.#file.close();
    await this.#finish();
  }

  async #finish(): Promise<void> {
    const facts = { journalBytes: this.#file.size };
    // After a failure the journal itself says what of all this became of it.
    const summary = this.#failure
      ? await inspectJournal(this.folder).then(
          (journal) => journal.summary.build({ state: 'interrupted', ...facts }),
          () => undefined,
        )
      : this.#summary.build({ state: 'complete', ...facts });
    // The summary is only derived: without room for it the next start makes it from the journal.
    if (summary) await writeSummary(this.folder, summary).catch(() => undefined);
    await this.lock.release();
  }

  #writeBlock(): void {
    if (this.#block.count === 0) return;
    const { length, arrivalMs } = this.#block;
    const room = this.#reserve(length);
    if (!room) {
      this.#block.clear();
      return;
    }
    this.#block.take(room.buffer, room.at + recordHeaderLength);
    this.#seal(room, recordType.samples, arrivalMs, length);
  }

  #json(type: number, value: unknown, arrivalMs: number): void {
    const payload = Buffer.from(JSON.stringify(value));
    const room = payload.length <= maximumPayload ? this.#reserve(payload.length) : undefined;
    if (!room) return;
    payload.copy(room.buffer, room.at + recordHeaderLength);
    this.#seal(room, type, arrivalMs, payload.length);
  }

  #reserve(payloadLength: number): { buffer: Buffer; at: number } | undefined {
    if (this.#failure || this.#ended) return undefined;
    const room = this.#file.reserve(payloadLength + recordOverhead);
    if (!room && !this.#file.failed) {
      this.#lost.records++;
      this.#lost.bytes += payloadLength;
      if (!this.#losing) {
        this.#losing = true;
        this.options.onAlert?.({
          code: 'recording-slow',
          severity: 'warning',
          message: 'The disk is too slow: parts of the recording are being lost.',
          remedy: 'Close what else writes to the disk, or keep recordings on a faster one.',
        });
      }
    }
    return room;
  }

  #seal(room: { buffer: Buffer; at: number }, type: number, arrivalMs: number, length: number) {
    this.#file.commit(sealRecord(room.buffer, room.at, type, arrivalMs, length));
  }

  /** Writes down what was lost as soon as there is room again. */
  #tellLoss(): void {
    if (!this.#losing) return;
    const before = this.#lost.records;
    this.event('loss', { ...this.#lost });
    if (this.#lost.records > before) return;
    this.#losing = false;
    this.options.onAlertCleared?.('recording-slow');
  }

  #onFailure(error: unknown): void {
    this.#failure = stopped(error, this.folder);
    clearInterval(this.#timer);
    this.#block.clear();
    if (!this.#begun) return;
    this.#closing ??= this.#finish();
    this.options.onFailure?.(this.#failure);
  }
}

function stopped(error: unknown, folder: string): UserError {
  const { code, message, remedy } = fileError(error, folder, 'write');
  return new UserError(
    code === 'file-write-enospc' || code === 'file-write-edquot' ? 'recording-disk-full' : code,
    `The recording has stopped. ${message} What was recorded until then is kept.`,
    remedy,
    { cause: error },
  );
}

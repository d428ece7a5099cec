import { open, stat, type FileHandle } from 'node:fs/promises';
import { UserError } from '../../contract/alerts.ts';

/** The few calls an append-only file needs; tests put a failing disk in their place. */
export interface AppendDisk {
  /** Opens a file that must not exist yet. */
  create(path: string): Promise<AppendHandle>;
}

export interface AppendHandle {
  /** Writes at the end. @returns how many bytes were written, which may be fewer */
  write(buffer: Buffer, offset: number, length: number): Promise<number>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Whether the file still stands under its name. */
  inPlace(): Promise<boolean>;
  close(): Promise<void>;
}

export const realDisk: AppendDisk = {
  async create(path) {
    return new RealHandle(path, await open(path, 'wx'));
  },
};

class RealHandle implements AppendHandle {
  constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  async write(buffer: Buffer, offset: number, length: number): Promise<number> {
    return (await this.handle.write(buffer, offset, length)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  truncate(length: number): Promise<void> {
    return this.handle.truncate(length);
  }

  async inPlace(): Promise<boolean> {
    const [there, ours] = await Promise.all([
      stat(this.path).catch(() => undefined),
      this.handle.stat(),
    ]);
    return there?.ino === ours.ino;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export interface AppendFileOptions {
  /** Size of one write; default 256 KiB. */
  readonly bufferBytes?: number;
  /** Buffers that may wait for a slow disk; beyond them new records are refused. Default 16. */
  readonly buffers?: number;
}

interface Filled {
  readonly buffer: Buffer;
  readonly length: number;
  /** Ends of the records in it, for cutting after a failed write. */
  readonly ends: readonly number[];
}

/**
 * Buffered appending in whole records. Nothing is thrown into the stream that is recorded: a
 * failed disk shows once, in `onFailure`, and the file is then cut behind its last whole record.
 */
export class AppendFile {
  readonly #bufferBytes: number;
  readonly #maximum: number;
  #active: Buffer;
  #used = 0;
  #committed = 0;
  #ends: number[] = [];
  #allocated = 1;
  #spare: Buffer[] = [];
  #filled: Filled[] = [];
  #writing: Promise<void> | undefined;
  #checking: Promise<void> | undefined;
  #unsynced = false;
  /** Where the last whole record in the file ends. */
  #whole = 0;
  #failed = false;
  #cleanup: Promise<void> | undefined;
  /** Bytes that are in the file. */
  written = 0;

  constructor(
    private readonly handle: AppendHandle,
    private readonly onFailure: (error: unknown) => void,
    { bufferBytes = 256 * 1024, buffers = 16 }: AppendFileOptions = {},
  ) {
    this.#bufferBytes = bufferBytes;
    this.#maximum = buffers;
    this.#active = Buffer.allocUnsafe(bufferBytes);
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Bytes written and waiting; after a failure, those that are safe. */
  get size(): number {
    return this.#failed ? this.#whole : this.#committed;
  }

  /**
   * Room for one record in the buffer; put it there at once and `commit` it.
   * @returns undefined when the disk is too slow or has failed: the record is lost
   */
  reserve(length: number): { buffer: Buffer; at: number } | undefined {
    if (this.#failed) return undefined;
    if (this.#used + length > this.#active.length) {
      const fresh = this.#freshBuffer(length);
      if (!fresh) return undefined;
      this.#seal(fresh);
      void this.#drain();
    }
    return { buffer: this.#active, at: this.#used };
  }

  /** @param end where the record ends in the reserved buffer */
  commit(end: number): void {
    this.#committed += end - this.#used;
    this.#used = end;
    this.#ends.push(end);
  }

  /**
   * Resolves when all that was committed before the call is on the disk, or the disk has failed.
   * Writing does not wait for an earlier call's disk: what is written survives the process at once.
   */
  async flush(): Promise<void> {
    let left = this.#used;
    while (!this.#failed && (left > 0 || this.#filled.length > 0)) {
      const fresh = left > 0 ? this.#freshBuffer(0) : undefined;
      // Without one, what waits is written first, which gives buffers back.
      if (fresh) {
        this.#seal(fresh);
        left = 0;
      }
      await this.#drain();
    }
    while (!this.#failed && this.#unsynced) await this.#check();
    if (!this.#failed) await this.#check();
    await this.#cleanup;
  }

  async close(): Promise<void> {
    await this.flush();
    if (!this.#failed) await this.handle.close();
  }

  #freshBuffer(length: number): Buffer | undefined {
    const spare = this.#spare.at(-1);
    if (spare && spare.length >= length) return this.#spare.pop();
    if (this.#allocated >= this.#maximum) return undefined;
    this.#allocated++;
    return Buffer.allocUnsafe(Math.max(length, this.#bufferBytes));
  }

  #seal(fresh: Buffer): void {
    if (this.#used > 0) {
      this.#filled.push({ buffer: this.#active, length: this.#used, ends: this.#ends });
    } else this.#release(this.#active);
    this.#active = fresh;
    this.#used = 0;
    this.#ends = [];
  }

  #release(buffer: Buffer): void {
    if (buffer.length === this.#bufferBytes) this.#spare.push(buffer);
    else this.#allocated--;
  }

  #drain(): Promise<void> {
    this.#writing ??= this.#writeAll()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#filled[0]; next && !this.#failed; next = this.#filled[0]) {
      const { buffer, length, ends } = next;
      const start = this.written;
      for (let done = 0; done < length;) {
        const count = await this.handle.write(buffer, done, length - done);
        if (count === 0) throw new Error('The disk takes no more bytes.');
        done += count;
        this.written += count;
        this.#unsynced = true;
        this.#whole = start + (ends.findLast((end) => end <= done) ?? 0);
      }
      this.#filled.shift();
      this.#release(buffer);
    }
  }

  #check(): Promise<void> {
    this.#checking ??= this.#syncAndLook()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async #syncAndLook(): Promise<void> {
    if (this.#unsynced) {
      this.#unsynced = false;
      await this.handle.sync();
    }
    // A deleted file goes on taking bytes without a word.
    if (!(await this.handle.inPlace())) throw vanished();
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#cleanup = this.#cleanUp().then(() => this.onFailure(error));
  }

  async #cleanUp(): Promise<void> {
    await Promise.all([this.#writing, this.#checking]);
    this.#filled = [];
    this.#used = 0;
    await this.handle.truncate(this.#whole).catch(() => undefined);
    this.written = this.#whole;
    await this.handle.sync().catch(() => undefined);
    await this.handle.close().catch(() => undefined);
  }
}

function vanished(): UserError {
  return new UserError(
    'recording-vanished',
    'The folder of the recording was moved or deleted while it was being written.',
    'Leave the folder alone while recording; start a new recording.',
  );
}

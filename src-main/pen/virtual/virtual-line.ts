import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../contract/alerts.ts';
import { findHolder } from '../port-holder.ts';
import { BluetoothPeripheral, type PeripheralOptions } from './bluetooth-peripheral.ts';

/** The computer's end of what a virtual pen sends. */
export interface VirtualLine {
  /** Resolves when a program listens, at once where that cannot be known. */
  ready(): Promise<void>;
  send(bytes: Uint8Array): Promise<void>;
  /** The pen is gone: cable pulled, radio off. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const lineMs = 5000;
const pollMs = 50;

/** A pen on a serial line: an existing device, or a pseudo-terminal that this makes with socat. */
export class VirtualSerialLine implements VirtualLine {
  readonly #path: string;
  readonly #own: boolean;
  #socat: ChildProcess | undefined;
  #device: FileHandle | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.#own = !existsSync(path);
  }

  /** @throws UserError `virtual-line` */
  static async open(path: string): Promise<VirtualSerialLine> {
    const line = new VirtualSerialLine(path);
    await line.comeBack();
    return line;
  }

  /** Only Linux says who has a line open. */
  async ready(): Promise<void> {
    if (!this.#own || process.platform !== 'linux') return;
    while (
      this.#socat !== undefined &&
      (await findHolder(this.#path, this.#socat.pid)) === undefined
    ) {
      await wait(pollMs);
    }
  }

  async send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += (await this.#device!.write(bytes, sent)).bytesWritten;
    }
  }

  async leave(): Promise<void> {
    await this.#device?.close().catch(() => undefined);
    this.#device = undefined;
    if (this.#socat === undefined) return;
    const ended = new Promise((resolve) => this.#socat!.once('exit', resolve));
    this.#socat.kill('SIGTERM');
    await ended;
    this.#socat = undefined;
  }

  async comeBack(): Promise<void> {
    if (this.#own) await this.#makeLine();
    this.#device = await open(this.#own ? this.#penEnd : this.#path, 'r+').catch(
      (error: unknown) => {
        throw this.#failure(error);
      },
    );
  }

  async close(): Promise<void> {
    await this.leave();
    if (this.#own) await rm(this.#path, { force: true });
  }

  get #penEnd(): string {
    return `${this.#path}.pen`;
  }

  async #makeLine(): Promise<void> {
    const ends = [this.#path, this.#penEnd].map((link) => `pty,raw,echo=0,link=${link}`);
    const socat = spawn('socat', ends, { stdio: 'ignore' });
    const failed = new Promise<unknown>((resolve) => socat.once('error', resolve));
    this.#socat = socat;
    const until = performance.now() + lineMs;
    while (!existsSync(this.#path) || !existsSync(this.#penEnd)) {
      const error = await Promise.race([failed, wait(10)]);
      if (error !== undefined || socat.exitCode !== null || performance.now() > until) {
        throw this.#failure(error);
      }
    }
  }

  #failure(error: unknown): UserError {
    const reason = error instanceof Error ? error.message : 'socat has made no pseudo-terminal';
    return new UserError(
      'virtual-line',
      `${this.#path} cannot be a serial line: ${reason}`,
      'Install socat (sudo apt install socat), or give the path of a serial port that exists.',
      { cause: error },
    );
  }
}

/** A pen over Bluetooth, on the adapter at a serial line. */
export class VirtualBluetoothLine implements VirtualLine {
  #pen: BluetoothPeripheral | undefined;

  private constructor(private readonly options: PeripheralOptions) {}

  /** @throws UserError `virtual-bluetooth` */
  static async open(options: PeripheralOptions): Promise<VirtualBluetoothLine> {
    const line = new VirtualBluetoothLine(options);
    await line.comeBack();
    return line;
  }

  async ready(): Promise<void> {
    while (this.#pen?.isSubscribed === false) await wait(pollMs);
  }

  send(bytes: Uint8Array): Promise<void> {
    const longest = (this.options.mtu ?? 247) - 3;
    for (let at = 0; at < bytes.length; at += longest) {
      this.#pen?.notify(bytes.subarray(at, at + longest));
    }
    return Promise.resolve();
  }

  leave(): Promise<void> {
    this.#pen?.close();
    this.#pen = undefined;
    return Promise.resolve();
  }

  async comeBack(): Promise<void> {
    this.#pen = await BluetoothPeripheral.open(this.options);
  }

  async close(): Promise<void> {
    await this.leave();
  }
}

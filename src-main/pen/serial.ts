import { realpath } from 'node:fs/promises';
import { UserError } from '../contract/alerts.ts';
import { ReconnectingTransport, type ReconnectingOptions } from './reconnecting-transport.ts';
import {
  systemBinding,
  type SerialBinding,
  type SerialBindingPort,
  type SerialPortInformation,
} from './serial-binding.ts';
import { deviceIdentity, resolvePort } from './serial-device.ts';
import { classifySerialFailure, describeSerialFailure } from './serial-failure.ts';

export interface SerialOptions extends ReconnectingOptions {
  /** A device, a link to one, a pseudo-terminal, or a folder that holds exactly one of them. */
  readonly path: string;
  /** Default 115200. */
  readonly baudRate?: number;
  /** How ports are reached. Default: node-serialport's binding for this platform. */
  readonly binding?: SerialBinding;
}

const lost = Object.assign(new Error('The line was lost.'), { code: 'ENODEV' });
const readBytes = 4096;
/** A line that hung up while nobody waited for it reads as empty for ever: look after it as well. */
const watchMs = 500;

/** A pen on a serial line. Looks for it until closed, and takes it up again after it was lost. */
export class SerialTransport extends ReconnectingTransport {
  readonly kind = 'serial';
  readonly #path: string;
  readonly baudRate: number;
  readonly #binding: SerialBinding;
  #port: SerialBindingPort | undefined;
  #openPath: string;
  #identity: string | undefined;
  #stopReading: (() => void) | undefined;
  /** The pen by its USB serial number, once it was connected and has one. */
  #known: SerialPortInformation | undefined;
  #listedMs = -Infinity;
  #wasConnected = false;

  constructor(options: SerialOptions) {
    super(options);
    this.#path = options.path;
    this.#openPath = options.path;
    this.baudRate = options.baudRate ?? 115200;
    this.#binding = options.binding ?? systemBinding();
  }

  get description(): string {
    return `Serial port ${this.#openPath} at ${this.baudRate} baud`;
  }

  protected async lastingFailure(failure: unknown): Promise<UserError | undefined> {
    const isLasting = classifySerialFailure(failure) === 'unusable' || failure instanceof UserError;
    return isLasting ? this.#describe(failure) : undefined;
  }

  protected giveUp(): void {
    this.#stopReading?.();
  }

  protected async run(): Promise<void> {
    let retryMs = this.firstRetryMs;
    let failures = 0;
    for (;;) {
      if (this.#port !== undefined) {
        await this.#read(this.#port);
        await this.disconnect();
        if (this.waiting.isStopped()) return;
        retryMs = this.firstRetryMs;
        failures = 0;
        await this.report(lost);
      }
      await this.waiting.sleep(retryMs);
      retryMs = Math.min(2 * retryMs, this.longestRetryMs);
      if (this.waiting.isStopped()) return;
      const failure = await this.connect();
      if (this.waiting.isStopped()) return;
      if (failure === undefined) continue;
      const absent = classifySerialFailure(failure) === 'absent';
      failures = absent ? 0 : failures + 1;
      // A device that has just appeared may need a moment until the system has set its owner.
      if (absent || failures > 1) await this.report(failure);
    }
  }

  /** @returns why it did not work; never throws */
  protected async connect(): Promise<unknown> {
    try {
      const path = await this.#locate();
      // Before opening: a device that vanishes right afterwards has to be missed.
      const identity = await deviceIdentity(path);
      const port = await this.#binding.open({ path, baudRate: this.baudRate, lock: true });
      this.#port = port;
      if (this.waiting.isStopped()) {
        await this.disconnect();
        return undefined;
      }
      this.#openPath = path;
      this.#identity = identity ?? (await deviceIdentity(path));
      this.#wasConnected = true;
      this.clearFailure();
      this.outlet.setPresence('connected');
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Reads until the port is lost or closed. */
  async #read(port: SerialBindingPort): Promise<void> {
    const path = this.#openPath;
    const identity = this.#identity;
    void this.#remember(path);
    let watch: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#stopReading = resolve;
      void this.#deliver(port).then(resolve);
      if (identity === undefined) return;
      watch = setInterval(() => {
        void deviceIdentity(path).then((now) => {
          // Not left to the read to notice: on a descriptor that is gone it may never return.
          if (now !== identity) resolve();
        });
      }, watchMs);
    });
    this.#stopReading = undefined;
    clearInterval(watch);
  }

  async #deliver(port: SerialBindingPort): Promise<void> {
    const buffer = Buffer.allocUnsafe(readBytes);
    try {
      for (;;) {
        const { bytesRead } = await port.read(buffer, 0, buffer.length);
        if (this.#port !== port) return;
        this.queue.push(new Uint8Array(buffer.subarray(0, bytesRead)), performance.now());
      }
    } catch {
      // Whatever the system calls it: the line is lost, or was closed by us.
    }
  }

  protected async disconnect(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    try {
      await port?.close();
    } catch {
      // A device that is gone cannot be closed properly.
    }
  }

  /** Where the pen is now: the port with its serial number when it is known, else the path given. */
  async #locate(): Promise<string> {
    const path = await resolvePort(this.#path);
    const known = this.#known;
    if (known === undefined) return path;
    const here = (await deviceIdentity(path)) !== undefined;
    // Listing costs a process on Linux: not at every attempt.
    if (!here && performance.now() - this.#listedMs < 2 * this.longestRetryMs) return path;
    this.#listedMs = performance.now();
    const ports = await this.#binding.list().catch(() => []);
    return ports.find((port) => isSamePen(port, known))?.path ?? path;
  }

  async #remember(path: string): Promise<void> {
    const device = await realpath(path).catch(() => path);
    const ports = await this.#binding.list().catch(() => []);
    const found = ports.find((port) => port.path === path || port.path === device);
    if (found?.serialNumber !== undefined) this.#known = found;
  }

  protected async report(failure: unknown): Promise<void> {
    const error = await this.#describe(failure);
    if (this.waiting.isStopped()) return;
    this.tell(error, classifySerialFailure(failure) === 'absent' ? 'absent' : 'connecting');
  }

  async #describe(failure: unknown): Promise<UserError> {
    if (failure instanceof UserError) return failure;
    return describeSerialFailure(failure, {
      path: this.#openPath,
      baudRate: this.baudRate,
      wasConnected: this.#wasConnected,
    });
  }
}

function isSamePen(port: SerialPortInformation, known: SerialPortInformation): boolean {
  return (
    port.serialNumber === known.serialNumber &&
    port.vendorId === known.vendorId &&
    port.productId === known.productId
  );
}

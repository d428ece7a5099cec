import { SerialPortMock } from 'serialport';
import type {
  SerialBinding,
  SerialBindingPort,
  SerialPortInformation,
} from '../../src-main/pen/serial-binding.ts';

interface MockPort extends SerialBindingPort {
  readonly isOpen: boolean;
  emitData(data: Buffer): void;
}

/** Typed here: the package hides its types from resolution by `exports`. */
const mock = SerialPortMock.binding as {
  createPort(path: string, options: { maxReadSize: number }): void;
  open(options: { path: string; baudRate: number }): Promise<MockPort>;
};
let lines = 0;

/** A serial line on node-serialport's mock binding, which itself knows no unplugging and no errors. */
export class MockLine implements SerialBinding {
  path: string;
  /** What the next attempts to open fail with. */
  failure: Error | undefined;
  /** Other ports that the system lists. */
  others: SerialPortInformation[] = [];
  opened = 0;
  readonly #serialNumber: string | undefined;
  #plugged = true;
  #port: MockPort | undefined;
  #lose: ((error: Error) => void) | undefined;

  constructor(options: { maxReadSize?: number; serialNumber?: string } = {}) {
    this.path = `/dev/quillwave-mock-${++lines}`;
    this.#serialNumber = options.serialNumber;
    mock.createPort(this.path, { maxReadSize: options.maxReadSize ?? 7 });
  }

  list(): Promise<SerialPortInformation[]> {
    const here = this.#plugged ? [{ path: this.path, serialNumber: this.#serialNumber }] : [];
    return Promise.resolve([...here, ...this.others]);
  }

  async open(options: { path: string; baudRate: number }): Promise<SerialBindingPort> {
    if (this.failure !== undefined) throw this.failure;
    if (!this.#plugged || options.path !== this.path) {
      throw new Error(`Error: No such file or directory, cannot open ${options.path}`);
    }
    const port = await mock.open(options);
    const lost = new Promise<never>((_, reject) => {
      this.#lose = reject;
    });
    lost.catch(() => undefined);
    this.#port = port;
    this.opened += 1;
    return {
      read: (buffer, offset, length) => Promise.race([port.read(buffer, offset, length), lost]),
      close: () => port.close(),
    };
  }

  send(bytes: Uint8Array): Promise<void> {
    this.#port!.emitData(Buffer.from(bytes));
    return Promise.resolve();
  }

  get isOpen(): boolean {
    return this.#port?.isOpen === true;
  }

  pull(): Promise<void> {
    this.#plugged = false;
    this.#lose?.(new Error('bad file descriptor'));
    return Promise.resolve();
  }

  /** @param path where the system puts it this time; default: where it was */
  plugIn(path = this.path): Promise<void> {
    if (path !== this.path) mock.createPort(path, { maxReadSize: 7 });
    this.path = path;
    this.#plugged = true;
    return Promise.resolve();
  }
}

import { SerialPort } from 'serialport';

/** What is known of a port; only the path is sure. */
export interface SerialPortInformation {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** Four hexadecimal digits, in any case. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly pnpId?: string | undefined;
}

export interface SerialBindingPort {
  /** At least one byte; rejects when the port is closed or lost. */
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/**
 * The part of node-serialport's binding that is used here. Its stream is left out: it would read
 * ahead into a queue of its own, where nothing could be counted or dropped.
 */
export interface SerialBinding {
  list(): Promise<SerialPortInformation[]>;
  open(options: { path: string; baudRate: number; lock?: boolean }): Promise<SerialBindingPort>;
}

/** node-serialport's own binding for this platform. */
export function systemBinding(): SerialBinding {
  return SerialPort.binding as SerialBinding;
}

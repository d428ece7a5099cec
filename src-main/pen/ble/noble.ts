import type { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { UserError } from '../../contract/alerts.ts';
import type { BluetoothChoice } from './bluetooth-choice.ts';

export type AdapterState =
  'poweredOn' | 'poweredOff' | 'unauthorized' | 'unsupported' | 'unknown' | 'resetting';

/** What is used of noble's characteristics; identifiers are lower case hexadecimal without dashes. */
export interface BleCharacteristic extends EventEmitter {
  readonly uuid: string;
  readonly properties: readonly string[];
  readAsync(): Promise<Buffer>;
  writeAsync(data: Buffer, withoutResponse: boolean): Promise<void>;
  subscribeAsync(): Promise<void>;
}

export interface BleService {
  readonly uuid: string;
  readonly characteristics: readonly BleCharacteristic[];
}

export interface BlePeripheral extends EventEmitter {
  readonly id: string;
  readonly advertisement: {
    readonly localName?: string | undefined;
    readonly serviceUuids?: readonly string[] | undefined;
  };
  /** dBm; 0 or 127 where the system does not say it. */
  readonly rssi: number;
  readonly mtu: number | null;
  readonly state: 'error' | 'connecting' | 'connected' | 'disconnecting' | 'disconnected';
  connectAsync(): Promise<void>;
  cancelConnect(): void;
  disconnectAsync(): Promise<void>;
  discoverAllServicesAndCharacteristicsAsync(): Promise<{ services: readonly BleService[] }>;
}

export interface Noble extends EventEmitter {
  /** Reading it starts the adapter. */
  readonly state: AdapterState;
  startScanningAsync(services: string[], allowDuplicates: boolean): Promise<void>;
  stopScanningAsync(): Promise<void>;
  stop(): void;
}

/** Not part of noble's interface; each use says why it is needed. */
interface NobleInside extends Noble {
  readonly _bindings: {
    _sigIntHandler?: () => void;
    _bus?: EventEmitter;
    onStateChange?: (state: string) => void;
  };
}

/**
 * The Bluetooth library, started.
 * @param choice how the adapter is reached
 * @param onWarning what the library says besides
 * @throws UserError `bluetooth-missing` where the library is not installed, `bluetooth-none`
 */
export async function openNoble(
  choice: BluetoothChoice,
  onWarning: (message: string) => void,
): Promise<Noble> {
  const [binding, options] = bindingOf(choice);
  if (binding === 'dbus') requireSystemBus();
  try {
    // By a variable: the package is optional, and bundlers must not look for it. Its main file
    // would open an adapter of its own choice.
    const file = '@stoprocent/noble/lib/resolve-bindings.js';
    const { default: withBindings } = (await import(file)) as {
      default: (binding: string, options: object) => NobleInside;
    };
    const noble = withBindings(binding, options);
    start(noble, onWarning);
    return noble;
  } catch (error) {
    throw missing(error);
  }
}

function bindingOf(choice: BluetoothChoice): [binding: string, options: object] {
  if (choice.kind === 'hci') {
    return ['hci', choice.device === undefined ? {} : { deviceId: choice.device }];
  }
  if (choice.kind === 'uart') {
    const uart = { port: choice.path, baudRate: 1_000_000 };
    return ['hci', { hciDriver: 'uart', bindParams: { uart } }];
  }
  if (process.platform === 'darwin') return ['mac', {}];
  return [process.platform === 'win32' ? 'win' : 'dbus', {}];
}

function start(noble: NobleInside, onWarning: (message: string) => void): void {
  const { _bindings: bindings } = noble;
  noble.removeAllListeners('warning');
  noble.on('warning', onWarning);
  quiet(bindings);
  // eslint-disable-next-line @typescript-eslint/no-unused-expressions -- reading it is what starts it
  noble.state;
  // Its handler would end the process before what was written has been read.
  if (bindings._sigIntHandler) process.off('SIGINT', bindings._sigIntHandler);
  // A bus that goes away would end the process otherwise.
  bindings._bus?.on('error', (error: Error) => {
    onWarning(error.message);
    noble.emit('stateChange', 'unsupported');
  });
}

/** The library prints advice to standard output, where results stand. */
function quiet(bindings: NobleInside['_bindings']): void {
  const change = bindings.onStateChange?.bind(bindings);
  if (change === undefined) return;
  bindings.onStateChange = (state) => {
    const print = console.log;
    console.log = () => undefined;
    try {
      change(state);
    } finally {
      console.log = print;
    }
  };
}

/** Without it the D-Bus library would throw where nobody can catch it. */
function requireSystemBus(): void {
  const { DBUS_SYSTEM_BUS_ADDRESS: address } = process.env;
  if (address !== undefined && address !== '') return;
  if (['/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'].some(existsSync)) return;
  throw new UserError(
    'bluetooth-none',
    'This computer offers no Bluetooth: its system bus (D-Bus) does not run.',
    'Install and start BlueZ: sudo apt install bluez, then sudo systemctl start bluetooth. Or connect the pen by its USB cable.',
  );
}

function missing(error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(
    'bluetooth-missing',
    `The library for Bluetooth cannot be loaded: ${reason.split('\n')[0]}`,
    'Install it: npm install --include=optional. Until then connect the pen by its USB cable.',
    { cause: error },
  );
}

import { adapterFailure } from './ble-failure.ts';
import { chosenBluetooth, type BluetoothChoice } from './bluetooth-choice.ts';
import { openNoble, type AdapterState, type BlePeripheral, type Noble } from './noble.ts';

/** A device whose advertisement was heard. */
export interface HeardDevice {
  readonly peripheral: BlePeripheral;
  /** Lower case hexadecimal: the address, on macOS an identifier of the system's. */
  readonly id: string;
  /** Empty when it does not say one. */
  readonly name: string;
  readonly services: readonly string[];
  /** dBm, or undefined where the system does not say it. */
  readonly signal: number | undefined;
  readonly heardMs: number;
}

export interface RadioOptions {
  /** Opens the library. Default: noble. */
  readonly open?: typeof openNoble;
  /** Time until an adapter that says nothing counts as silent, ms. Default 5000. */
  readonly answerMs?: number;
}

/** Not heard for so long, a device is no longer listed; ms. */
const forgottenMs = 12_000;

/**
 * The Bluetooth adapter of this computer: one for the whole process, opened when it is used first.
 * Scans as long as anybody listens.
 */
export class BluetoothRadio {
  readonly #heard = new Map<string, HeardDevice>();
  readonly #listeners = new Set<(device: HeardDevice) => void>();
  readonly #open: typeof openNoble;
  readonly #answerMs: number;
  #noble: Promise<Noble> | undefined;
  #warning: string | undefined;
  /** Connections being made: some adapters cannot scan meanwhile. */
  #connecting = 0;

  constructor(
    private readonly choice: () => BluetoothChoice = chosenBluetooth,
    { open = openNoble, answerMs = 5000 }: RadioOptions = {},
  ) {
    this.#open = open;
    this.#answerMs = answerMs;
  }

  /** @throws UserError `bluetooth-…` when the adapter cannot be used now */
  async ready(): Promise<Noble> {
    this.#noble ??= this.#start();
    const noble = await this.#noble.catch((error: unknown) => {
      // What is installed or started meanwhile is used at the next attempt.
      this.#noble = undefined;
      throw error;
    });
    const state = await settledState(noble, this.#answerMs);
    if (state !== 'poweredOn') throw adapterFailure(state, this.#warning);
    return noble;
  }

  /**
   * Scans until the returned function is called.
   * @param onHeard told of every advertisement
   * @throws UserError `bluetooth-…`
   */
  async listen(onHeard: (device: HeardDevice) => void = () => undefined): Promise<() => void> {
    const noble = await this.ready();
    // One function may be given twice.
    const listener = (device: HeardDevice) => onHeard(device);
    this.#listeners.add(listener);
    this.#scan(noble);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      void noble.stopScanningAsync().catch(() => undefined);
    };
  }

  /** What was heard lately, the strongest first. */
  get heard(): HeardDevice[] {
    const since = performance.now() - forgottenMs;
    return [...this.#heard.values()]
      .filter(({ heardMs }) => heardMs >= since)
      .sort((a, b) => (b.signal ?? -200) - (a.signal ?? -200));
  }

  /**
   * Connects, within `limitMs`.
   * @throws Error with the words of the library
   */
  async connect(peripheral: BlePeripheral, limitMs: number): Promise<void> {
    const noble = await this.ready();
    let timer: NodeJS.Timeout | undefined;
    this.#connecting += 1;
    try {
      timer = setTimeout(() => this.cancel(peripheral), limitMs);
      await peripheral.connectAsync();
    } finally {
      clearTimeout(timer);
      this.#connecting -= 1;
      this.#scan(noble);
    }
  }

  /** Gives up a connection that is being made, so that it can be tried again. */
  cancel(peripheral: BlePeripheral): void {
    if (peripheral.state === 'connecting') peripheral.cancelConnect();
  }

  /** Lets go of the adapter. A radio that is used afterwards opens it again. */
  async close(): Promise<void> {
    const noble = await this.#noble?.catch(() => undefined);
    this.#noble = undefined;
    this.#listeners.clear();
    this.#heard.clear();
    noble?.stop();
    noble?.removeAllListeners();
  }

  async #start(): Promise<Noble> {
    const noble = await this.#open(this.choice(), (message) => (this.#warning = message));
    noble.on('discover', (peripheral: BlePeripheral) => this.#hear(peripheral));
    // Connecting ends the scan; whoever listens wants to go on.
    noble.on('scanStop', () => this.#scan(noble));
    return noble;
  }

  #scan(noble: Noble): void {
    if (this.#listeners.size === 0 || this.#connecting > 0 || noble.state !== 'poweredOn') return;
    void noble.startScanningAsync([], true).catch(() => undefined);
  }

  #hear(peripheral: BlePeripheral): void {
    const { id, advertisement, rssi } = peripheral;
    const device: HeardDevice = {
      peripheral,
      id,
      name: advertisement.localName ?? '',
      services: advertisement.serviceUuids ?? [],
      signal: rssi === 0 || rssi === 127 ? undefined : rssi,
      heardMs: performance.now(),
    };
    this.#heard.set(id, device);
    for (const listener of [...this.#listeners]) listener(device);
  }
}

/** The state once the adapter has said one; `poweredOff` stands only when nothing better follows. */
function settledState(noble: Noble, limitMs: number): Promise<AdapterState> {
  const lasting: readonly AdapterState[] = ['poweredOn', 'unauthorized', 'unsupported'];
  if (lasting.includes(noble.state)) return Promise.resolve(noble.state);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      noble.off('stateChange', look);
      resolve(noble.state);
    };
    const look = (state: AdapterState) => {
      if (lasting.includes(state)) done();
    };
    // An adapter on a serial line says that it is off before it has answered.
    const timer = setTimeout(done, noble.state === 'poweredOff' ? 1500 : limitMs);
    noble.on('stateChange', look);
  });
}

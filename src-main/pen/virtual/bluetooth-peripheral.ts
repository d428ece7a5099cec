import { UserError } from '../../contract/alerts.ts';
import { bleIdentifier } from '../ble/choose-characteristic.ts';

export interface PeripheralOptions {
  /** Serial line of the adapter that the pen advertises with. */
  readonly uart: string;
  readonly name: string;
  readonly service: string;
  /** Notifies. */
  readonly characteristic: string;
  /** Takes what starts the pen, if it needs that. */
  readonly command?: string | undefined;
  /** Whether the service is in the advertisement. Default true. */
  readonly advertisesService?: boolean;
  /** Charge, 0..1. Default: no battery service. */
  readonly battery?: number;
  /** Largest unit that the pen agrees to, 23 to 247: three bytes more than a notification. Default 247. */
  readonly mtu?: number;
}

/** The part of bleno that is used here. */
interface Bleno {
  readonly PrimaryService: new (options: { uuid: string; characteristics: unknown[] }) => unknown;
  readonly Characteristic: new (options: object) => unknown;
  /** Not part of its interface: how large a unit it offers, and the timer that keeps a process alive. */
  readonly _bindings: {
    readonly _gatt: { maxMtu: number };
    readonly _hci: { pollIsDevUp: () => void };
    readonly _sigIntHandler?: () => void;
  };
  on(event: string, listener: (...values: never[]) => void): void;
  waitForPoweredOnAsync(timeoutMs: number): Promise<void>;
  startAdvertisingAsync(name: string, services: string[]): Promise<void>;
  setServices(services: unknown[]): void;
  disconnect(): void;
  stop(): void;
}

type Update = (data: Buffer) => void;

/** A pen as its firmware is: advertises, takes a connection, notifies. With bleno, on a real stack. */
export class BluetoothPeripheral {
  readonly #bleno: Bleno;
  readonly #subscribers = new Map<unknown, Update>();
  /** What was written to the command characteristic. */
  readonly commands: string[] = [];
  onSubscribed: () => void = () => undefined;

  private constructor(bleno: Bleno) {
    this.#bleno = bleno;
  }

  /** @throws UserError `virtual-bluetooth` */
  static async open(options: PeripheralOptions): Promise<BluetoothPeripheral> {
    const bleno = await openBleno(options.uart);
    const pen = new BluetoothPeripheral(bleno);
    await pen.#advertise(options);
    return pen;
  }

  get isSubscribed(): boolean {
    return this.#subscribers.size > 0;
  }

  /** One notification; what exceeds the unit agreed on is cut off, as a radio does. */
  notify(bytes: Uint8Array): void {
    for (const update of this.#subscribers.values()) update(Buffer.from(bytes));
  }

  close(): void {
    this.#subscribers.clear();
    // Its timer would keep the process alive.
    this.#bleno._bindings._hci.pollIsDevUp = () => undefined;
    this.#bleno.stop();
  }

  async #advertise(options: PeripheralOptions): Promise<void> {
    const { name, service, characteristic, command, battery, mtu = 247 } = options;
    const { PrimaryService, Characteristic, _bindings } = this.#bleno;
    _bindings._gatt.maxMtu = mtu;
    this.#bleno.on('disconnect', () => this.#subscribers.clear());
    const readings = new Characteristic({
      uuid: bleIdentifier(characteristic),
      properties: ['notify'],
      onSubscribe: (link: unknown, _longest: number, update: Update) => {
        this.#subscribers.set(link, update);
        this.onSubscribed();
      },
      onUnsubscribe: (link: unknown) => this.#subscribers.delete(link),
    });
    const commands = command !== undefined && new Characteristic(this.#taking(command));
    const services = [
      new PrimaryService({
        uuid: bleIdentifier(service),
        characteristics: [readings, ...(commands ? [commands] : [])],
      }),
      ...(battery === undefined ? [] : [batteryOf(this.#bleno, battery)]),
    ];
    const advertised = options.advertisesService === false ? [] : [bleIdentifier(service)];
    await this.#bleno.startAdvertisingAsync(name, advertised);
    this.#bleno.setServices(services);
  }

  #taking(command: string) {
    return {
      uuid: bleIdentifier(command),
      properties: ['write', 'writeWithoutResponse'],
      onWriteRequest: (
        _link: unknown,
        data: Buffer,
        _offset: number,
        _quiet: boolean,
        done: (result: number) => void,
      ) => {
        this.commands.push(data.toString('utf8'));
        done(0);
      },
    };
  }
}

function batteryOf({ PrimaryService, Characteristic }: Bleno, charge: number): unknown {
  const value = Buffer.from([Math.round(100 * charge)]);
  const level = new Characteristic({ uuid: '2a19', properties: ['read'], value });
  return new PrimaryService({ uuid: '180f', characteristics: [level] });
}

async function openBleno(uart: string): Promise<Bleno> {
  try {
    // By a variable: the package is for development only. Its main file would open an adapter.
    const file = '@stoprocent/bleno/lib/resolve-bindings.js';
    const { default: withBindings } = (await import(file)) as {
      default: (binding: string, options: object) => Bleno;
    };
    const bleno = withBindings('hci', {
      hciDriver: 'uart',
      bindParams: { uart: { port: uart, baudRate: 1_000_000 } },
    });
    const ready = bleno.waitForPoweredOnAsync(10_000);
    const { _sigIntHandler: handler } = bleno._bindings;
    if (handler) process.off('SIGINT', handler);
    await ready;
    return bleno;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'virtual-bluetooth',
      `No Bluetooth pen can be played through ${uart}: ${reason.split('\n')[0]}`,
      'Install what plays pens (npm install), and give the serial line of an adapter, for example one of scripts/virtual-bluetooth.py.',
      { cause: error },
    );
  }
}

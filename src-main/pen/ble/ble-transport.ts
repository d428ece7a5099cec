import type { UserError } from '../../contract/alerts.ts';
import type { PenProfile } from '../profiles.ts';
import { ReconnectingTransport, type ReconnectingOptions } from '../reconnecting-transport.ts';
import { settledWithin } from '../waiting.ts';
import {
  connectionFailure,
  isLasting,
  notFound,
  nothingNotifies,
  severalOfOneName,
  titleOf,
} from './ble-failure.ts';
import type { BluetoothRadio, HeardDevice } from './bluetooth-radio.ts';
import { bleIdentifier, chooseCharacteristic } from './choose-characteristic.ts';
import type { BleCharacteristic, BlePeripheral, BleService } from './noble.ts';

export interface BleOptions extends ReconnectingOptions {
  readonly radio: BluetoothRadio;
  /** As the pen calls itself. */
  readonly name: string;
  /** Which of several pens of one name. */
  readonly id?: string | undefined;
  /** The kind of pen where it is known: what to subscribe to, and what starts it. */
  readonly profile?: PenProfile | undefined;
  /** Kinds of pens that can be told by their characteristic. Default: none. */
  readonly profiles?: readonly PenProfile[];
  /** A pen that is not heard for so long counts as absent, ms. Default 6000. */
  readonly absentMs?: number;
  /** After the first pen of this name others are waited for so long, ms. Default 1500. */
  readonly othersMs?: number;
  /** Longest time for one connection, ms. Default 10 000. */
  readonly connectMs?: number;
}

interface Connection {
  readonly peripheral: BlePeripheral;
  /** Resolves when the connection is gone. */
  readonly lost: Promise<void>;
}

const batteryService = '180f';
const batteryLevel = '2a19';
const closeLimitMs = 2000;

/** A pen over Bluetooth Low Energy. Looks for it until closed, and takes it up again after it was lost. */
export class BleTransport extends ReconnectingTransport {
  readonly kind = 'ble';
  readonly #options: BleOptions;
  #connection: Connection | undefined;
  /** Being connected; closing gives it up. */
  #attempt: BlePeripheral | undefined;
  /** Which pen it was: from the first connection on another one of this name is not taken for it. */
  #id: string | undefined;
  #mtu: number | undefined;
  #wasConnected = false;

  constructor(options: BleOptions) {
    super(options);
    this.#options = options;
    this.#id = options.id;
  }

  get description(): string {
    const mtu = this.#mtu === undefined ? '' : `, ${this.#mtu - 3} bytes a notification`;
    return `Bluetooth pen ${titleOf({ name: this.#options.name, id: this.#id })}${mtu}`;
  }

  protected lastingFailure(failure: UserError): Promise<UserError | undefined> {
    return Promise.resolve(isLasting(failure) ? failure : undefined);
  }

  protected giveUp(): void {
    if (this.#attempt !== undefined) this.#options.radio.cancel(this.#attempt);
  }

  protected async run(): Promise<void> {
    const { firstRetryMs, longestRetryMs } = this;
    let retryMs = firstRetryMs;
    for (;;) {
      if (this.#connection !== undefined) {
        await this.waiting.until(this.#connection.lost);
        await this.disconnect();
        if (this.waiting.isStopped()) return;
        retryMs = firstRetryMs;
        await this.report(notFound(this.#who, true));
      }
      await this.waiting.sleep(retryMs);
      if (this.waiting.isStopped()) return;
      const failure = await this.connect();
      if (this.waiting.isStopped()) return;
      if (failure === undefined) continue;
      // Who is merely away is listened for without a pause.
      retryMs =
        failure.code === 'ble-absent' ? firstRetryMs : Math.min(2 * retryMs, longestRetryMs);
      await this.report(failure);
    }
  }

  get #who() {
    return { name: this.#options.name, id: this.#options.id };
  }

  /** @returns why it did not work; never throws */
  protected async connect(): Promise<UserError | undefined> {
    try {
      const device = await this.#find();
      if (device === undefined) return undefined;
      await this.#attach(device);
      return undefined;
    } catch (error) {
      await this.disconnect();
      return connectionFailure(this.#who, error);
    } finally {
      this.#attempt = undefined;
    }
  }

  /** @returns the pen, or nothing when this was closed meanwhile. @throws UserError */
  async #find(): Promise<HeardDevice | undefined> {
    const { radio, absentMs = 6000, othersMs = 1500, name } = this.#options;
    const found = new Map<string, HeardDevice>();
    const heard = new Promise<void>((resolve) => {
      this.#onHeard = (device) => {
        if (!this.#isWanted(device)) return;
        found.set(device.id, device);
        resolve();
      };
    });
    const stop = await radio.listen((device) => this.#onHeard(device));
    try {
      await this.waiting.until(settledWithin(heard, absentMs));
      if (found.size > 0 && this.#id === undefined) await this.waiting.sleep(othersMs);
    } finally {
      stop();
    }
    if (this.waiting.isStopped()) return undefined;
    const [device, ...others] = found.values();
    if (device === undefined) throw notFound(this.#who, this.#wasConnected);
    if (others.length > 0) throw severalOfOneName(name, [...found.keys()].sort());
    return device;
  }

  #onHeard: (device: HeardDevice) => void = () => undefined;

  #isWanted({ id, name }: HeardDevice): boolean {
    return this.#id === undefined ? name === this.#options.name : id === this.#id;
  }

  async #attach({ peripheral, id, name }: HeardDevice): Promise<void> {
    const { radio, connectMs = 10_000, profile, profiles = [] } = this.#options;
    this.#attempt = peripheral;
    await radio.connect(peripheral, connectMs);
    const lost = new Promise<void>((resolve) => peripheral.once('disconnect', () => resolve()));
    this.#connection = { peripheral, lost };
    const { services } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
    if (this.waiting.isStopped()) return;
    const choice = chooseCharacteristic(
      offeredBy(services),
      profiles,
      profile?.ble?.characteristic,
    );
    if (choice === undefined) throw nothingNotifies(this.#who, profile?.ble?.characteristic);
    const early = this.#receive(choice.characteristic.itself);
    await choice.characteristic.itself.subscribeAsync();
    if (this.waiting.isStopped()) return;
    this.#id = id;
    this.#mtu = peripheral.mtu ?? undefined;
    this.#wasConnected = true;
    this.clearFailure();
    if (choice.profile !== undefined && profile === undefined) this.outlet.profile(choice.profile);
    if (name !== '') this.outlet.information({ name });
    this.outlet.setPresence('connected');
    early.release();
    await this.#start(services, profile ?? choice.profile);
    void this.#watchBattery(services);
  }

  /** Bytes before the pen counts as connected are kept until it does. */
  #receive(characteristic: BleCharacteristic): { release: () => void } {
    let early: { bytes: Uint8Array; atMs: number }[] | undefined = [];
    characteristic.on('data', (data: Buffer) => {
      const bytes = Uint8Array.from(data);
      if (early === undefined) this.queue.push(bytes, performance.now());
      else early.push({ bytes, atMs: performance.now() });
    });
    return {
      release: () => {
        for (const { bytes, atMs } of early ?? []) this.queue.push(bytes, atMs);
        early = undefined;
      },
    };
  }

  /** Some pens are silent until they are told to begin. */
  async #start(services: readonly BleService[], profile: PenProfile | undefined): Promise<void> {
    const start = profile?.ble?.start;
    if (start === undefined) return;
    const target = offeredBy(services).find(
      ({ uuid }) => uuid === bleIdentifier(start.characteristic),
    );
    const withoutResponse = target?.properties.includes('write') === false;
    await target?.itself.writeAsync(Buffer.from(start.text), withoutResponse);
  }

  async #watchBattery(services: readonly BleService[]): Promise<void> {
    const found = services.find(({ uuid }) => uuid === batteryService);
    const level = found?.characteristics.find(({ uuid }) => uuid === batteryLevel);
    if (level === undefined) return;
    const tell = (data: Buffer | undefined) => {
      const percent = data?.[0];
      if (percent !== undefined && percent <= 100) {
        this.outlet.information({ battery: percent / 100 });
      }
    };
    try {
      if (level.properties.includes('notify')) {
        level.on('data', tell);
        await level.subscribeAsync();
      }
      if (level.properties.includes('read')) tell(await level.readAsync());
    } catch {
      // A pen whose battery cannot be asked writes as well.
    }
  }

  protected async disconnect(): Promise<void> {
    const peripheral = this.#connection?.peripheral;
    this.#connection = undefined;
    if (peripheral === undefined) return;
    if (peripheral.state === 'connected') {
      await settledWithin(
        peripheral.disconnectAsync().catch(() => undefined),
        closeLimitMs,
      );
    }
    for (const { characteristics } of servicesOf(peripheral)) {
      for (const characteristic of characteristics) characteristic.removeAllListeners('data');
    }
  }

  protected report(failure: UserError): Promise<void> {
    if (this.waiting.isStopped()) return Promise.resolve();
    const away = failure.code === 'ble-absent' || failure.code.startsWith('bluetooth-');
    this.tell(failure, away ? 'absent' : 'connecting');
    return Promise.resolve();
  }
}

function servicesOf(peripheral: BlePeripheral): readonly BleService[] {
  return (peripheral as BlePeripheral & { services?: readonly BleService[] | null }).services ?? [];
}

function offeredBy(services: readonly BleService[]) {
  return services.flatMap(({ uuid: service, characteristics }) =>
    characteristics.map((itself) => ({
      uuid: itself.uuid,
      service,
      properties: itself.properties,
      itself,
    })),
  );
}

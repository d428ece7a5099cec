import type { PenListing } from '../../contract/pens.ts';
import type { PenProfile } from '../profiles.ts';
import { spelled } from './ble-failure.ts';
import type { BluetoothRadio, HeardDevice } from './bluetooth-radio.ts';
import { bleIdentifier } from './choose-characteristic.ts';

/** What an advertisement says of a device. */
export type Advertised = Pick<HeardDevice, 'id' | 'name' | 'services' | 'signal'>;

/** After the last look for pens listening goes on for so long, ms. */
const leaseMs = 6000;
const nordicUartService = '6e400001b5a3f393e0a9e50e24dcca9e';

/** Bluetooth pens nearby: listens as long as somebody keeps asking. */
export class BleListing {
  #stop: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly radio: BluetoothRadio) {}

  /**
   * @returns what is heard now, most likely sensor pens first
   * @throws UserError `bluetooth-…` when nothing can be heard
   */
  async list(profiles: readonly PenProfile[]): Promise<PenListing[]> {
    await this.radio.ready();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), leaseMs);
    this.#stop ??= await this.radio.listen();
    return this.radio.heard
      .map((device) => describeDevice(device, profiles))
      .filter((listing) => listing !== undefined)
      .sort((a, b) => b.rank - a.rank);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** @returns the device as a list shows it; undefined for one that neither name nor service tells */
export function describeDevice(
  device: Advertised,
  profiles: readonly PenProfile[],
): PenListing | undefined {
  const { id, name, signal } = device;
  const profile = profileOfDevice(device, profiles);
  const rank = rankOf(device, profile);
  if (name === '' && rank < 0.5) return undefined;
  const kind = profile !== undefined && profile.title !== name ? profile.title : undefined;
  return {
    address: {
      kind: 'ble',
      name,
      id,
      ...(profile === undefined ? {} : { profile: profile.id }),
    },
    title: name === '' ? (kind ?? 'Device without a name') : name,
    detail: [name === '' ? undefined : kind, spelled(id), describeSignal(signal)]
      .filter((part) => part !== undefined)
      .join(' · '),
    rank,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The kind of pen that alone has this name or this service; undefined when several have it. */
export function profileOfDevice(
  { name, services }: Pick<Advertised, 'name' | 'services'>,
  profiles: readonly PenProfile[],
): PenProfile | undefined {
  const known = profiles.filter(({ transport }) => transport !== 'serial');
  const named = known.filter(({ ble }) => ble?.name !== undefined && ble.name === name);
  if (named.length === 1) return named[0];
  const advertised = new Set(services.map(bleIdentifier));
  const serving = known.filter(
    ({ ble }) =>
      ble?.service !== undefined &&
      ble.shared !== true &&
      advertised.has(bleIdentifier(ble.service)),
  );
  return serving.length === 1 ? serving[0] : undefined;
}

function rankOf({ name, services }: Advertised, profile: PenProfile | undefined): number {
  if (profile !== undefined) return profile.ble?.name === name ? 1 : 0.9;
  const advertised = services.map(bleIdentifier);
  if (advertised.includes(nordicUartService)) return 0.6;
  if (/pen\b|stift|stylus|stylo/i.test(name)) return 0.6;
  // The makers' own services are long; headphones and watches mostly have Bluetooth's.
  if (advertised.some((service) => service.length === 32)) return 0.4;
  return name === '' ? 0.05 : 0.2;
}

function describeSignal(signal: number | undefined): string | undefined {
  if (signal === undefined) return undefined;
  const words = signal >= -60 ? 'near' : signal >= -80 ? 'some metres away' : 'far away';
  return `${words} (${signal} dBm)`;
}

import type { PenProfile } from '../profiles.ts';

/** What of a characteristic decides; identifiers as `bleIdentifier` writes them. */
export interface OfferedCharacteristic {
  readonly uuid: string;
  readonly service: string;
  readonly properties: readonly string[];
}

export interface CharacteristicChoice<T> {
  readonly characteristic: T;
  /** The kind of pen that alone has this characteristic. */
  readonly profile?: PenProfile;
}

/** Nordic UART: from the pen to the computer. */
export const nordicUartOut = '6e400003b5a3f393e0a9e50e24dcca9e';

/** An identifier as the library writes it: lower case without dashes, short where Bluetooth's own. */
export function bleIdentifier(text: string): string {
  const plain = text.toLowerCase().replaceAll('-', '');
  const short = /^(?:0000)?([0-9a-f]{4})(?:00001000800000805f9b34fb)?$/.exec(plain);
  return short?.[1] ?? plain;
}

/** Whether a pen may send its readings by it: it notifies, and is none of Bluetooth's own services. */
function mayCarryReadings({ uuid, properties }: OfferedCharacteristic): boolean {
  const notifies = properties.includes('notify') || properties.includes('indicate');
  // 0x2A00 to 0x2BFF: battery, names, heart rates and the like.
  return notifies && !/^2[ab][0-9a-f]{2}$/.test(uuid);
}

/**
 * Which characteristic to subscribe to: the one that is wanted; else one that a known kind of pen
 * has; else the Nordic UART; else whatever notifies, the maker's own identifiers first.
 * @param wanted of the profile, if the kind of pen is known
 */
export function chooseCharacteristic<T extends OfferedCharacteristic>(
  offered: readonly T[],
  profiles: readonly PenProfile[],
  wanted?: string,
): CharacteristicChoice<T> | undefined {
  if (wanted !== undefined) {
    const characteristic = offered.find(({ uuid }) => uuid === bleIdentifier(wanted));
    return characteristic && { characteristic };
  }
  const candidates = offered.filter(mayCarryReadings);
  for (const characteristic of candidates) {
    const profile = profileOf(characteristic, profiles);
    if (profile !== undefined) return { characteristic, profile };
  }
  const [characteristic] = candidates.sort((a, b) => preference(b) - preference(a));
  return characteristic && { characteristic };
}

/** What several kinds of pen have tells none of them apart. */
function profileOf(
  { uuid }: OfferedCharacteristic,
  profiles: readonly PenProfile[],
): PenProfile | undefined {
  const found = profiles.filter(
    ({ ble }) =>
      ble !== undefined && ble.shared !== true && bleIdentifier(ble.characteristic) === uuid,
  );
  return found.length === 1 ? found[0] : undefined;
}

function preference({ uuid, service }: OfferedCharacteristic): number {
  if (uuid === nordicUartOut) return 2;
  return uuid.length === 32 || service.length === 32 ? 1 : 0;
}

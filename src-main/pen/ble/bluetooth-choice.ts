import { UserError } from '../../contract/alerts.ts';

/**
 * How Bluetooth is reached.
 * - `system`: BlueZ over D-Bus on Linux (no root), what macOS and Windows have themselves
 * - `hci`: the adapter itself on Linux; needs the right `cap_net_raw`
 * - `uart`: an adapter on a serial line, also a virtual one
 */
export type BluetoothChoice =
  | { readonly kind: 'system' }
  | { readonly kind: 'hci'; readonly device?: number }
  | { readonly kind: 'uart'; readonly path: string };

/** The environment variable that chooses otherwise than the system does. */
const bluetoothVariable = 'QUILLWAVE_BLUETOOTH';

/** @throws UserError `bluetooth-choice` */
export function chosenBluetooth(): BluetoothChoice {
  return parseBluetoothChoice(process.env[bluetoothVariable]);
}

/**
 * @param text nothing or `system`, `hci`, `hci:1` (number of the adapter), `hci:/dev/ttyACM0` (its line)
 * @throws UserError `bluetooth-choice`
 */
export function parseBluetoothChoice(text: string | undefined): BluetoothChoice {
  if (text === undefined || text === '' || text === 'system') return { kind: 'system' };
  if (text === 'hci') return { kind: 'hci' };
  const place = /^hci:(.+)$/.exec(text)?.[1];
  if (place !== undefined) {
    return /^\d+$/.test(place)
      ? { kind: 'hci', device: Number(place) }
      : { kind: 'uart', path: place };
  }
  throw new UserError(
    'bluetooth-choice',
    `${bluetoothVariable}=${text} names no way to Bluetooth.`,
    `Leave ${bluetoothVariable} out, or set it to system, hci, hci:NUMBER or hci:PATH.`,
  );
}

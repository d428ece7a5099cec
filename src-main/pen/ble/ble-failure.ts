import { UserError } from '../../contract/alerts.ts';
import type { AdapterState } from './noble.ts';

/** Failures that no waiting changes. */
const lastingCodes = new Set([
  'bluetooth-missing',
  'bluetooth-choice',
  'ble-several',
  'ble-no-data',
]);

export function isLasting(error: UserError): boolean {
  return lastingCodes.has(error.code);
}

/**
 * Why the adapter cannot be used, and what to do.
 * @param warning what the library said last, if anything
 */
export function adapterFailure(
  state: AdapterState,
  warning?: string,
  platform: NodeJS.Platform = process.platform,
): UserError {
  switch (state) {
    case 'poweredOff':
      return new UserError('bluetooth-off', 'Bluetooth is switched off.', switchOn(platform));
    case 'unauthorized':
      return new UserError(
        'bluetooth-permission',
        'Quillwave may not use Bluetooth.',
        permission(platform),
      );
    case 'unsupported':
      return new UserError(
        'bluetooth-none',
        `This computer offers no Bluetooth Low Energy${warning === undefined ? '' : ` (${warning})`}.`,
        platform === 'linux'
          ? 'Plug in a Bluetooth adapter, and start BlueZ: sudo systemctl start bluetooth. Or connect the pen by its USB cable.'
          : 'Plug in a Bluetooth adapter, or connect the pen by its USB cable.',
      );
    default:
      return new UserError(
        'bluetooth-silent',
        'The Bluetooth adapter does not answer.',
        'It is tried again by itself. If this stays, switch Bluetooth off and on again.',
      );
  }
}

function switchOn(platform: NodeJS.Platform): string {
  const how: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'in the system’s settings, or with: bluetoothctl power on',
    darwin: 'in the menu bar or in System Settings',
    win32: 'in Settings, Bluetooth & devices',
  };
  return `Switch it on ${how[platform] ?? 'in the system’s settings'}; the pen is then found by itself.`;
}

function permission(platform: NodeJS.Platform): string {
  if (platform === 'darwin') {
    return 'Allow it in System Settings, Privacy & Security, Bluetooth; in a terminal it is the terminal that needs the permission.';
  }
  if (platform === 'win32') {
    return 'Allow it in Settings, Privacy & security, Radios.';
  }
  return 'Leave QUILLWAVE_BLUETOOTH out, so that BlueZ is asked, which needs no special right. For the adapter itself: sudo setcap cap_net_raw+eip $(readlink -f $(which node))';
}

/** How a pen is called in messages. */
export interface BleName {
  readonly name: string;
  readonly id?: string | undefined;
}

export function titleOf({ name, id }: BleName): string {
  if (name === '') return `the pen with the address ${spelled(id ?? '')}`;
  return id === undefined ? `“${name}”` : `“${name}” (${spelled(id)})`;
}

/** An address as people write it: `c0:ff:ee:00:00:02`; longer identifiers as they are. */
export function spelled(id: string): string {
  return id.length === 12 ? id.match(/../g)!.join(':') : id;
}

export function notFound(pen: BleName, wasConnected: boolean): UserError {
  return wasConnected
    ? new UserError(
        'ble-absent',
        `The connection to ${titleOf(pen)} was lost: it is out of range, switched off or empty.`,
        'Bring the pen closer or switch it on; reading goes on by itself.',
      )
    : new UserError(
        'ble-absent',
        `No Bluetooth pen ${titleOf(pen)} can be heard.`,
        'Switch it on and bring it closer; it is found by itself. A pen that is connected to a phone or another computer is silent: disconnect it there.',
      );
}

export function severalOfOneName(name: string, ids: readonly string[]): UserError {
  return new UserError(
    'ble-several',
    `${ids.length} pens are called “${name}”: ${ids.map(spelled).join(', ')}.`,
    `Say which one, for example ble:${name}@${spelled(ids[0]!)}, or choose it in the list of pens.`,
  );
}

export function nothingNotifies(pen: BleName, wanted: string | undefined): UserError {
  return new UserError(
    'ble-no-data',
    wanted === undefined
      ? `${titleOf(pen)} offers nothing that could be a pen’s readings.`
      : `${titleOf(pen)} does not offer what its kind of pen sends (characteristic ${wanted}).`,
    wanted === undefined
      ? 'Choose another device. If this is a pen, its firmware needs a characteristic that notifies (docs/use/pens.md).'
      : 'Choose another kind of pen, or let it be found out by itself.',
  );
}

/** Words with which the several stacks refuse what needs a bond. */
const needsPairing = /authenti|encrypt|insufficient|not ?paired|0x0?[5f]\b/i;

/** Anything that went wrong between connecting and the first reading. */
export function connectionFailure(pen: BleName, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (needsPairing.test(reason)) {
    return new UserError(
      'ble-pairing',
      `${titleOf(pen)} speaks only to computers that it is paired with.`,
      'Pair it in the system’s Bluetooth settings; it is then connected by itself.',
      { cause: error },
    );
  }
  return new UserError(
    'ble-failed',
    `${titleOf(pen)} could not be connected: ${reason}`,
    'It is tried again by itself. If this stays, switch the pen off and on, and disconnect it from phones and other computers.',
    { cause: error },
  );
}

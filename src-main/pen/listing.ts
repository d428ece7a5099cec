import { readdir } from 'node:fs/promises';
import type { PenListing } from '../contract/pens.ts';
import { findUsbBoard, penProfiles, type PenProfile } from './profiles.ts';
import { systemBinding, type SerialBinding, type SerialPortInformation } from './serial-binding.ts';

export interface ListingOptions {
  /** Default: node-serialport's binding for this platform. */
  readonly binding?: SerialBinding;
  /** Where device nodes are; looked through on Linux for ports that udev does not name. */
  readonly deviceFolder?: string;
  readonly platform?: NodeJS.Platform;
  /** Pens that can be known by their USB identifiers. Default: those that came along. */
  readonly profiles?: readonly PenProfile[];
}

/**
 * The serial ports of this computer, most likely sensor pens first. Never rejects: what cannot be
 * asked adds nothing.
 */
export async function listSerialPens(options: ListingOptions = {}): Promise<PenListing[]> {
  const { binding = systemBinding(), deviceFolder = '/dev', platform = process.platform } = options;
  const ports = await binding.list().catch((): SerialPortInformation[] => []);
  const known = new Set(ports.map((port) => port.path));
  // Without udev (containers, small systems) the names alone must do.
  if (platform === 'linux') {
    const names = await readdir(deviceFolder).catch((): string[] => []);
    for (const name of names) {
      const path = `${deviceFolder}/${name}`;
      if (/^tty(ACM|USB|AMA)\d+$/.test(name) && !known.has(path)) ports.push({ path });
    }
  }
  return ports
    .map((port) => describePort(port, options.profiles))
    .sort((a, b) => b.rank - a.rank || comparePaths(a.detail, b.detail));
}

/** @returns the port as a list shows it, ranked by what its identifiers and its name say */
export function describePort(
  port: SerialPortInformation,
  profiles: readonly PenProfile[] = penProfiles,
): PenListing {
  const address = { kind: 'serial', path: port.path } as const;
  const profile = profileOfPort(port, profiles);
  const board = findUsbBoard(port.vendorId, port.productId);
  const maker = port.manufacturer?.replaceAll('_', ' ');
  const detail = [
    port.path,
    maker,
    port.serialNumber === undefined ? undefined : `serial number ${port.serialNumber}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
  if (profile !== undefined) {
    const { id, baudRate, title } = profile;
    const known = { ...address, profile: id, ...(baudRate === undefined ? {} : { baudRate }) };
    return { address: known, title, detail, rank: 1 };
  }
  if (board !== undefined) {
    return { address, title: board.title, detail, rank: board.likelihood };
  }
  if (port.vendorId !== undefined) {
    return { address, title: maker ?? 'USB serial device', detail, rank: 0.45 };
  }
  return { address, detail, ...judgeName(port) };
}

/** @returns the profile with the port's USB identifiers; undefined when several have them */
export function profileOfPort(
  port: SerialPortInformation,
  profiles: readonly PenProfile[],
): PenProfile | undefined {
  const found = profiles.filter(
    ({ transport, usb }) =>
      transport !== 'ble' &&
      usb?.some(
        ({ vendorId, productId }) =>
          vendorId === hexadecimal(port.vendorId) &&
          (productId === undefined || productId === hexadecimal(port.productId)),
      ),
  );
  return found.length === 1 ? found[0] : undefined;
}

const names: readonly { words: RegExp; title: string; rank: number }[] = [
  // A port that waits for others to connect to this computer; no pen is behind it.
  {
    words: /bluetooth-incoming|bthenum\\?.*0{12}|\.(debug-console|wlan-debug)$/i,
    title: 'Incoming Bluetooth port',
    rank: 0.01,
  },
  { words: /tty(ACM|USB|WCH)|usbmodem|usbserial|wchusb/i, title: 'USB serial port', rank: 0.4 },
  { words: /rfcomm|bluetooth|bthenum/i, title: 'Bluetooth serial port', rank: 0.2 },
  { words: /ttyAMA|ttyO|ttyMFD/, title: 'Serial port of the board', rank: 0.15 },
  { words: /(^|\/)COM\d+$/i, title: 'Serial port', rank: 0.3 },
  { words: /ttyS\d+/, title: 'Built-in serial port', rank: 0.05 },
];

function judgeName(port: SerialPortInformation): { title: string; rank: number } {
  const text = `${port.pnpId ?? ''} ${port.path}`;
  const found = names.find(({ words }) => words.test(text) || words.test(port.path));
  return { title: found?.title ?? 'Serial port', rank: found?.rank ?? 0.1 };
}

function hexadecimal(identifier: string | undefined): string | undefined {
  return identifier?.toLowerCase().replace(/^0x/, '').padStart(4, '0');
}

function comparePaths(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

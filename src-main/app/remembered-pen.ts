import { parsePenAddress, type PenAddress } from '../contract/pens.ts';

/** The pen of the settings; none where they name none that there can be. */
export function rememberedPen(text: string, profile: string): PenAddress | undefined {
  try {
    const address = parsePenAddress(text);
    const real = address.kind === 'serial' || address.kind === 'ble';
    return real && profile !== '' ? { ...address, profile } : address;
  } catch {
    return undefined;
  }
}

/** Of a serial pen whose address names no speed, that of the settings. */
export function withBaudRate(address: PenAddress, baudRate: number): PenAddress {
  // A profile knows its pen's speed better than the settings do.
  if (address.kind !== 'serial' || address.profile !== undefined) return address;
  return { baudRate, ...address };
}

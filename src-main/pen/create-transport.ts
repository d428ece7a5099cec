import type { PenAddress } from '../contract/pens.ts';
import { BleTransport } from './ble/ble-transport.ts';
import { BluetoothRadio } from './ble/bluetooth-radio.ts';
import type { ReplaySource } from './paced-transport.ts';
import type { PenProfile } from './profiles.ts';
import { ReplayTransport } from './replay.ts';
import type { SerialBinding } from './serial-binding.ts';
import { SerialTransport } from './serial.ts';
import { SimulatedTransport } from './simulated.ts';
import type { PenTransport } from './transport.ts';

export interface TransportOptions {
  /** Opens the bytes of a recording; files belong to data/. Called when the transport is opened. */
  readonly openRecording: (file: string) => ReplaySource;
  /** For serial pens whose address names none, as the pen's profile says. Default 115200. */
  readonly baudRate?: number;
  /** What a simulated pen writes whose address gives no text. Default: words. */
  readonly simulatedText?: string;
  /** Whether a simulated pen writes for ever. Default: only when the address gives no text. */
  readonly repeat?: boolean;
  /** Times real time, for a simulated pen and for a recording whose address names none. Default 1. */
  readonly speed?: number;
  readonly serialBinding?: SerialBinding;
  /** The adapter for Bluetooth pens. Default: one of its own, as the system offers it. */
  readonly radio?: BluetoothRadio;
  /** The kind of a Bluetooth pen where it is known: what to subscribe to. */
  readonly profile?: PenProfile | undefined;
  /** Kinds that a Bluetooth pen can be told by. Default: none. */
  readonly profiles?: readonly PenProfile[];
}

/** The transport for an address, not yet opened. */
export function createTransport(address: PenAddress, options: TransportOptions): PenTransport {
  switch (address.kind) {
    case 'simulated':
      return simulated(address, options);
    case 'replay':
      return new ReplayTransport({
        title: address.file,
        chunks: () => options.openRecording(address.file),
        speed: address.speed ?? options.speed ?? 1,
        fromMs: address.fromMs,
      });
    case 'serial': {
      const baudRate = address.baudRate ?? options.baudRate;
      return new SerialTransport({
        path: address.path,
        ...(baudRate === undefined ? {} : { baudRate }),
        ...(options.serialBinding === undefined ? {} : { binding: options.serialBinding }),
      });
    }
    case 'ble': {
      const { radio = new BluetoothRadio(), profile, profiles = [] } = options;
      return new BleTransport({ radio, name: address.name, id: address.id, profile, profiles });
    }
  }
}

function simulated(
  { text: given, seed, style, speed: stated }: Extract<PenAddress, { kind: 'simulated' }>,
  { simulatedText, speed = stated ?? 1, repeat = given === undefined }: TransportOptions,
): PenTransport {
  const text = given ?? simulatedText;
  return new SimulatedTransport({
    speed,
    repeat,
    ...(text === undefined ? {} : { text }),
    ...(seed === undefined ? {} : { seed }),
    ...(style === undefined ? {} : { style }),
  });
}

import { UserError } from './alerts.ts';
import type { ChannelName } from './sensors.ts';

/** Where samples come from, as a user says it: `simulated`, `replay:FILE`, `serial:PATH`, `ble:NAME`. */
export type PenAddress =
  | {
      readonly kind: 'simulated';
      readonly text?: string;
      readonly seed?: number;
      readonly style?: SimulatedStyle;
      /** Times real time; default 1. */
      readonly speed?: number;
    }
  | {
      readonly kind: 'replay';
      readonly file: string;
      /** Times real time; default 1. */
      readonly speed?: number;
      /** Which recording of a file with many, from 0; left out: all of them. */
      readonly index?: number;
      /** Where to begin, ms from the beginning; default 0. */
      readonly fromMs?: number;
    }
  | {
      readonly kind: 'serial';
      readonly path: string;
      readonly baudRate?: number;
      /** Id or JSON file of the pen's profile; left out, it is found out. */
      readonly profile?: string;
    }
  | {
      readonly kind: 'ble';
      /** As the pen calls itself; empty where only its `id` is known. */
      readonly name: string;
      /**
       * Its address in lower case hexadecimal (macOS: an identifier of the system's), which tells
       * pens of one name apart.
       */
      readonly id?: string;
      readonly profile?: string;
    };

/** How the writer of a simulated pen differs from the one that its seed draws. */
export interface SimulatedStyle {
  readonly hand?: 'left' | 'right';
  /** Tangent of the slant; positive leans to the right. */
  readonly slant?: number;
}

/**
 * What a simulated pen is asked to do, which no real pen understands. `hold` keeps it above the paper
 * until it is asked for more; `release` lets it write on what its address says.
 */
export type SimulatedRequest =
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  | { readonly kind: 'write'; readonly text: string }
  | { readonly kind: 'gesture'; readonly gesture: 'rest' | 'turn' | 'light' | 'firm' };

/** What can be changed of a replay while it runs. */
export interface ReplayControl {
  readonly paused?: boolean;
  /** Times real time. */
  readonly speed?: number;
}

export type PenKind = PenAddress['kind'];

/**
 * - `absent`: looked for, not there (unplugged); a reconnecting transport keeps looking
 * - `connecting`: being opened
 * - `connected`: open; says nothing about whether samples arrive
 * - `ended`: a finite source has delivered everything
 * - `closed`: closed by us
 */
export type PenPresence = 'absent' | 'connecting' | 'connected' | 'ended' | 'closed';

/** Counters since the pen was opened; losses are shown, never hidden. */
export interface StreamStatistics {
  readonly bytes: number;
  readonly samples: number;
  /** Frames whose checksum or form was wrong. */
  readonly badFrames: number;
  /** Frames that the sequence counter says are missing. */
  readonly lostFrames: number;
  /** Bytes that belonged to no frame. */
  readonly garbageBytes: number;
  /** Bytes of a live pen thrown away because this computer was too slow for it. */
  readonly droppedBytes: number;
}

export const emptyStatistics: StreamStatistics = {
  bytes: 0,
  samples: 0,
  badFrames: 0,
  lostFrames: 0,
  garbageBytes: 0,
  droppedBytes: 0,
};

/** What went wrong in the sensors of a pen since it was opened, while its line was well. */
export interface SensorFaults {
  /** How often every channel stood still. */
  readonly frozen: number;
  /** How often more than a moment was missing, and how long that was in all. */
  readonly gaps: number;
  readonly missingSeconds: number;
  readonly rateChanges: number;
}

export const noFaults: SensorFaults = { frozen: 0, gaps: 0, missingSeconds: 0, rateChanges: 0 };

/** Codes of the alerts that say: these readings cannot be right. */
export const implausibleCodes = {
  gravity: 'pen-gravity',
  scale: 'pen-scale',
  rotation: 'pen-rotation',
  force: 'pen-force',
  dead: 'pen-dead',
  saturated: 'pen-saturated',
} as const;

/** Those of them that make text nonsense, and that a description of the pen mends. */
export const nonsenseCodes: readonly string[] = [
  implausibleCodes.gravity,
  implausibleCodes.scale,
  implausibleCodes.rotation,
  implausibleCodes.force,
];

export interface PenInformation {
  readonly name?: string;
  readonly firmware?: string;
  /** Nominal rate in Hz as the pen states it. */
  readonly rateHz?: number;
  readonly channels?: readonly ChannelName[];
  /** 0..1. */
  readonly battery?: number;
  /** For people: what the decoder had to assume because neither pen nor profile says it. */
  readonly guess?: string;
}

/** A pen that could be opened, as a list shows it. */
export interface PenListing {
  readonly address: PenAddress;
  readonly title: string;
  readonly detail: string;
  /** Likelihood of being a sensor pen, 0..1; lists are sorted by it, best first. */
  readonly rank: number;
  /** How strongly a Bluetooth pen is heard, dBm. */
  readonly signal?: number;
}

/** From this rank on a list says that it probably is the pen. */
export const probablePen = 0.8;

/** @throws UserError `pen-address` when the text names no pen. */
export function parsePenAddress(text: string): PenAddress {
  const separator = text.indexOf(':');
  const kind = separator < 0 ? text : text.slice(0, separator);
  const rest = separator < 0 ? '' : text.slice(separator + 1);
  if (kind === 'simulated') return rest === '' ? { kind } : { kind, text: rest };
  if (rest !== '') {
    if (kind === 'replay') return { kind, file: rest };
    if (kind === 'serial') return { kind, path: rest };
    if (kind === 'ble') return { kind, ...parseBleName(rest) };
  }
  throw new UserError(
    'pen-address',
    `“${text}” names no pen.`,
    'Use simulated, replay:FILE, serial:PATH or ble:NAME, for example serial:/dev/ttyACM0.',
  );
}

/** `NAME`, `NAME@c0:ff:ee:00:00:02` or the address alone. */
function parseBleName(text: string): { name: string; id?: string } {
  const found = /^(?:(.*)@)?((?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}|[0-9a-f]{32})$/i.exec(text);
  if (found === null) return { name: text };
  return { name: found[1] ?? '', id: found[2]!.replaceAll(/[:-]/g, '').toLowerCase() };
}

export function formatPenAddress(address: PenAddress): string {
  switch (address.kind) {
    case 'simulated':
      return address.text === undefined ? 'simulated' : `simulated:${address.text}`;
    case 'replay':
      return `replay:${address.file}`;
    case 'serial':
      return `serial:${address.path}`;
    case 'ble':
      return `ble:${[address.name, address.id].filter((part) => part).join('@')}`;
  }
}

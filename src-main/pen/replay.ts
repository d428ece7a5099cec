import { PacedTransport, type ReplaySource } from './paced-transport.ts';

export type { ReplayChunk, ReplaySource } from './paced-transport.ts';

export interface ReplayOptions {
  /** For people, for example the name of the file. */
  readonly title: string;
  /** What to play, or how to open it when the transport is opened. */
  readonly chunks: ReplaySource | (() => ReplaySource);
  /** Times real time; Infinity: as fast as the listener takes it. Default 1. */
  readonly speed?: number;
  /** Where to begin, ms from the beginning. Default 0. */
  readonly fromMs?: number | undefined;
}

/** Plays recorded bytes as if the pen were there. */
export class ReplayTransport extends PacedTransport {
  constructor({ title, chunks, speed = 1, fromMs = 0 }: ReplayOptions) {
    super({
      kind: 'replay',
      description: `Recording ${title}${speed === 1 ? '' : speed === Infinity ? ' at full speed' : ` at ${speed} times its speed`}`,
      finite: true,
      source: typeof chunks === 'function' ? chunks : () => chunks,
      speed,
      fromMs,
    });
  }
}

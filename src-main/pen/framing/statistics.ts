import type { StreamStatistics } from '../../contract/pens.ts';

/** Counters since the decoder was made; `reset` keeps them. A live view: copy what you keep. */
export interface DecoderStatistics extends Omit<StreamStatistics, 'droppedBytes'> {
  /** Frames, rows or records that were whole and understood. */
  readonly frames: number;
  /** Whole frames of a type that this version does not know; skipped. */
  readonly unknownFrames: number;
  /** Sample frames that came before the information frame that gives their full scales; skipped. */
  readonly undescribedFrames: number;
  /** Frames that came twice or after later ones; skipped. */
  readonly lateFrames: number;
  /** Times that the pen started anew. */
  readonly restarts: number;
  /** Samples whose own time did not go on; they have the time of their arrival, or none. */
  readonly untimedSamples: number;
}

export type DecoderCounters = { -readonly [Name in keyof DecoderStatistics]: number };

export function createCounters(): DecoderCounters {
  return {
    bytes: 0,
    samples: 0,
    badFrames: 0,
    lostFrames: 0,
    garbageBytes: 0,
    frames: 0,
    unknownFrames: 0,
    undescribedFrames: 0,
    lateFrames: 0,
    restarts: 0,
    untimedSamples: 0,
  };
}

/** @returns a copy that no longer changes */
export function addStatistics(a: DecoderStatistics, b: DecoderStatistics): DecoderCounters {
  const sum = { ...a };
  for (const name of Object.keys(sum) as (keyof DecoderCounters)[]) sum[name] += b[name];
  return sum;
}

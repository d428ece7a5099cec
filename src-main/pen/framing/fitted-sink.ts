import { channelCount } from '../../contract/sensors.ts';
import { maskOfTurned, turnAxes } from '../../simulator/turn-axes.ts';
import type { PenProfile } from '../profiles.ts';
import type { DecoderSink } from './pen-decoder.ts';

/** What of a profile says how a pen differs from those that models know. */
export type ProfileFit = Pick<PenProfile, 'mounting' | 'pace' | 'smoothingHz'>;

export function hasFit({ mounting, pace, smoothingHz }: ProfileFit): boolean {
  return mounting !== undefined || pace !== undefined || smoothingHz !== undefined;
}

/**
 * Passes samples on as a pen would have sent them that models know: turned, at another pace, smoothed. So
 * everything behind it, recordings and what adaptation learns included, is of one kind.
 */
export function fittedSink(sink: DecoderSink, fit: ProfileFit): DecoderSink {
  const { mounting, pace = 1, smoothingHz } = fit;
  // Of its own: a decoder may keep what a channel said last in the one that it sends.
  const values = new Float32Array(channelCount);
  const smoother = smoothingHz === undefined ? undefined : new Smoother(smoothingHz);
  return {
    onInformation: (information) => sink.onInformation(information),
    onSample: ({ timeMs, mask, values: measured }) => {
      values.set(measured);
      smoother?.smooth(values, timeMs);
      if (mounting) turnAxes(values, mounting);
      sink.onSample({ timeMs: timeMs * pace, mask: mounting ? maskOfTurned(mask) : mask, values });
    },
  };
}

/** A longer pause than this between two samples has nothing to do with what follows; ms. */
const longestGapMs = 250;

/**
 * Two equal low-pass filters of first order one after the other, at whatever moments samples come: of
 * motion at the frequency half of the amplitude passes.
 */
class Smoother {
  readonly #first = new Float64Array(channelCount);
  readonly #second = new Float64Array(channelCount);
  #lastMs: number | undefined;

  constructor(private readonly hertz: number) {}

  smooth(values: Float32Array, timeMs: number): void {
    const passed = this.#lastMs === undefined ? Infinity : timeMs - this.#lastMs;
    this.#lastMs = timeMs;
    const begins = !(passed > 0 && passed < longestGapMs);
    const share = begins ? 1 : 1 - Math.exp((-2 * Math.PI * this.hertz * passed) / 1000);
    for (let channel = 0; channel < channelCount; channel += 1) {
      this.#first[channel]! += share * (values[channel]! - this.#first[channel]!);
      this.#second[channel]! += share * (this.#first[channel]! - this.#second[channel]!);
      values[channel] = this.#second[channel]!;
    }
  }
}

import type { LiveSamples } from '$contract/live.ts';
import { channelCount, hasChannel } from '$contract/sensors.ts';

const rateHz = 100;
const periodMs = 1000 / rateHz;

/**
 * The newest minute of the signal, channel by channel, ready to be drawn: each stretch of time is
 * contiguous, so that a plot gets views and nothing is copied per frame.
 */
export class SignalRing {
  readonly #limit: number;
  readonly #seconds: Float64Array;
  readonly #channels: Float32Array[];
  #length = 0;
  #endMs = 0;
  /** Which clock the times are of; another one empties the ring. */
  clock = '';
  /** Called after every change. */
  onChange: () => void = () => undefined;
  /** Channels of the newest samples. */
  mask = 0;

  /** @param keepSeconds default 60 */
  constructor(keepSeconds = 60) {
    this.#limit = keepSeconds * rateHz;
    // Twice the length, so that moving to the front happens once a minute and not once a sample.
    this.#seconds = new Float64Array(2 * this.#limit);
    this.#channels = Array.from({ length: channelCount }, () => new Float32Array(2 * this.#limit));
  }

  /** Time of the newest sample on the session's clock; 0 when there is none. */
  get endSeconds(): number {
    return this.#length === 0 ? 0 : this.#seconds[this.#length - 1]!;
  }

  /** Time of the oldest sample that is kept; 0 when there is none. */
  get startSeconds(): number {
    return this.#length === 0 ? 0 : this.#seconds[0]!;
  }

  push({ clock, startMs, count, mask, values }: LiveSamples): void {
    if (clock !== this.clock || startMs < this.#endMs - periodMs) this.clear();
    this.clock = clock;
    // A hole is a hole: the curve ends and begins anew.
    if (this.#length > 0 && startMs > this.#endMs + periodMs / 2)
      this.#row(this.#endMs, undefined, 0);
    this.mask = mask;
    for (let row = 0; row < count; row++) {
      this.#row(startMs + row * periodMs, values, row * channelCount);
    }
    this.#endMs = startMs + count * periodMs;
    this.onChange();
  }

  clear(): void {
    this.#length = 0;
    this.#endMs = 0;
    this.onChange();
  }

  /** The same samples, apart: what comes later changes nothing in them. */
  copy(): SignalRing {
    const copy = new SignalRing(this.#limit / rateHz);
    copy.#seconds.set(this.#seconds);
    copy.#channels.forEach((channel, index) => channel.set(this.#channels[index]!));
    copy.#length = this.#length;
    copy.#endMs = this.#endMs;
    copy.clock = this.clock;
    copy.mask = this.mask;
    return copy;
  }

  /** Views of the stretch [from, to] in seconds; channels that the pen lacks are all NaN. */
  view(from: number, to: number): { seconds: Float64Array; channels: readonly Float32Array[] } {
    const first = this.#firstAtOrAfter(from);
    const last = this.#firstAtOrAfter(to + 0.5 / rateHz);
    return {
      seconds: this.#seconds.subarray(first, last),
      channels: this.#channels.map((channel) => channel.subarray(first, last)),
    };
  }

  #row(timeMs: number, values: Float32Array | undefined, offset: number): void {
    if (this.#length === 2 * this.#limit) this.#moveToFront();
    const at = this.#length++;
    this.#seconds[at] = timeMs / 1000;
    for (let channel = 0; channel < channelCount; channel++) {
      const there = values !== undefined && hasChannel(this.mask, channel);
      this.#channels[channel]![at] = there ? values[offset + channel]! : Number.NaN;
    }
  }

  #moveToFront(): void {
    const from = this.#length - this.#limit;
    this.#seconds.copyWithin(0, from, this.#length);
    for (const channel of this.#channels) channel.copyWithin(0, from, this.#length);
    this.#length = this.#limit;
  }

  #firstAtOrAfter(seconds: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#seconds[middle]! < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import { channelCount, type ChannelDescription } from '../../contract/sensors.ts';

/** What a channel measured over all recordings that have it; in the unit of the channel table. */
export interface ChannelFigures {
  readonly name: ChannelDescription['name'];
  readonly unit: ChannelDescription['unit'];
  /** Recordings of pens that have it. */
  readonly recordings: number;
  readonly mean: number;
  readonly deviation: number;
  readonly smallest: number;
  readonly largest: number;
  /**
   * Share of readings, 0 … 1, that stand at the very largest or smallest value of all for at least
   * three readings in a row: what a sensor does at the end of its range.
   */
  readonly saturated: number;
}

/** So many equal readings at the edge are no chance. */
const stuck = 3;

/** Mean, deviation (Welford 1962) and edges of one channel in one pass. */
export class ChannelSummary {
  #recordings = 0;
  #count = 0;
  #mean = 0;
  #squares = 0;
  readonly #top = new Edge();
  readonly #bottom = new Edge();

  constructor(private readonly channel: ChannelDescription) {}

  /** @param values n × 13, row by row */
  add(values: Float32Array, index: number): void {
    this.#recordings += 1;
    this.#top.rest();
    this.#bottom.rest();
    for (let at = index; at < values.length; at += channelCount) {
      const value = values[at]!;
      this.#count += 1;
      const from = value - this.#mean;
      this.#mean += from / this.#count;
      this.#squares += from * (value - this.#mean);
      this.#top.add(value);
      this.#bottom.add(-value);
    }
  }

  /** @returns undefined when no recording has the channel */
  figures(): ChannelFigures | undefined {
    if (this.#count === 0) return undefined;
    const { name, unit, sensor } = this.channel;
    const constant = this.#top.value === -this.#bottom.value;
    // A pen in the air presses with nothing at all: that is no end of a range.
    const held = this.#top.held + (sensor === 'force' ? 0 : this.#bottom.held);
    return {
      name,
      unit,
      recordings: this.#recordings,
      mean: this.#mean,
      deviation: Math.sqrt(this.#squares / this.#count),
      smallest: -this.#bottom.value,
      largest: this.#top.value,
      saturated: constant ? 0 : held / this.#count,
    };
  }
}

/** The largest value so far, and how many readings stood there. */
class Edge {
  value = -Infinity;
  held = 0;
  #run = 0;

  /** A new recording begins. */
  rest(): void {
    this.#run = 0;
  }

  add(value: number): void {
    if (value > this.value) {
      this.value = value;
      this.held = 0;
      this.#run = 1;
    } else if (value === this.value) {
      this.#run += 1;
      if (this.#run === stuck) this.held += stuck;
      else if (this.#run > stuck) this.held += 1;
    } else this.#run = 0;
  }
}

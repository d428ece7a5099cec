import { channelCount, channelIndex, maskOf, type PenSample } from '../../contract/sensors.ts';
import type { PenColumn } from '../profiles/schema.ts';
import { unitFactors, type Unit } from '../profiles/units.ts';
import type { DecoderSink } from './pen-decoder.ts';
import { RowClock, type RowClockOptions } from './row-clock.ts';
import type { DecoderCounters } from './statistics.ts';

/** Turns rows of raw numbers into samples as columns say. Columns whose unit is a guess take it as SI. */
export class SampleAssembler {
  readonly mask: number;
  readonly columnCount: number;
  private readonly sample: PenSample = {
    timeMs: 0,
    mask: 0,
    values: new Float32Array(channelCount),
  };
  /** Per column: channel index, or -1 when it is none. */
  private readonly channels: Int8Array;
  private readonly factors: Float64Array;
  private readonly biases: Float64Array;
  private readonly timeColumn: number;
  private readonly counterColumn: number;
  private readonly clock: RowClock;

  constructor(
    columns: readonly PenColumn[],
    private readonly counters: DecoderCounters,
    private readonly sink: DecoderSink,
    options: RowClockOptions = {},
  ) {
    this.columnCount = columns.length;
    const named = columns.map(({ to }) =>
      to === 'time' || to === 'counter' || to === 'skip' ? undefined : to,
    );
    this.mask = maskOf(named.filter((name) => name !== undefined));
    this.channels = Int8Array.from(named, (name) => (name ? channelIndex(name) : -1));
    this.factors = Float64Array.from(columns, ({ unit, scale = 1 }) =>
      unit === undefined || unit === 'guess' ? scale : scale * unitFactors[unit],
    );
    this.biases = Float64Array.from(columns, ({ bias = 0 }) => bias);
    this.timeColumn = columns.findIndex(({ to }) => to === 'time');
    this.counterColumn = columns.findIndex(({ to }) => to === 'counter');
    this.clock = new RowClock(counters, options);
  }

  /** From now on a column counts by another conversion. */
  convert(column: number, unit: Unit, scale: number): void {
    this.factors[column] = scale * unitFactors[unit];
  }

  /**
   * @param raw numbers, one a column, from `offset` on; NaN where the pen had no value
   */
  assemble(raw: Float64Array, offset: number, arrivalMs: number): void {
    const { sample, channels } = this;
    let mask = this.mask;
    for (let column = 0; column < this.columnCount; column += 1) {
      const channel = channels[column]!;
      if (channel < 0) continue;
      // What does not fit the sample is no more of a value than NaN.
      const value = Math.fround(this.converted(raw, offset, column));
      if (Number.isFinite(value)) sample.values[channel] = value;
      else {
        sample.values[channel] = 0;
        mask &= ~(1 << channel);
      }
    }
    sample.mask = mask;
    sample.timeMs = this.time(raw, offset, arrivalMs);
    if (mask === 0) return;
    this.counters.samples += 1;
    this.sink.onSample(sample);
  }

  private converted(raw: Float64Array, offset: number, column: number): number {
    return (raw[offset + column]! - this.biases[column]!) * this.factors[column]!;
  }

  private time(raw: Float64Array, offset: number, arrivalMs: number): number {
    if (this.timeColumn >= 0) {
      const timeMs = this.converted(raw, offset, this.timeColumn);
      const count = raw[offset + this.counterColumn];
      if (count !== undefined && Number.isFinite(count)) this.clock.noteCount(count);
      if (Number.isFinite(timeMs)) return this.clock.fromTime(timeMs, arrivalMs);
    } else if (this.counterColumn >= 0) {
      const count = raw[offset + this.counterColumn]!;
      if (Number.isFinite(count)) return this.clock.fromCounter(count, arrivalMs);
    }
    return this.clock.fromArrival(arrivalMs);
  }
}

import {
  channelCount,
  hasChannel,
  type PenSample,
  type SensorMask,
} from '../../contract/sensors.ts';

/**
 * Payload of a samples record: mask u16, count u16, then per sample its device time f64, its
 * arrival after that of the record u32 in µs, and one f32 for each channel in the mask.
 */
const prefixLength = 4;
const rowPrefixLength = 12;
const longestOffset = 0xffff_ffff;

const blockCapacity = 256;
const largestBlock =
  prefixLength + blockCapacity * (rowPrefixLength + Float32Array.BYTES_PER_ELEMENT * channelCount);

/** Gathers samples of one mask until they are written as one record; allocates nothing per sample. */
export class SampleBlock {
  readonly #bytes = Buffer.alloc(largestBlock);
  #length = prefixLength;
  #mask: SensorMask = 0;
  count = 0;
  /** Arrival of the first sample; ms. */
  arrivalMs = 0;

  /** @returns false when the sample does not fit: take the block away first, then add it again */
  add(sample: PenSample, arrivalMs: number): boolean {
    if (this.count === 0) {
      this.#mask = sample.mask;
      this.arrivalMs = arrivalMs;
    }
    const offset = Math.round((arrivalMs - this.arrivalMs) * 1000);
    const fits =
      this.count < blockCapacity &&
      sample.mask === this.#mask &&
      offset >= 0 &&
      offset <= longestOffset;
    if (!fits) return false;
    const bytes = this.#bytes;
    let at = this.#length;
    bytes.writeDoubleLE(sample.timeMs, at);
    bytes.writeUInt32LE(offset, at + 8);
    at += rowPrefixLength;
    for (let channel = 0; channel < channelCount; channel++) {
      if (!hasChannel(sample.mask, channel)) continue;
      bytes.writeFloatLE(sample.values[channel]!, at);
      at += 4;
    }
    this.#length = at;
    this.count++;
    return true;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies the payload to `target` and empties the block. */
  take(target: Buffer, at: number): void {
    this.#bytes.writeUInt16LE(this.#mask, 0);
    this.#bytes.writeUInt16LE(this.count, 2);
    this.#bytes.copy(target, at, 0, this.#length);
    this.clear();
  }

  clear(): void {
    this.#length = prefixLength;
    this.count = 0;
  }
}

export interface RecordedSamples {
  readonly mask: SensorMask;
  readonly count: number;
  /** Device clock, ms. */
  readonly timesMs: Float64Array;
  /** Host clock, ms, to the microsecond. */
  readonly arrivalsMs: Float64Array;
  /** count × 13 in the units of the channel table. */
  readonly values: Float32Array;
}

/** @returns undefined when the payload is no samples record */
export function decodeSamples(payload: Buffer, arrivalMs: number): RecordedSamples | undefined {
  if (payload.length < prefixLength) return undefined;
  const mask = payload.readUInt16LE(0);
  const count = payload.readUInt16LE(2);
  const present: number[] = [];
  for (let channel = 0; channel < channelCount; channel++) {
    if (hasChannel(mask, channel)) present.push(channel);
  }
  const rowLength = rowPrefixLength + 4 * present.length;
  if (mask >> channelCount !== 0 || payload.length !== prefixLength + count * rowLength) {
    return undefined;
  }
  const timesMs = new Float64Array(count);
  const arrivalsMs = new Float64Array(count);
  const values = new Float32Array(count * channelCount);
  let at = prefixLength;
  for (let row = 0; row < count; row++) {
    timesMs[row] = payload.readDoubleLE(at);
    arrivalsMs[row] = arrivalMs + payload.readUInt32LE(at + 8) / 1000;
    at += rowPrefixLength;
    for (const channel of present) {
      values[row * channelCount + channel] = payload.readFloatLE(at);
      at += 4;
    }
  }
  return { mask, count, timesMs, arrivalsMs, values };
}

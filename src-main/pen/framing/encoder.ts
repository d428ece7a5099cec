import {
  channelCount,
  channelIndex,
  maskOf,
  type ChannelName,
  type SensorKind,
  type SensorMask,
} from '../../contract/sensors.ts';
import { cobsEncode, cobsEncodedLimit } from './cobs.ts';
import { crc16 } from './crc16.ts';
import {
  batteryLength,
  checksumLength,
  countScales,
  defaultFullScale,
  frameType,
  informationPrefixLength,
  maximumFrameLength,
  maximumStringLength,
  protocolVersion,
  samplesPrefixLength,
  sensorOrder,
  sequencePeriod,
} from './frame-format.ts';

export interface FrameEncoderOptions {
  /** Channels that the pen has, any order; they go out in the order of the channel table. */
  readonly channels: readonly ChannelName[];
  /** Nominal rate in Hz. */
  readonly rateHz: number;
  /** At most 64 bytes of UTF-8; longer names are cut. Default: none. */
  readonly name?: string;
  readonly firmware?: string;
  /** Value of count 32768 in units of the channel table. Default: `defaultFullScale`. */
  readonly fullScale?: Partial<Record<SensorKind, number>>;
  /** Most samples in one frame. Default 8. */
  readonly samplesPerFrame?: number;
  /** Number of the first frame. Default 0, which tells the decoder that the pen has just started. */
  readonly firstSequence?: number;
}

/** What a firmware does: turns samples into frames of docs/formats/wire-protocol.md. */
export class FrameEncoder {
  readonly mask: SensorMask;
  readonly fullScale: Readonly<Record<SensorKind, number>>;
  /** 0 for the default full scales, otherwise a number that an information frame explains. */
  readonly scaleSet: number;
  private readonly indexes: readonly number[];
  private readonly scales: Float64Array;
  private readonly samplesPerFrame: number;
  private readonly body = new Uint8Array(maximumFrameLength);
  private readonly view = new DataView(this.body.buffer);
  private sequence: number;
  private timeMicroseconds = 0;
  private started = false;

  constructor(private readonly options: FrameEncoderOptions) {
    this.mask = maskOf(options.channels);
    if (this.mask === 0) throw new RangeError('A pen needs at least one channel.');
    this.indexes = [...new Set(options.channels.map(channelIndex))].sort((a, b) => a - b);
    const full = { ...defaultFullScale };
    for (const sensor of sensorOrder) {
      const value = Math.fround(options.fullScale?.[sensor] ?? full[sensor]);
      if (!(value > 0 && Number.isFinite(value))) {
        throw new RangeError(`The full scale of the ${sensor} must be a positive number.`);
      }
      full[sensor] = value;
    }
    this.fullScale = full;
    this.scales = countScales(full);
    this.scaleSet = scaleSetNumber(full);
    const fitting = Math.floor(
      (maximumFrameLength - samplesPrefixLength - checksumLength) / this.recordLength,
    );
    this.samplesPerFrame = Math.max(1, Math.min(fitting, options.samplesPerFrame ?? 8));
    this.sequence = options.firstSequence ?? 0;
  }

  /** Send it first and then once a second: listeners may come at any time. */
  information(): Uint8Array {
    this.header(frameType.information, this.timeMicroseconds);
    this.view.setUint8(7, protocolVersion);
    this.view.setUint8(8, this.scaleSet);
    this.view.setUint16(9, this.mask, true);
    this.view.setFloat32(11, this.options.rateHz, true);
    sensorOrder.forEach((sensor, index) => {
      this.view.setFloat32(15 + 4 * index, this.fullScale[sensor], true);
    });
    let length = informationPrefixLength;
    for (const text of [this.options.name ?? '', this.options.firmware ?? '']) {
      const target = this.body.subarray(length + 1, length + 1 + maximumStringLength);
      const { written } = new TextEncoder().encodeInto(text, target);
      this.body[length] = written;
      length += 1 + written;
    }
    return this.finish(length);
  }

  /** @param fraction charge, 0..1 */
  battery(fraction: number): Uint8Array {
    this.header(frameType.battery, this.timeMicroseconds);
    this.view.setUint8(7, Math.round(100 * Math.min(1, Math.max(0, fraction))));
    return this.finish(batteryLength);
  }

  /**
   * @param values count × 13 in units of the channel table; beyond full scale they saturate, what is
   * not a number becomes 0
   * @param timesMs count device times, not falling
   * @returns one or several whole frames
   */
  samples(values: Float32Array, timesMs: ArrayLike<number>, count: number): Uint8Array {
    const frames: Uint8Array[] = [];
    let row = 0;
    while (row < count) {
      const start = microseconds(timesMs[row]!);
      this.header(frameType.samples, start);
      this.view.setUint8(7, this.scaleSet);
      this.view.setUint16(8, this.mask, true);
      let length = samplesPrefixLength;
      let previous = start;
      for (let records = 0; row < count && records < this.samplesPerFrame; records += 1) {
        const now = microseconds(timesMs[row]!);
        if (now < previous || now - previous > 0xffff) break;
        this.record(length, now - previous, values, row);
        length += this.recordLength;
        previous = now;
        row += 1;
      }
      this.timeMicroseconds = previous;
      frames.push(this.finish(length));
    }
    return frames.length === 1 ? frames[0]! : concatenate(frames);
  }

  private get recordLength(): number {
    return 2 + 2 * this.indexes.length;
  }

  private record(at: number, offset: number, values: Float32Array, row: number): void {
    this.view.setUint16(at, offset, true);
    let write = at + 2;
    for (const channel of this.indexes) {
      const count = Math.round(values[row * channelCount + channel]! / this.scales[channel]!);
      this.view.setInt16(write, Math.min(32_767, Math.max(-32_768, count || 0)), true);
      write += 2;
    }
  }

  private header(type: number, timeMicroseconds: number): void {
    this.view.setUint8(0, type);
    this.view.setUint16(1, this.sequence, true);
    this.view.setUint32(3, timeMicroseconds >>> 0, true);
    this.sequence = this.sequence === sequencePeriod ? 1 : this.sequence + 1;
  }

  private finish(length: number): Uint8Array {
    this.view.setUint16(length, crc16(this.body, 0, length), true);
    const encoded = new Uint8Array(cobsEncodedLimit(length + checksumLength) + 2);
    // A delimiter before the very first frame ends whatever a boot loader may have printed.
    const end = cobsEncode(this.body, length + checksumLength, encoded, this.started ? 0 : 1);
    this.started = true;
    return encoded.slice(0, end + 1);
  }
}

function microseconds(timeMs: number): number {
  return Math.round(timeMs * 1000);
}

/** The same full scales always get the same number, so that a restart does not change it. */
function scaleSetNumber(fullScale: Readonly<Record<SensorKind, number>>): number {
  if (sensorOrder.every((sensor) => fullScale[sensor] === defaultFullScale[sensor])) return 0;
  const bytes = new Uint8Array(
    Float32Array.from(sensorOrder, (sensor) => fullScale[sensor]).buffer,
  );
  return 1 + (crc16(bytes) % 255);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

import type { PenInformation } from '../../contract/pens.ts';
import {
  channelCount,
  channelsIn,
  type PenSample,
  type SensorKind,
} from '../../contract/sensors.ts';
import { DeviceClock } from './device-clock.ts';
import {
  batteryLength,
  countScales,
  defaultFullScale,
  frameType,
  informationPrefixLength,
  samplesPrefixLength,
  sensorOrder,
} from './frame-format.ts';
import type { DecoderSink } from './pen-decoder.ts';
import { SequenceTracker } from './sequence-tracker.ts';
import type { DecoderCounters } from './statistics.ts';

/** Reads frames whose checksum has been found right: the body in docs/formats/wire-protocol.md. */
export class QuillwaveFrames {
  private readonly sample: PenSample = {
    timeMs: 0,
    mask: 0,
    values: new Float32Array(channelCount),
  };
  /** Channels of `columnsMask` in the order they stand in a record. */
  private readonly columns = new Uint8Array(16);
  private columnsMask = 0;
  private columnCount = 0;
  private readonly defaultScales = countScales(defaultFullScale);
  private describedScales: Float64Array | undefined;
  private describedSet = -1;
  private readonly sequence = new SequenceTracker();
  private readonly clock = new DeviceClock();
  private information: PenInformation = {};
  private readonly view: DataView;

  /** @param body holds every frame that is read, from index 0 */
  constructor(
    private readonly body: Uint8Array,
    private readonly counters: DecoderCounters,
    private readonly sink: DecoderSink,
  ) {
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /**
   * @param length bytes of the frame without its checksum, at least a header
   * @returns false when the frame contradicts itself
   */
  read(length: number, arrivalMs: number): boolean {
    const type = this.body[0]!;
    if (!this.wellFormed(type, length)) return false;
    const sequence = this.body[1]! | (this.body[2]! << 8);
    const microseconds = this.view.getUint32(3, true);
    const order = this.sequence.observe(sequence, microseconds);
    if (order === 'late') {
      this.counters.lateFrames += 1;
      return true;
    }
    this.counters.lostFrames += this.sequence.lost;
    if (order === 'restart') {
      this.counters.restarts += 1;
      this.clock.restart();
      this.describedSet = -1;
    }
    if (type === frameType.samples) this.readSamples(length, microseconds, arrivalMs);
    else if (type === frameType.information) this.readInformation(length);
    else if (type === frameType.battery) this.readBattery();
    else this.counters.unknownFrames += 1;
    this.counters.frames += 1;
    return true;
  }

  private wellFormed(type: number, length: number): boolean {
    switch (type) {
      case frameType.samples: {
        if (length <= samplesPrefixLength) return false;
        const mask = this.body[8]! | (this.body[9]! << 8);
        if (mask !== this.columnsMask) this.useMask(mask);
        const records = length - samplesPrefixLength;
        return this.columnCount > 0 && records % (2 + 2 * this.columnCount) === 0;
      }
      case frameType.information: {
        if (length < informationPrefixLength + 2) return false;
        const firmwareAt = informationPrefixLength + 1 + this.body[informationPrefixLength]!;
        return firmwareAt < length && firmwareAt + 1 + this.body[firmwareAt]! <= length;
      }
      case frameType.battery:
        return length >= batteryLength && this.body[7]! <= 100;
      default:
        return true;
    }
  }

  private useMask(mask: number): void {
    this.columnsMask = mask;
    this.columnCount = 0;
    for (let bit = 0; bit < 16; bit += 1) {
      if ((mask >> bit) & 1) {
        this.columns[this.columnCount] = bit;
        this.columnCount += 1;
      }
    }
  }

  private readSamples(length: number, start: number, arrivalMs: number): void {
    const { body, columns, columnCount, sample } = this;
    const scales = this.scalesOf(body[7]!);
    if (!scales) {
      this.counters.undescribedFrames += 1;
      return;
    }
    // Bits beyond the channel table are channels of a later version: skipped, not refused.
    const mask = this.columnsMask & ((1 << channelCount) - 1);
    const { values } = sample;
    if (sample.mask !== mask) values.fill(0);
    sample.mask = mask;
    let microseconds = start;
    for (let read = samplesPrefixLength; read < length;) {
      microseconds += body[read]! | (body[read + 1]! << 8);
      read += 2;
      for (let column = 0; column < columnCount; column += 1) {
        const channel = columns[column]!;
        const count = ((body[read]! << 16) | (body[read + 1]! << 24)) >> 16;
        if (channel < channelCount) values[channel] = count * scales[channel]!;
        read += 2;
      }
      const timeMs = this.clock.read(microseconds >>> 0, arrivalMs);
      if (timeMs === sample.timeMs) this.counters.untimedSamples += 1;
      sample.timeMs = timeMs;
      this.counters.samples += 1;
      this.sink.onSample(sample);
    }
  }

  private scalesOf(set: number): Float64Array | undefined {
    if (set === this.describedSet) return this.describedScales;
    return set === 0 ? this.defaultScales : undefined;
  }

  private readInformation(length: number): void {
    const full: Record<SensorKind, number> = { ...defaultFullScale };
    sensorOrder.forEach((sensor, index) => {
      const value = this.view.getFloat32(15 + 4 * index, true);
      // Sensors that a pen has not got may say anything.
      if (value > 0 && Number.isFinite(value)) full[sensor] = value;
    });
    this.describedScales = countScales(full);
    this.describedSet = this.body[8]!;
    const rateHz = this.view.getFloat32(11, true);
    const firmwareAt = informationPrefixLength + 1 + this.body[informationPrefixLength]!;
    const name = this.text(informationPrefixLength, length);
    const firmware = this.text(firmwareAt, length);
    this.tell({
      channels: channelsIn(this.view.getUint16(9, true)),
      ...(rateHz > 0 && Number.isFinite(rateHz) && { rateHz }),
      ...(name !== '' && { name }),
      ...(firmware !== '' && { firmware }),
      ...(this.information.battery !== undefined && { battery: this.information.battery }),
    });
  }

  private readBattery(): void {
    this.tell({ ...this.information, battery: this.body[7]! / 100 });
  }

  private text(at: number, limit: number): string {
    const bytes = this.body.subarray(at + 1, Math.min(limit, at + 1 + this.body[at]!));
    // It is shown to people, in a terminal too: no control characters.
    return new TextDecoder()
      .decode(bytes)
      .replaceAll(/\p{Cc}/gu, '')
      .trim();
  }

  private tell(information: PenInformation): void {
    if (JSON.stringify(information) === JSON.stringify(this.information)) return;
    this.information = information;
    this.sink.onInformation(information);
  }
}

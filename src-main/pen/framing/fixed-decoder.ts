import { channelsIn } from '../../contract/sensors.ts';
import { fieldTypes, type FieldType, type PenProfile } from '../profiles/schema.ts';
import { unitFactors } from '../profiles/units.ts';
import { checksums, type Checksum } from './checksums.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import type { RowClockOptions } from './row-clock.ts';
import { SampleAssembler } from './sample-assembler.ts';
import { createCounters, type DecoderStatistics } from './statistics.ts';

export type FixedProfile = Extract<PenProfile, { framing: 'fixed' }>;

/** A stream that pauses in the middle of a record has lost the rest of it. */
const silenceMs = 200;

/** Records of fixed size whose fields a profile describes, with or without a marker before each. */
export class FixedRecordDecoder implements PenDecoder {
  private readonly counters = createCounters();
  private readonly marker: Uint8Array;
  private readonly types: readonly FieldType[];
  private readonly littleEndian: boolean;
  private readonly wholeChunks: boolean;
  private readonly record: Uint8Array;
  private readonly view: DataView;
  private readonly raw: Float64Array;
  private readonly checksum: Checksum | undefined;
  private readonly checksumFrom: number;
  /** Where checksum and end stand. */
  private readonly checksumAt: number;
  private readonly end: Uint8Array;
  /** Pairs of fields: from the first the second is taken off. */
  private readonly offsets: readonly (readonly [channel: number, offset: number])[];
  private readonly assembler: SampleAssembler;
  private length = 0;
  /** Whether the bytes before these were a record; each loss of it counts as one bad frame. */
  private inStep = false;
  private lastArrivalMs = 0;
  private told = false;

  constructor(
    private readonly profile: FixedProfile,
    private readonly sink: DecoderSink,
  ) {
    const { fields, marker = '', byteOrder, boundaries, checksum, end = '' } = profile.record;
    this.marker = Uint8Array.from(Buffer.from(marker, 'hex'));
    this.types = fields.map(({ type }) => type);
    this.littleEndian = byteOrder !== 'big';
    this.wholeChunks = boundaries === 'chunks';
    this.checksumAt = this.types.reduce((sum, type) => sum + fieldTypes[type], this.marker.length);
    this.checksum = checksum && checksums[checksum.kind];
    this.checksumFrom = checksum?.from ?? 0;
    this.end = Uint8Array.from(Buffer.from(end, 'hex'));
    this.offsets = fields.flatMap(({ subtractFrom }, offset) =>
      subtractFrom === undefined
        ? []
        : [[fields.findIndex(({ to }) => to === subtractFrom), offset] as const],
    );
    const size = this.checksumAt + (this.checksum?.size ?? 0) + this.end.length;
    this.record = new Uint8Array(size);
    this.view = new DataView(this.record.buffer);
    this.raw = new Float64Array(fields.length);
    this.assembler = new SampleAssembler(fields, this.counters, sink, clockOptions(profile));
  }

  get statistics(): DecoderStatistics {
    return this.counters;
  }

  push(chunk: Uint8Array, arrivalMs: number): void {
    this.counters.bytes += chunk.length;
    if (arrivalMs - this.lastArrivalMs > silenceMs) this.dropPart();
    this.lastArrivalMs = arrivalMs;
    for (const byte of chunk) this.take(byte, arrivalMs);
    if (this.wholeChunks) this.dropPart();
  }

  private take(byte: number, arrivalMs: number): void {
    this.record[this.length] = byte;
    this.length += 1;
    if (this.length <= this.marker.length) this.checkMarker();
    if (this.length < this.record.length) return;
    if (this.isSound()) this.finish(arrivalMs);
    else this.lookAgain(arrivalMs);
  }

  private isSound(): boolean {
    const { checksum, checksumAt, record } = this;
    const endAt = checksumAt + (checksum?.size ?? 0);
    if (this.end.some((byte, index) => record[endAt + index] !== byte)) return false;
    if (checksum === undefined) return true;
    const expected = checksum.compute(record, this.checksumFrom, checksumAt);
    return expected === this.read(checksum.size === 1 ? 'uint8' : 'uint16', checksumAt);
  }

  /** What looked like a record was none, or is damaged: the next one may begin in the midst of it. */
  private lookAgain(arrivalMs: number): void {
    if (this.inStep || this.wholeChunks) this.counters.badFrames += 1;
    this.inStep = false;
    const [, ...rest] = this.record;
    this.length = 0;
    this.counters.garbageBytes += 1;
    if (this.wholeChunks) this.counters.garbageBytes += rest.length;
    // Fewer than a record: this cannot come back here.
    else for (const byte of rest) this.take(byte, arrivalMs);
  }

  reset(): void {
    this.counters.garbageBytes += this.length;
    this.length = 0;
    this.inStep = false;
  }

  private dropPart(): void {
    if (this.length === 0) return;
    this.counters.badFrames += 1;
    this.reset();
  }

  /** Keeps of what has come the longest end that the marker could begin with. */
  private checkMarker(): void {
    if (this.record[this.length - 1] === this.marker[this.length - 1]) return;
    if (this.inStep) this.counters.badFrames += 1;
    this.inStep = false;
    const came = this.length;
    let shift = 1;
    while (shift < came && !this.matchesFrom(shift, came)) shift += 1;
    this.record.copyWithin(0, shift, came);
    this.length = came - shift;
    this.counters.garbageBytes += shift;
  }

  private matchesFrom(shift: number, end: number): boolean {
    for (let index = shift; index < end; index += 1) {
      if (this.record[index] !== this.marker[index - shift]) return false;
    }
    return true;
  }

  private finish(arrivalMs: number): void {
    let at = this.marker.length;
    for (let field = 0; field < this.types.length; field += 1) {
      const type = this.types[field]!;
      this.raw[field] = this.read(type, at);
      at += fieldTypes[type];
    }
    for (const [channel, offset] of this.offsets) this.raw[channel]! -= this.raw[offset]!;
    this.length = 0;
    this.inStep = true;
    this.counters.frames += 1;
    if (!this.told) this.tell();
    this.assembler.assemble(this.raw, 0, arrivalMs);
  }

  private read(type: FieldType, at: number): number {
    switch (type) {
      case 'int8':
        return this.view.getInt8(at);
      case 'uint8':
        return this.view.getUint8(at);
      case 'int16':
        return this.view.getInt16(at, this.littleEndian);
      case 'uint16':
        return this.view.getUint16(at, this.littleEndian);
      case 'int32':
        return this.view.getInt32(at, this.littleEndian);
      case 'uint32':
        return this.view.getUint32(at, this.littleEndian);
      case 'float32':
        return this.view.getFloat32(at, this.littleEndian);
    }
  }

  private tell(): void {
    this.told = true;
    const { rateHz } = this.profile;
    this.sink.onInformation({
      channels: channelsIn(this.assembler.mask),
      ...(rateHz !== undefined && { rateHz }),
    });
  }
}

/** Integer fields wrap where their type ends. */
function clockOptions({ rateHz, record: { fields } }: FixedProfile): RowClockOptions {
  const range = (type: FieldType) => (type === 'float32' ? undefined : 2 ** (8 * fieldTypes[type]));
  const time = fields.find(({ to }) => to === 'time');
  const counter = fields.find(({ to }) => to === 'counter');
  const timeRange = time && range(time.type);
  const counterWrap = counter && range(counter.type);
  const timeUnit = time?.unit === undefined || time.unit === 'guess' ? 'ms' : time.unit;
  return {
    ...(rateHz !== undefined && { rateHz }),
    ...(timeRange !== undefined && {
      timeWrapMs: timeRange * (time?.scale ?? 1) * unitFactors[timeUnit],
    }),
    ...(counterWrap !== undefined && { counterWrap }),
  };
}

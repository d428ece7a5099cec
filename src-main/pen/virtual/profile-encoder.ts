import { channelIndex, channelNames, type PenSample } from '../../contract/sensors.ts';
import { checksums } from '../framing/checksums.ts';
import { FrameEncoder } from '../framing/encoder.ts';
import type { FixedProfile } from '../framing/fixed-decoder.ts';
import { fieldTypes, type FieldType, type PenColumn, type PenProfile } from '../profiles/schema.ts';
import { unitFactors } from '../profiles/units.ts';

/** What a pen's firmware does: turns readings into the bytes that its profile describes. */
export interface ProfileEncoder {
  /** What the pen sends before its first reading. */
  begin(): Uint8Array;
  /** One reading as one packet: a frame, a row, a record. */
  encode(sample: PenSample): Uint8Array;
}

/** @param rateHz how often the pen measures */
export function profileEncoder(profile: PenProfile, rateHz: number): ProfileEncoder {
  switch (profile.framing) {
    case 'quillwave':
    case 'auto':
      return new FramesEncoder(profile.title, rateHz);
    case 'text':
      return new TextEncoding(profile);
    case 'fixed':
      return new RecordEncoder(profile);
  }
}

const informationEveryMs = 1000;

class FramesEncoder implements ProfileEncoder {
  readonly #frames: FrameEncoder;
  #informationMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, rateHz: number) {
    this.#frames = new FrameEncoder({ channels: channelNames, rateHz, name, samplesPerFrame: 1 });
  }

  begin(): Uint8Array {
    return this.#frames.information();
  }

  encode({ timeMs, values }: PenSample): Uint8Array {
    const due = timeMs - this.#informationMs >= informationEveryMs;
    if (due) this.#informationMs = timeMs;
    // In the order of their numbers.
    const information = due ? [this.#frames.information()] : [];
    return Buffer.concat([...information, this.#frames.samples(values, [timeMs], 1)]);
  }
}

/** What some pens print besides their rows. */
const greetings: Readonly<Record<string, string>> = {
  penovate: 'START\r\n',
  'smart-pen': '>>>READY\n>>>STARTED\n',
  airpen: 'ets Jun  8 2016 00:22:57\nrst:0x1 (POWERON_RESET)\nMPU6050 ready\n',
};

/** What a text pen without described columns sends, in the units of the channel table. */
const usualColumns: readonly PenColumn[] = (
  ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'] as const
).map((to) => ({ to }));

class TextEncoding implements ProfileEncoder {
  readonly #columns: readonly PenColumn[];
  readonly #lineEnd: string;
  #count = 0;

  constructor(private readonly profile: Extract<PenProfile, { framing: 'text' }>) {
    this.#columns = profile.columns ?? usualColumns;
    this.#lineEnd = profile.boundaries === 'chunks' ? '' : '\n';
  }

  begin(): Uint8Array {
    return Buffer.from(greetings[this.profile.id] ?? '');
  }

  encode(sample: PenSample): Uint8Array {
    const count = this.#count++;
    const values = this.#columns.map((column) => {
      const raw = rawOf(column, sample, count);
      return Number.isFinite(raw) ? String(Number(raw.toFixed(5))) : 'nan';
    });
    const keyed = this.#columns.some(({ key }) => key !== undefined);
    const row = keyed
      ? `{"device_id":"virtual",${values.map((value, at) => `"${this.#columns[at]!.key}":${value}`).join(',')}}`
      : values.join(',');
    return Buffer.from(row + this.#lineEnd);
  }
}

class RecordEncoder implements ProfileEncoder {
  #count = 0;

  constructor(private readonly profile: FixedProfile) {}

  begin(): Uint8Array {
    return new Uint8Array(0);
  }

  encode(sample: PenSample): Uint8Array {
    const { fields, marker = '', byteOrder, checksum, end = '' } = this.profile.record;
    const count = this.#count++;
    const littleEndian = byteOrder !== 'big';
    const body = Buffer.concat([
      Buffer.from(marker, 'hex'),
      ...fields.map((field) => written(field.type, rawOf(field, sample, count), littleEndian)),
    ]);
    const sum =
      checksum === undefined
        ? []
        : [this.#sumOf(body, checksums[checksum.kind], checksum.from ?? 0, littleEndian)];
    return Buffer.concat([body, ...sum, Buffer.from(end, 'hex')]);
  }

  #sumOf(
    body: Uint8Array,
    { size, compute }: (typeof checksums)[keyof typeof checksums],
    from: number,
    littleEndian: boolean,
  ): Uint8Array {
    return written(size === 1 ? 'uint8' : 'uint16', compute(body, from, body.length), littleEndian);
  }
}

/** The number that a pen sends so that it is understood as this reading. */
function rawOf({ to, unit, scale = 1, bias = 0 }: PenColumn, sample: PenSample, count: number) {
  if (to === 'skip') return 0;
  if (to === 'counter') return count;
  const factor = unit === undefined || unit === 'guess' ? 1 : unitFactors[unit];
  const value = to === 'time' ? sample.timeMs : sample.values[channelIndex(to)]!;
  return value / factor / scale + bias;
}

function written(type: FieldType, value: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(fieldTypes[type]);
  const view = new DataView(bytes.buffer);
  if (type === 'float32') {
    view.setFloat32(0, value, littleEndian);
    return bytes;
  }
  const bits = 8 * bytes.length;
  const signed = type.startsWith('int');
  const [low, high] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  // Clocks and counters wrap; readings saturate, as converters do.
  const whole = Math.round(value);
  const fitting =
    !signed && whole > high ? whole % 2 ** bits : Math.min(high, Math.max(low, whole));
  if (bits === 8) view.setUint8(0, fitting);
  else if (bits === 16) view.setUint16(0, fitting, littleEndian);
  else view.setUint32(0, fitting, littleEndian);
  return bytes;
}

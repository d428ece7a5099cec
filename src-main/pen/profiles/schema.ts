import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { describeIssues } from '../../contract/issues.ts';
import { channelNames, channels } from '../../contract/sensors.ts';
import { checksumNames } from '../framing/checksums.ts';
import { unitFactors, unitsFor, type Unit } from './units.ts';

/**
 * Where a column or field goes: a channel; `time`, the device clock; `counter`, a number that rises
 * by the same step from sample to sample and so shows losses; or `skip`.
 */
const destination = v.picklist([...channelNames, 'time', 'counter', 'skip']);

const finite = v.pipe(v.number(), v.finite());
const conversion = {
  to: destination,
  /** Default: the unit of the channel table; ms for `time`. `guess`: from the first rows (text). */
  unit: v.exactOptional(v.picklist([...(Object.keys(unitFactors) as Unit[]), 'guess'])),
  /** Value in `unit` = (raw − bias) × scale. Defaults: 1 and 0. */
  scale: v.exactOptional(v.pipe(finite, v.notValue(0))),
  bias: v.exactOptional(finite),
};

function unitFits({ to, unit }: { to: string; unit?: string }): boolean {
  if (unit === undefined) return true;
  const channel = channels.find(({ name }) => name === to);
  if (unit === 'guess') return channel !== undefined;
  if (to === 'time') return unitsFor('time').includes(unit);
  return channel !== undefined && unitsFor(channel.sensor).includes(unit);
}
const unitMessage = 'This unit does not fit what is measured';

const textColumn = {
  ...conversion,
  /** Name of the value in JSON objects or before `:`; with one, all columns need one. */
  key: v.exactOptional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(64))),
};

/** What one column of a text row means. */
export type PenColumn = v.InferOutput<v.StrictObjectSchema<typeof textColumn, undefined>>;
export type PenDestination = PenColumn['to'];

const column = v.union([
  v.pipe(
    destination,
    v.transform((to): PenColumn => ({ to })),
  ),
  v.pipe(
    v.strictObject(textColumn),
    v.check((entry) => unitFits(entry), unitMessage),
  ),
]);

export const fieldTypes = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
} as const;
export type FieldType = keyof typeof fieldTypes;

const field = v.pipe(
  v.strictObject({
    ...conversion,
    type: v.picklist(Object.keys(fieldTypes) as FieldType[]),
    /** Of a `skip`: its raw number is taken off the raw number of this channel. */
    subtractFrom: v.exactOptional(v.picklist(channelNames)),
  }),
  v.check((entry) => unitFits(entry), unitMessage),
  v.check(({ unit }) => unit !== 'guess', 'Fields of binary records need a unit that is known'),
);

function namesChannelsOnce(entries: readonly { to: string }[]): boolean {
  const named = entries.map(({ to }) => to).filter((to) => to !== 'skip');
  const known = new Set<string>(channelNames);
  return new Set(named).size === named.length && named.some((to) => known.has(to));
}
const onceMessage = 'At least one channel is needed, and each may stand there only once';

const columns = v.pipe(
  v.array(column),
  v.minLength(1),
  v.maxLength(32),
  v.check((entries) => namesChannelsOnce(entries), onceMessage),
  v.check(
    (entries) => new Set(entries.map(({ key }) => key === undefined)).size === 1,
    'Either every column has a key or none',
  ),
);

const hexadecimal = v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,8}$/i));
const boundaries = v.exactOptional(v.picklist(['chunks', 'none']));

const record = v.strictObject({
  fields: v.pipe(
    v.array(field),
    v.minLength(1),
    v.maxLength(64),
    v.check((entries) => namesChannelsOnce(entries), onceMessage),
    v.check(
      (entries) => entries.every(({ to, subtractFrom }) => !subtractFrom || to === 'skip'),
      'Only a skip can be taken off a channel',
    ),
  ),
  /** Default: little. */
  byteOrder: v.exactOptional(v.picklist(['little', 'big'])),
  /** Bytes before every record, in hexadecimal, for example `aa55`. */
  marker: v.exactOptional(hexadecimal),
  /** Stands behind the fields. */
  checksum: v.exactOptional(
    v.strictObject({
      kind: v.picklist(checksumNames),
      /** Place of the first byte that it covers, counted from the marker's first. Default 0. */
      from: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64))),
    }),
  ),
  /** Bytes at the very end of every record, in hexadecimal. */
  end: v.exactOptional(hexadecimal),
  /**
   * `chunks`: every chunk (a BLE notification) begins a record. `none`, the default: records follow
   * each other in a stream that may be cut anywhere.
   */
  boundaries,
});

/** Rows and columns of length 1, at right angles, no mirror. */
function isRotation(matrix: readonly number[]): boolean {
  const row = (at: number) => matrix.slice(3 * at, 3 * at + 3);
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const [x, y, z] = [row(0), row(1), row(2)];
  const cross = [0, 1, 2].map((at) => {
    const [next, last] = [(at + 1) % 3, (at + 2) % 3];
    return x[next]! * y[last]! - x[last]! * y[next]!;
  });
  // Three decimals are enough to write it down.
  const near = (value: number, wanted: number) => Math.abs(value - wanted) < 0.01;
  return (
    near(product(x, x), 1) &&
    near(product(y, y), 1) &&
    near(product(x, y), 0) &&
    [0, 1, 2].every((at) => near(cross[at]!, z[at]!))
  );
}

const usbNumber = v.pipe(v.string(), v.regex(/^[0-9a-f]{4}$/i), v.toLowerCase());
const common = {
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  title: v.pipe(v.string(), v.trim(), v.nonEmpty()),
  description: v.exactOptional(v.string()),
  transport: v.picklist(['serial', 'ble', 'any']),
  /** Of the serial line. Default 115200. */
  baudRate: v.exactOptional(
    v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(4_000_000)),
  ),
  /** Nominal rate in Hz, for pens that do not say it. */
  rateHz: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(2000))),
  /**
   * How the sensors sit in the barrel: the rotation, row by row, that takes what they measure to the
   * axes that models know. Default: as they are.
   */
  mounting: v.exactOptional(
    v.pipe(
      v.array(finite),
      v.length(9),
      v.check((matrix) => isRotation(matrix), 'nine numbers of a rotation are needed, row by row'),
    ),
  ),
  /**
   * Factor on the times of its samples: below 1 for a clock or a hand that is slower than those that models
   * know. Default 1.
   */
  pace: v.exactOptional(v.pipe(v.number(), v.minValue(0.4), v.maxValue(2.5))),
  /** Hertz by the pen's own clock of which half of the amplitude is let through. Default: all is. */
  smoothingHz: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(200))),
  /** USB identifiers of this very pen, for ranking serial ports. */
  usb: v.exactOptional(
    v.array(v.strictObject({ vendorId: usbNumber, productId: v.exactOptional(usbNumber) })),
  ),
  ble: v.exactOptional(
    v.strictObject({
      name: v.exactOptional(v.string()),
      service: v.exactOptional(v.pipe(v.string(), v.toLowerCase())),
      characteristic: v.pipe(v.string(), v.toLowerCase()),
      /** These identifiers are a stock example's or a module's: other pens may have them, too. */
      shared: v.exactOptional(v.boolean()),
      /** What such a pen is told after every connection, and by which characteristic. */
      start: v.exactOptional(
        v.strictObject({
          characteristic: v.pipe(v.string(), v.toLowerCase()),
          text: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
        }),
      ),
    }),
  ),
};

/** A pen as data: how it is reached and what its bytes mean. See docs/formats/pen-profiles.md. */
export const penProfileSchema = v.variant('framing', [
  v.strictObject({ ...common, framing: v.literal('quillwave') }),
  v.strictObject({ ...common, framing: v.literal('auto') }),
  v.strictObject({
    ...common,
    framing: v.literal('text'),
    /** What stands in a row, in order. Left out: guessed from the number of columns. */
    columns: v.exactOptional(columns),
    /**
     * `chunks`: the end of a chunk (a BLE notification) ends a row, too. Left out: so where a pen
     * sends no line ends.
     */
    boundaries,
  }),
  v.strictObject({ ...common, framing: v.literal('fixed'), record }),
]);

export type PenProfile = v.InferOutput<typeof penProfileSchema>;
export type PenProfileInput = v.InferInput<typeof penProfileSchema>;
/** A profile in code, as it would stand in a file. */
export function penProfile(input: PenProfileInput): PenProfile {
  return v.parse(penProfileSchema, input);
}

/**
 * @param json a profile as text of a JSON file
 * @throws UserError `pen-profile` when it is no profile; the message says where and why
 */
export function parsePenProfile(json: string): PenProfile {
  const remedy =
    'Correct the file; docs/formats/pen-profiles.md describes every field, and the profiles that come with Quillwave are examples.';
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('pen-profile', `The pen profile is not JSON: ${reason}`, remedy);
  }
  const result = v.safeParse(penProfileSchema, data);
  if (result.success) return result.output;
  const reasons = describeIssues(result.issues);
  throw new UserError('pen-profile', `The pen profile is wrong: ${reasons}.`, remedy);
}

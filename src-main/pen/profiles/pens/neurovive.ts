import { penProfile } from '../schema.ts';

const acceleration = { type: 'int16', unit: 'g', scale: 1 / 16_384 } as const;
const rotation = { type: 'int16', unit: '°/s', scale: 1 / 131 } as const;
const unused = (type: 'int16' | 'uint16' | 'uint8') => ({ to: 'skip', type }) as const;

export const neuroViveProfile = penProfile({
  id: 'neurovive',
  title: 'NeuroVive',
  description:
    'Big-endian packets of 53 bytes with the offsets of the sensors, which are taken off, and a checksum. A twelfth of the range of its tip sensor counts as 1 N.',
  transport: 'ble',
  ble: { service: 'ffe0', characteristic: 'ffe2', shared: true },
  framing: 'fixed',
  record: {
    byteOrder: 'big',
    boundaries: 'chunks',
    marker: '01',
    fields: [
      { to: 'counter', type: 'uint8' },
      { to: 'time', type: 'uint32', unit: 'ms' },
      { to: 'ax', ...acceleration },
      { to: 'ay', ...acceleration },
      { to: 'az', ...acceleration },
      { to: 'gx', ...rotation },
      { to: 'gy', ...rotation },
      { to: 'gz', ...rotation },
      // Pitch and roll.
      unused('int16'),
      unused('int16'),
      // Raw reading of a 12-bit converter.
      { to: 'force', type: 'uint16', unit: 'N', scale: 12 / 4095 },
      // Grams of the tip, both grips, their mean, tremor, its size, jerk.
      ...Array.from({ length: 7 }, () => unused('uint16')),
      // State of the pen, number of lifts.
      unused('uint8'),
      unused('uint8'),
      ...(['ax', 'ay', 'az', 'gx', 'gy', 'gz'] as const).map(
        (subtractFrom) => ({ to: 'skip', type: 'int16', subtractFrom }) as const,
      ),
    ],
    checksum: { kind: 'xor8' },
  },
});

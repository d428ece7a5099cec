import { penProfile } from '../schema.ts';

const acceleration = { type: 'float32', unit: 'g' } as const;
const rotation = { type: 'float32', unit: '°/s' } as const;

export const imuPenProfile = penProfile({
  id: 'imupen',
  title: 'IMUpen (XIAO MG24)',
  description: 'Records of 38 bytes with start word, counter, time and checksum.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 104,
  framing: 'fixed',
  record: {
    // The start word 0xAA55, then the version 1, both little-endian.
    marker: '55aa0100',
    fields: [
      { to: 'counter', type: 'uint32' },
      { to: 'time', type: 'uint32', unit: 'ms' },
      { to: 'ax', ...acceleration },
      { to: 'ay', ...acceleration },
      { to: 'az', ...acceleration },
      { to: 'gx', ...rotation },
      { to: 'gy', ...rotation },
      { to: 'gz', ...rotation },
    ],
    checksum: { kind: 'sum16' },
  },
});

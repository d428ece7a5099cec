import { penProfile } from '../schema.ts';

const float = { type: 'float32' } as const;

export const airwritingGloveProfile = penProfile({
  id: 'airwriting-glove',
  title: 'Airwriting glove',
  description:
    'Records of 70 bytes. The finger writes; the accelerometer of the wrist takes the place of a rear one. The button counts as contact of 1 N.',
  transport: 'serial',
  baudRate: 115_200,
  framing: 'fixed',
  record: {
    marker: 'aa',
    fields: [
      { to: 'counter', type: 'uint16' },
      { to: 'time', type: 'uint32', unit: 'ms' },
      { to: 'rx', ...float },
      { to: 'ry', ...float },
      { to: 'rz', ...float },
      ...Array.from({ length: 3 }, () => ({ to: 'skip', ...float }) as const),
      { to: 'ax', ...float },
      { to: 'ay', ...float },
      { to: 'az', ...float },
      { to: 'gx', ...float },
      { to: 'gy', ...float },
      { to: 'gz', ...float },
      { to: 'mx', ...float },
      { to: 'my', ...float },
      { to: 'mz', ...float },
      { to: 'force', type: 'uint8', unit: 'N' },
    ],
    checksum: { kind: 'xor8', from: 1 },
    end: '55',
  },
});

import { penProfile } from '../schema.ts';

export const penovateProfile = penProfile({
  id: 'penovate',
  title: 'Penovate',
  description:
    'Rows of 12 numbers between START and END: two 6-axis sensors. The second gyroscope turns with the first and is left out. Units are not documented and therefore guessed.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'guess' },
    { to: 'ay', unit: 'guess' },
    { to: 'az', unit: 'guess' },
    { to: 'gx', unit: 'guess' },
    { to: 'gy', unit: 'guess' },
    { to: 'gz', unit: 'guess' },
    { to: 'rx', unit: 'guess' },
    { to: 'ry', unit: 'guess' },
    { to: 'rz', unit: 'guess' },
    'skip',
    'skip',
    'skip',
  ],
});

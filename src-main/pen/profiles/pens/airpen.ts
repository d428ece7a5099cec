import { penProfile } from '../schema.ts';

export const airpenProfile = penProfile({
  id: 'airpen',
  title: 'airpen',
  description: 'Comma-separated rows after a boot text: acceleration in m/s², rotation in °/s.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'm/s²' },
    { to: 'ay', unit: 'm/s²' },
    { to: 'az', unit: 'm/s²' },
    { to: 'gx', unit: '°/s' },
    { to: 'gy', unit: '°/s' },
    { to: 'gz', unit: '°/s' },
  ],
});

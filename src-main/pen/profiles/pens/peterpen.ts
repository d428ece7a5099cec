import { penProfile } from '../schema.ts';

export const peterPenProfile = penProfile({
  id: 'peterpen',
  title: 'PeterPen',
  description:
    'JSON rows [ax, ay, az, pressure, gx, gy, gz]. Units differ between versions and are guessed; the force resistor is not calibrated.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'guess' },
    { to: 'ay', unit: 'guess' },
    { to: 'az', unit: 'guess' },
    // A force resistor on a 10-bit converter; at about 10 N such resistors saturate.
    { to: 'force', unit: 'N', scale: 10 / 1023 },
    { to: 'gx', unit: 'guess' },
    { to: 'gy', unit: 'guess' },
    { to: 'gz', unit: 'guess' },
  ],
});

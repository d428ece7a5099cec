import { penProfile } from '../schema.ts';

import { nordicUart } from './nordic-uart.ts';

export const smartPenV2Profile = penProfile({
  id: 'smart-pen-v2',
  title: 'smart_pen_v2 (JSON)',
  description:
    'One JSON object a reading, with accel_x … and gyro_x …, over the Nordic UART or a serial line. Units are not documented and therefore guessed.',
  transport: 'any',
  baudRate: 115_200,
  rateHz: 20,
  ble: { ...nordicUart, shared: true },
  framing: 'text',
  columns: [
    { key: 'timestamp', to: 'skip' },
    { key: 'gyro_x', to: 'gx', unit: 'guess' },
    { key: 'gyro_y', to: 'gy', unit: 'guess' },
    { key: 'gyro_z', to: 'gz', unit: 'guess' },
    { key: 'accel_x', to: 'ax', unit: 'guess' },
    { key: 'accel_y', to: 'ay', unit: 'guess' },
    { key: 'accel_z', to: 'az', unit: 'guess' },
  ],
});

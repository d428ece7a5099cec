import { penProfile } from '../schema.ts';

const dPointAcceleration = { type: 'int16', unit: 'mg', scale: 0.122 } as const;
const dPointRotation = { type: 'int16', unit: 'mdeg/s', scale: 17.5 } as const;

export const dPointProfile = penProfile({
  id: 'd-point',
  title: 'D-POINT',
  description:
    'Records of 14 bytes in BLE notifications. The pressure is not calibrated: its rest value is taken off, and a tenth of full scale counts as 10 N.',
  transport: 'ble',
  rateHz: 143,
  ble: { name: 'DPOINT', characteristic: '19b10013-e8f2-537e-4f6c-d104768a1214' },
  framing: 'fixed',
  record: {
    boundaries: 'chunks',
    fields: [
      { to: 'ax', ...dPointAcceleration },
      { to: 'ay', ...dPointAcceleration },
      { to: 'az', ...dPointAcceleration },
      { to: 'gx', ...dPointRotation },
      { to: 'gy', ...dPointRotation },
      { to: 'gz', ...dPointRotation },
      { to: 'force', type: 'uint16', unit: 'N', bias: 1080, scale: 10 / 6554 },
    ],
  },
});

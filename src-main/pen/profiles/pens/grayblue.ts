import { penProfile } from '../schema.ts';

const float = { type: 'float32' } as const;

export const grayBlueProfile = penProfile({
  id: 'grayblue',
  title: 'GrayBlue',
  description: '13 floats a notification: acceleration, rotation, magnetic field, orientation.',
  transport: 'ble',
  ble: {
    service: 'c87ace96-3523-11e9-b210-d663bd873d93',
    characteristic: 'c87ad148-3523-11e9-b210-d663bd873d93',
  },
  framing: 'fixed',
  record: {
    boundaries: 'chunks',
    fields: [
      { to: 'ax', ...float, unit: 'mg' },
      { to: 'ay', ...float, unit: 'mg' },
      { to: 'az', ...float, unit: 'mg' },
      { to: 'gx', ...float, unit: '°/s' },
      { to: 'gy', ...float, unit: '°/s' },
      { to: 'gz', ...float, unit: '°/s' },
      { to: 'mx', ...float, unit: 'mG' },
      { to: 'my', ...float, unit: 'mG' },
      { to: 'mz', ...float, unit: 'mG' },
      ...Array.from({ length: 4 }, () => ({ to: 'skip', ...float }) as const),
    ],
  },
});

import { penProfile } from '../schema.ts';

const acceleration = { type: 'int16', unit: 'g', scale: 1 / 4096 } as const;

export const cl837Profile = penProfile({
  id: 'cl837',
  title: 'CL837',
  description: 'Three accelerations of 4096 counts a g, in notifications of 6 bytes.',
  transport: 'ble',
  ble: { service: 'fff0', characteristic: 'fff1', shared: true },
  framing: 'fixed',
  record: {
    boundaries: 'chunks',
    fields: [
      { to: 'ax', ...acceleration },
      { to: 'ay', ...acceleration },
      { to: 'az', ...acceleration },
    ],
  },
});

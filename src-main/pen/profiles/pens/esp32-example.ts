import { penProfile } from '../schema.ts';

export const esp32ExampleProfile = penProfile({
  id: 'esp32-example',
  title: 'ESP32 example (x,y,z,mode)',
  description:
    'A row x,y,z,mode in each notification of the service that the ESP32 examples use. The unit is guessed.',
  transport: 'ble',
  ble: {
    service: '4fafc201-1fb5-459e-8fcc-c5c9c331914b',
    characteristic: 'beb5483e-36e1-4688-b7f5-ea07361b26a8',
    // Any device made from the stock example has the same.
    shared: true,
  },
  framing: 'text',
  boundaries: 'chunks',
  columns: [
    { to: 'ax', unit: 'guess' },
    { to: 'ay', unit: 'guess' },
    { to: 'az', unit: 'guess' },
    'skip',
  ],
});

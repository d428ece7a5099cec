import { penProfile } from '../schema.ts';

export const smartPenProfile = penProfile({
  id: 'smart-pen',
  title: 'SmartPen (Nano 33 BLE)',
  description:
    'Rows of text, with lines such as >>>STARTED among them. Columns and units are not documented and therefore guessed.',
  transport: 'ble',
  rateHz: 59.5,
  ble: {
    name: 'SmartPen',
    service: '19b10000-e8f2-537e-4f6c-d104768a1214',
    characteristic: '19b10001-e8f2-537e-4f6c-d104768a1214',
    // Arduino's example has the same.
    shared: true,
  },
  framing: 'text',
});

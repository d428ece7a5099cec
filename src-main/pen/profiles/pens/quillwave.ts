import { penProfile } from '../schema.ts';

import { nordicUart } from './nordic-uart.ts';

export const quillwaveProfile = penProfile({
  id: 'quillwave',
  title: 'Quillwave frames',
  description: 'Firmware that speaks the protocol of docs/formats/wire-protocol.md.',
  transport: 'any',
  baudRate: 115_200,
  ble: { ...nordicUart, shared: true },
  framing: 'quillwave',
});

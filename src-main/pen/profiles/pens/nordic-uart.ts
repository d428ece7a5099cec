import { penProfile } from '../schema.ts';

/** Of Nordic Semiconductor's UART service; from the pen to the computer. */
export const nordicUart = {
  service: '6e400001-b5a3-f393-e0a9-e50e24dcca9e',
  characteristic: '6e400003-b5a3-f393-e0a9-e50e24dcca9e',
};

export const nordicUartProfile = penProfile({
  id: 'nordic-uart',
  title: 'Nordic UART',
  description:
    'Frames of the wire protocol, rows of numbers or JSON over the Nordic UART service. Columns and units are guessed.',
  transport: 'ble',
  ble: { ...nordicUart, shared: true },
  framing: 'auto',
});

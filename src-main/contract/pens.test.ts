import { expect, test } from 'vitest';
import { formatPenAddress, parsePenAddress, type PenAddress } from './pens.ts';

test.each<[text: string, address: PenAddress]>([
  ['simulated', { kind: 'simulated' }],
  ['simulated:a b', { kind: 'simulated', text: 'a b' }],
  ['replay:C:\\a.csv', { kind: 'replay', file: 'C:\\a.csv' }],
  ['serial:/dev/ttyACM0', { kind: 'serial', path: '/dev/ttyACM0' }],
  ['ble:DPOINT', { kind: 'ble', name: 'DPOINT' }],
  ['ble:My pen @home', { kind: 'ble', name: 'My pen @home' }],
  ['ble:DPOINT@c0ffee000002', { kind: 'ble', name: 'DPOINT', id: 'c0ffee000002' }],
  ['ble:c0ffee000002', { kind: 'ble', name: '', id: 'c0ffee000002' }],
])('%s', (text, address) => {
  expect(parsePenAddress(text)).toEqual(address);
  expect(formatPenAddress(address)).toBe(text);
});

test('an address of a Bluetooth pen may be spelled as systems show it', () => {
  const pen = { kind: 'ble', name: 'Pen', id: 'c0ffee000002' };
  expect(parsePenAddress('ble:Pen@C0:FF:EE:00:00:02')).toEqual(pen);
  expect(parsePenAddress('ble:Pen@c0-ff-ee-00-00-02')).toEqual(pen);
  expect(parsePenAddress('ble:C0:FF:EE:00:00:02')).toEqual({ ...pen, name: '' });
});

test.each(['', 'ble:', 'serial', 'radio:x'])('“%s” names no pen', (text) => {
  expect(() => parsePenAddress(text)).toThrow(expect.objectContaining({ code: 'pen-address' }));
});

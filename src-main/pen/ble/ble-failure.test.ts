import { expect, test } from 'vitest';
import { adapterFailure, connectionFailure, isLasting, notFound } from './ble-failure.ts';
import { chosenBluetooth, parseBluetoothChoice } from './bluetooth-choice.ts';
import { BluetoothRadio } from './bluetooth-radio.ts';

const pen = { name: 'Pen' };

test.each(['linux', 'darwin', 'win32'] as const)(
  'on %s every state says what to do',
  (platform) => {
    for (const state of ['poweredOff', 'unauthorized', 'unsupported', 'unknown'] as const) {
      const error = adapterFailure(state, undefined, platform);
      expect(error.code).toMatch(/^bluetooth-/);
      expect(error.remedy.length).toBeGreaterThan(30);
      expect(isLasting(error)).toBe(false);
    }
  },
);

test('why a pen is not there: never heard, lost, or wants to be paired', () => {
  expect(notFound(pen, false).remedy).toContain('connected to a phone');
  expect(notFound(pen, true).message).toContain('was lost');
  const refused = new Error('ATT error: Insufficient Authentication (0x05)');
  expect(connectionFailure(pen, refused).code).toBe('ble-pairing');
  expect(connectionFailure(pen, new Error('timeout')).code).toBe('ble-failed');
});

test('the way to Bluetooth', () => {
  expect(parseBluetoothChoice(undefined)).toEqual({ kind: 'system' });
  expect(parseBluetoothChoice('hci')).toEqual({ kind: 'hci' });
  expect(parseBluetoothChoice('hci:1')).toEqual({ kind: 'hci', device: 1 });
  expect(parseBluetoothChoice('hci:/dev/ttyACM0')).toEqual({ kind: 'uart', path: '/dev/ttyACM0' });
  expect(() => parseBluetoothChoice('usb')).toThrow(
    expect.objectContaining({ code: 'bluetooth-choice' }),
  );
  expect(chosenBluetooth().kind).toBe('system');
});

test('a library that is not installed is told of, and looked for again', async () => {
  let attempts = 0;
  const radio = new BluetoothRadio(() => ({ kind: 'system' }), {
    open: () => {
      attempts += 1;
      return Promise.reject(new Error('Cannot find module'));
    },
  });
  await expect(radio.ready()).rejects.toThrow('Cannot find module');
  await expect(radio.ready()).rejects.toThrow('Cannot find module');
  expect(attempts).toBe(2);
});

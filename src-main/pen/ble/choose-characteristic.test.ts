import { expect, test } from 'vitest';
import { penProfiles } from '../profiles.ts';
import { bleIdentifier, chooseCharacteristic, nordicUartOut } from './choose-characteristic.ts';

const notifying = (uuid: string, service = '1800') => ({ uuid, service, properties: ['notify'] });
const own = 'aaaabbbbccccddddeeeeffff00001111';

test.each([
  ['19B10013-E8F2-537E-4F6C-D104768A1214', '19b10013e8f2537e4f6cd104768a1214'],
  ['0xFFE2'.slice(2), 'ffe2'],
  ['0000ffe2-0000-1000-8000-00805f9b34fb', 'ffe2'],
  ['0000FFE2', 'ffe2'],
])('the identifier %s', (text, identifier) => {
  expect(bleIdentifier(text)).toBe(identifier);
});

test('the characteristic that the profile names, and no other', () => {
  const offered = [notifying(nordicUartOut), notifying('ffe2')];
  expect(chooseCharacteristic(offered, [], 'FFE2')?.characteristic.uuid).toBe('ffe2');
  expect(chooseCharacteristic(offered, [], 'ffe9')).toBeUndefined();
});

test('one that a known kind of pen has says which kind it is', () => {
  const offered = [notifying(nordicUartOut), notifying('19b10013e8f2537e4f6cd104768a1214')];
  expect(chooseCharacteristic(offered, penProfiles)?.profile?.id).toBe('d-point');
});

test('else the Nordic UART, then the maker’s own, then anything; never Bluetooth’s services', () => {
  const battery = notifying('2a19', '180f');
  const read = { uuid: own, service: own, properties: ['read'] };
  const choose = (...offered: Parameters<typeof chooseCharacteristic>[0]) =>
    chooseCharacteristic([battery, ...offered], [])?.characteristic.uuid;
  expect(choose(notifying('ffe2'), notifying(own), notifying(nordicUartOut))).toBe(nordicUartOut);
  expect(choose(notifying('ffe2'), notifying(own))).toBe(own);
  expect(choose(notifying('ffe2'))).toBe('ffe2');
  expect(choose(read)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { probablePen } from '../../contract/pens.ts';
import { penProfiles } from '../profiles.ts';
import { describeDevice } from './ble-listing.ts';

const nearby = { id: 'c0ffee000002', services: [], signal: -50 };

test('a pen whose name a profile knows comes first and is read as that profile says', () => {
  const listing = describeDevice({ ...nearby, name: 'DPOINT' }, penProfiles)!;
  expect(listing.rank).toBeGreaterThanOrEqual(probablePen);
  expect(listing).toMatchObject({
    address: { kind: 'ble', name: 'DPOINT', id: 'c0ffee000002', profile: 'd-point' },
    detail: 'D-POINT · c0:ff:ee:00:00:02 · near (-50 dBm)',
    signal: -50,
  });
});

test('two pens of one name are told apart by address and signal', () => {
  const details = [
    describeDevice({ ...nearby, name: 'Twin' }, []),
    describeDevice({ ...nearby, id: 'c0ffee000003', name: 'Twin', signal: -90 }, []),
  ].map((listing) => listing!.detail);
  expect(details).toEqual([
    'c0:ff:ee:00:00:02 · near (-50 dBm)',
    'c0:ff:ee:00:00:03 · far away (-90 dBm)',
  ]);
});

test('what tells nothing of itself is left out', () => {
  expect(describeDevice({ ...nearby, name: '' }, penProfiles)).toBeUndefined();
  const radio = describeDevice(
    { ...nearby, name: 'Kitchen radio', services: ['180f'] },
    penProfiles,
  )!;
  expect(radio.rank).toBeLessThan(0.5);
});

test('a Nordic UART may well be a pen', () => {
  const services = ['6e400001b5a3f393e0a9e50e24dcca9e'];
  const { rank, address } = describeDevice({ ...nearby, name: 'X1', services }, penProfiles)!;
  expect(rank).toBeGreaterThan(0.5);
  expect(rank).toBeLessThan(probablePen);
  expect(address).not.toHaveProperty('profile');
});

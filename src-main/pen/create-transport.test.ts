import { expect, test, vi } from 'vitest';
import { MockLine } from '../../test/contract/mock-line.ts';
import { createTransport } from './create-transport.ts';

const openRecording = () => [];

test('each kind of address gets its transport, unopened', () => {
  const opener = vi.fn(openRecording);
  const options = { openRecording: opener, serialBinding: new MockLine(), baudRate: 9600 };
  const simulated = createTransport({ kind: 'simulated' }, options);
  expect(simulated).toMatchObject({ kind: 'simulated', capabilities: { finite: false } });
  const written = createTransport({ kind: 'simulated', text: '12' }, options);
  expect(written.capabilities.finite).toBe(true);
  const replay = createTransport({ kind: 'replay', file: 'a.ndjson', speed: 2 }, options);
  expect(replay.description).toBe('Recording a.ndjson at 2 times its speed');
  const serial = createTransport({ kind: 'serial', path: '/dev/x' }, options);
  expect(serial.baudRate).toBe(9600);
  const stated = createTransport({ kind: 'serial', path: '/dev/x', baudRate: 1200 }, options);
  expect(stated.baudRate).toBe(1200);
  const ble = createTransport({ kind: 'ble', name: 'DPOINT', id: 'c0ffee000002' }, options);
  expect(ble.description).toBe('Bluetooth pen “DPOINT” (c0:ff:ee:00:00:02)');
  for (const { presence } of [simulated, written, replay, serial, ble])
    expect(presence).toBe('closed');
  expect(opener).not.toHaveBeenCalled();
});

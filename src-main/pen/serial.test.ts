import { afterEach, expect, test, vi } from 'vitest';
import { ListenerDouble } from '../../test/contract/listener-double.ts';
import { MockLine } from '../../test/contract/mock-line.ts';
import { SerialTransport, type SerialOptions } from './serial.ts';

const patience = { timeout: 15_000, interval: 2 };
const open: SerialTransport[] = [];

afterEach(async () => {
  for (const transport of open.splice(0)) await transport.close();
});

function pen(line: MockLine, options: Partial<SerialOptions> = {}) {
  const listener = new ListenerDouble();
  const transport = new SerialTransport({
    path: line.path,
    binding: line,
    firstRetryMs: 5,
    longestRetryMs: 20,
    ...options,
  });
  open.push(transport);
  return { transport, listener };
}

test('a port without permission says what to type, and opens when it is granted', async () => {
  const line = new MockLine();
  line.failure = new Error(`Error: Permission denied, cannot open ${line.path}`);
  const { transport, listener } = pen(line);
  await transport.open(listener);
  expect(listener.presences).toEqual(['connecting']);
  expect(listener.alerts).toHaveLength(1);
  expect(listener.alerts[0]).toMatchObject({ code: 'serial-permission', severity: 'warning' });
  if (process.platform === 'linux') {
    expect(listener.alerts[0]!.remedy).toBe(
      'Join the group that owns serial ports: sudo usermod -aG dialout $USER, then log out and in again.',
    );
  }
  line.failure = undefined;
  await vi.waitUntil(() => transport.presence === 'connected', patience);
  expect(listener.cleared).toEqual(['serial-permission']);
});

test('the moment in which a new device still belongs to root is passed over', async () => {
  const line = new MockLine();
  const { transport, listener } = pen(line);
  await transport.open(listener);
  await line.pull();
  await vi.waitUntil(() => transport.presence === 'absent', patience);
  let failures = 0;
  const binding = line.open.bind(line);
  line.open = (options) => {
    if (failures++ === 0) return Promise.reject(new Error('Error: Permission denied'));
    return binding(options);
  };
  await line.plugIn();
  await vi.waitUntil(() => transport.presence === 'connected', patience);
  expect(failures).toBeGreaterThan(1);
  expect(listener.alerts.map((alert) => alert.code)).toEqual(['serial-absent']);
});

test('a baud rate that the system refuses can never work', async () => {
  const line = new MockLine();
  line.failure = new Error('Error baud rate of 123 is not supported on your platform');
  const { transport, listener } = pen(line, { baudRate: 123 });
  await expect(transport.open(listener)).rejects.toMatchObject({ code: 'serial-baud' });
  expect(transport.presence).toBe('closed');
});

test('the same pen at a new path is the same pen', async () => {
  const line = new MockLine({ serialNumber: 'E66038B713' });
  const old = line.path;
  const { transport, listener } = pen(line);
  const listed = vi.spyOn(line, 'list');
  await transport.open(listener);
  await line.send(Buffer.from('before'));
  await vi.waitUntil(() => listener.byteLength === 6, patience);
  await vi.waitUntil(() => listed.mock.settledResults[0]?.type === 'fulfilled', patience);
  await line.pull();
  await vi.waitUntil(() => transport.presence === 'absent', patience);
  await line.plugIn(`${old}-again`);
  await vi.waitUntil(() => transport.presence === 'connected', patience);
  expect(transport.description).toBe(`Serial port ${old}-again at 115200 baud`);
  await line.send(Buffer.from(' after'));
  await vi.waitUntil(() => listener.bytes.toString() === 'before after', patience);
});

test('another pen at another path is not taken for it', async () => {
  const line = new MockLine({ serialNumber: 'A' });
  const listed = vi.spyOn(line, 'list');
  const { transport, listener } = pen(line);
  await transport.open(listener);
  await vi.waitUntil(() => listed.mock.settledResults[0]?.type === 'fulfilled', patience);
  await line.pull();
  await vi.waitUntil(() => transport.presence === 'absent', patience);
  line.others = [{ path: '/dev/quillwave-mock-other', serialNumber: 'B' }];
  await vi.waitUntil(() => listed.mock.calls.length > 3, patience);
  expect(transport.presence).toBe('absent');
  expect(line.opened).toBe(1);
});

test('what a slow listener cannot take is dropped from the oldest on, and counted', async () => {
  const line = new MockLine({ maxReadSize: 10 });
  const { transport, listener } = pen(line, { queueBytes: 100 });
  let free: (() => void) | undefined;
  listener.answer = () =>
    free === undefined ? new Promise<void>((resolve) => (free = resolve)) : undefined;
  await transport.open(listener);
  const sent = Uint8Array.from({ length: 250 }, (_, i) => i);
  await line.send(sent);
  // The first ten are with the listener, the newest hundred wait.
  await vi.waitUntil(() => transport.droppedBytes === 140, patience);
  expect(listener.alerts).toMatchObject([{ code: 'pen-overrun' }]);
  free!();
  await vi.waitUntil(() => listener.byteLength === 110, patience);
  expect([...listener.bytes]).toEqual([...sent.subarray(0, 10), ...sent.subarray(150)]);
  expect(listener.cleared).toEqual(['pen-overrun']);
});

test('a port that opens only after closing was asked for does not stay open', async () => {
  const line = new MockLine();
  const { transport, listener } = pen(line);
  const opening = transport.open(listener);
  await transport.close();
  await opening;
  expect(line.isOpen).toBe(false);
});

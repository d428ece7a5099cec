import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { recordingChunks } from '../../src-main/data/recording-chunks.ts';
import type { BluetoothPeripheral } from '../../src-main/pen/virtual/bluetooth-peripheral.ts';
import { BluetoothLine } from '../contract/bluetooth-line.ts';
import { bluetoothLacks } from '../contract/virtual-bluetooth.ts';
import { labelsOf, root, startHeadless } from './headless-program.ts';

const simulated = join(root, 'test/fixtures/simulated-digits.ndjson.gz');
const patience = { timeout: 120_000, interval: 20 };

if (bluetoothLacks !== undefined) {
  console.warn(`Skipped: pens over a real Bluetooth stack without hardware (${bluetoothLacks}).`);
}

const disposers: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

interface Manner {
  /** Bytes a notification. Default 244. */
  readonly size?: number;
  /** Whether the notification at this place is sent. Default: every one. */
  readonly sends?: (place: number) => boolean;
  /** Notifications are gathered for so long and sent at once, ms. Default: as they come. */
  readonly burstMs?: number;
}

/** The pen writes recordings at their own pace, a frame in one notification where it fits. */
async function write(pen: BluetoothPeripheral, indices: readonly number[], manner: Manner = {}) {
  const { size = 244, sends = () => true, burstMs = 0 } = manner;
  const startedMs = performance.now();
  let firstMs: number | undefined;
  let place = 0;
  for await (const { atMs, bytes } of recordingChunks(simulated, { index: indices })) {
    firstMs ??= atMs;
    const due = Math.ceil((atMs - firstMs) / (burstMs || 1)) * (burstMs || 1);
    const waitMs = startedMs + due - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    for (let at = 0; at < bytes.length; at += size) {
      if (sends(place)) pen.notify(bytes.subarray(at, at + size));
      place += 1;
    }
  }
}

describe.skipIf(bluetoothLacks !== undefined)('a pen over Bluetooth', { timeout: 300_000 }, () => {
  let line: BluetoothLine;
  afterEach(() => line.dispose());

  async function begin(options: { mtu?: number; battery?: number } = {}) {
    line = await BluetoothLine.create([options], 'Pen of tests');
    const program = await startHeadless('ble:Pen of tests', disposers, {
      env: { QUILLWAVE_BLUETOOTH: `hci:${line.bluetooth.ports[0]}` },
    });
    await vi.waitUntil(() => line.pen.isSubscribed, patience);
    return program;
  }

  test('advertising, scan, connection, text in the terminal; lost, found again, text goes on', async () => {
    const program = await begin({ battery: 0.6 });
    await write(line.pen, [0, 1]);
    await vi.waitUntil(() => program.texts.length === 2, patience);
    expect(program.battery()).toBe(0.6);
    await line.pull();
    await vi.waitUntil(() => program.presence() === 'absent', patience);
    expect(program.alerts).toContain('ble-absent');
    await line.plugIn();
    await vi.waitUntil(() => line.pen.isSubscribed, patience);
    await vi.waitUntil(() => program.presence() === 'connected', patience);
    await write(line.pen, [2]);
    await vi.waitUntil(() => program.texts.length === 3, patience);
    expect(program.texts).toEqual(await labelsOf(simulated, [0, 1, 2]));
    expect(await program.stop()).toBe(0);
  });

  test('the smallest unit, 20 bytes a notification: frames are put together', async () => {
    const program = await begin({ mtu: 23 });
    await write(line.pen, [0, 1], { size: 20 });
    await vi.waitUntil(() => program.texts.length === 2, patience);
    expect(program.texts).toEqual(await labelsOf(simulated, [0, 1]));
    expect(await program.stop()).toBe(0);
  });

  test('bursts: what was sent in a fifth of a second arrives at once', async () => {
    const program = await begin();
    await write(line.pen, [0, 1], { burstMs: 200 });
    await vi.waitUntil(() => program.texts.length === 2, patience);
    expect(program.texts).toEqual(await labelsOf(simulated, [0, 1]));
    expect(await program.stop()).toBe(0);
  });

  test('every second notification lost: it goes on reading and says that it loses', async () => {
    const program = await begin();
    await write(line.pen, [0, 1, 2], { sends: (place) => place % 2 === 0 });
    await vi.waitUntil(() => program.texts.length >= 2, patience);
    expect(program.alerts).toContain('pen-losses');
    const { samples, lostFrames } = program.statistics();
    expect(samples).toBeGreaterThan(150);
    expect(lostFrames).toBeGreaterThan(50);
    expect(await program.stop()).toBe(0);
  });
});

describe.skipIf(bluetoothLacks !== undefined)('several pens', { timeout: 300_000 }, () => {
  let line: BluetoothLine;
  beforeAll(async () => {
    line = await BluetoothLine.create([{}, {}], 'Twin');
  });
  afterAll(() => line.dispose());

  test('of two pens of one name it is asked which', async () => {
    const env = { QUILLWAVE_BLUETOOTH: `hci:${line.bluetooth.ports[0]}` };
    await expect(startHeadless('ble:Twin', disposers, { env })).rejects.toThrow(
      /2 pens are called “Twin”: c0:ff:ee:00:00:02, c0:ff:ee:00:00:03[\s\S]*ble:Twin@c0:ff:ee:00:00:02/,
    );
    const program = await startHeadless('ble:Twin@c0:ff:ee:00:00:03', disposers, { env });
    await vi.waitUntil(() => line.pens[1]!.isSubscribed, patience);
    expect(line.pens[0]!.isSubscribed).toBe(false);
    expect(await program.stop()).toBe(0);
  });
});

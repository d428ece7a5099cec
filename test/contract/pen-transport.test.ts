import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { BleTransport } from '../../src-main/pen/ble/ble-transport.ts';
import { ReplayTransport } from '../../src-main/pen/replay.ts';
import { SerialTransport } from '../../src-main/pen/serial.ts';
import { simulatedChunks, SimulatedTransport } from '../../src-main/pen/simulated.ts';
import type { PenTransport } from '../../src-main/pen/transport.ts';
import { ListenerDouble } from './listener-double.ts';
import { BluetoothLine } from './bluetooth-line.ts';
import { MockLine } from './mock-line.ts';
import { PseudoTerminal, socatIsHere } from './pseudo-terminal.ts';
import { bluetoothLacks } from './virtual-bluetooth.ts';

/** A transport, and what stands at the other end of it. */
interface Setting {
  readonly transport: PenTransport;
  /** What the pen sends. */
  readonly expected: Uint8Array;
  /** Makes the pen send; nothing to do where the bytes come by themselves. */
  readonly send: () => Promise<void>;
  readonly pull?: () => Promise<void>;
  readonly plugIn?: () => Promise<void>;
  /** What is said when the pen has gone. */
  readonly gone?: { code: string; message: string; remedy: string };
  readonly dispose: () => Promise<void>;
}

/** Every byte value in every neighbourhood: nothing may be eaten or translated on the way. */
const payload = Uint8Array.from(
  { length: 20_000 },
  (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff,
);
const nothing = () => Promise.resolve();
const retries = { firstRetryMs: 10, longestRetryMs: 40 };
const unplugged = { code: 'serial-absent', message: 'unplugged', remedy: 'Plug it in again' };
const outOfReach = { code: 'ble-absent', message: 'was lost', remedy: 'Bring the pen closer' };
/** One for all tests: an adapter takes a while to start. */
let bluetooth: Promise<BluetoothLine> | undefined;
const patience = { timeout: 15_000, interval: 5 };

const settings: Record<string, { skip: boolean; make: () => Promise<Setting> | Setting }> = {
  'serial, pseudo-terminal': {
    skip: !socatIsHere,
    async make() {
      const line = await PseudoTerminal.create();
      return {
        transport: new SerialTransport({ path: line.path, ...retries }),
        expected: payload,
        send: () => line.send(payload),
        pull: () => line.pull(),
        plugIn: () => line.plugIn(),
        gone: unplugged,
        dispose: () => line.dispose(),
      };
    },
  },
  'serial, mock binding': {
    skip: false,
    make() {
      const line = new MockLine();
      const bytes = payload.subarray(0, 3000);
      return {
        transport: new SerialTransport({ path: line.path, binding: line, ...retries }),
        expected: bytes,
        send: () => line.send(bytes),
        pull: () => line.pull(),
        plugIn: () => line.plugIn(),
        gone: unplugged,
        dispose: nothing,
      };
    },
  },
  [`Bluetooth, real stack${bluetoothLacks === undefined ? '' : `: ${bluetoothLacks}`}`]: {
    skip: bluetoothLacks !== undefined,
    async make() {
      const line = await (bluetooth ??= BluetoothLine.create());
      return {
        transport: new BleTransport({
          radio: line.radio,
          name: line.name,
          ...retries,
          absentMs: 500,
          othersMs: 50,
        }),
        expected: payload,
        send: () => line.send(payload),
        pull: () => line.pull(),
        plugIn: () => line.plugIn(),
        gone: outOfReach,
        dispose: () => line.plugIn(),
      };
    },
  },
  replay: {
    skip: false,
    make() {
      const chunks = Array.from({ length: 40 }, (_, i) => ({
        atMs: 1e6 + i * 5,
        bytes: payload.slice(i * 500, (i + 1) * 500),
      }));
      return {
        transport: new ReplayTransport({ title: 'test', chunks, speed: 4 }),
        expected: payload,
        send: nothing,
        dispose: nothing,
      };
    },
  },
  simulated: {
    skip: false,
    make() {
      const options = { text: '1', seed: 5, channels: ['ax', 'ay', 'az'] as const };
      const expected = Buffer.concat([...simulatedChunks(options)].map(({ bytes }) => bytes));
      return {
        transport: new SimulatedTransport({ ...options, speed: 50 }),
        expected,
        send: nothing,
        dispose: nothing,
      };
    },
  },
};

afterAll(async () => (await bluetooth)?.dispose());

describe.each(Object.entries(settings))('%s', (_, { skip, make }) => {
  const used: Setting[] = [];
  const start = async () => {
    const setting = await make();
    used.push(setting);
    return { ...setting, listener: new ListenerDouble() };
  };
  afterEach(async () => {
    for (const setting of used.splice(0)) {
      await setting.transport.close();
      await setting.dispose();
    }
  });

  test.skipIf(skip)('delivers every byte in order and says where it stands', async () => {
    const { transport, listener, expected, send } = await start();
    expect(transport.presence).toBe('closed');
    await transport.open(listener);
    expect(listener.presences).toEqual(['connecting', 'connected']);
    await send();
    await vi.waitUntil(() => listener.byteLength >= expected.length, patience);
    expect(listener.bytes.equals(expected)).toBe(true);
    expect(listener.arrivals).toEqual([...listener.arrivals].sort((a, b) => a - b));
    if (transport.capabilities.finite) {
      await vi.waitUntil(() => transport.presence === 'ended', patience);
    }
    await transport.close();
    expect(listener.presences).toEqual([
      'connecting',
      'connected',
      ...(transport.capabilities.finite ? ['ended'] : []),
      'closed',
    ]);
    expect(transport.presence).toBe('closed');
    expect(transport.droppedBytes).toBe(0);
    expect(listener.alerts).toEqual([]);
  });

  test.skipIf(skip)('closes twice, and at once', async () => {
    const { transport, listener } = await start();
    await transport.open(listener);
    await Promise.all([transport.close(), transport.close()]);
    await transport.close();
    expect(listener.presences.filter((presence) => presence === 'closed')).toEqual(['closed']);
  });

  test.skipIf(skip)('closes while it is being opened', async () => {
    const { transport, listener } = await start();
    const opening = transport.open(listener);
    await transport.close();
    const { calls } = listener;
    await opening;
    expect(transport.presence).toBe('closed');
    expect(listener.presences.at(-1)).toBe('closed');
    expect(listener.calls).toBe(calls);
  });

  test.skipIf(skip)('stays closed when it was closed before', async () => {
    const { transport, listener } = await start();
    await transport.close();
    await transport.open(listener);
    expect(listener.calls).toBe(0);
    expect(transport.presence).toBe('closed');
  });

  test.skipIf(skip)('says nothing after it was closed', async () => {
    const { transport, listener, send } = await start();
    await transport.open(listener);
    await send();
    await vi.waitUntil(() => listener.chunks.length > 0, patience);
    await transport.close();
    const { calls } = listener;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(listener.calls).toBe(calls);
  });

  test.skipIf(skip)('can be closed by its listener', async () => {
    const { transport, listener, send } = await start();
    listener.answer = () => transport.close();
    await transport.open(listener);
    await send();
    await vi.waitUntil(() => transport.presence === 'closed', patience);
    await transport.close();
    expect(listener.chunks).toHaveLength(1);
    expect(listener.presences.at(-1)).toBe('closed');
  });

  test.skipIf(skip)('delivers nothing more while its listener is busy', async () => {
    const { transport, listener, expected, send } = await start();
    let atWork = 0;
    let mostAtWork = 0;
    listener.answer = async () => {
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await new Promise((resolve) => setTimeout(resolve, 1));
      atWork -= 1;
    };
    await transport.open(listener);
    await send();
    await vi.waitUntil(() => listener.byteLength >= expected.length, patience);
    expect(mostAtWork).toBe(1);
    expect(listener.bytes.equals(expected)).toBe(true);
  });

  test.skipIf(skip)('outlives a listener that throws or rejects', async () => {
    const { transport, listener, expected, send } = await start();
    listener.answer = () => {
      if (listener.chunks.length === 1) throw new Error('disk full');
      return listener.chunks.length === 2 ? Promise.reject(new Error('disk gone')) : undefined;
    };
    await transport.open(listener);
    await send();
    await vi.waitUntil(() => listener.byteLength >= expected.length, patience);
    expect(listener.bytes.equals(expected)).toBe(true);
    expect(listener.alerts.map((alert) => alert.code)).toEqual(['pen-listener', 'pen-listener']);
    expect(listener.alerts[0]!.message).toContain('disk full');
    expect(listener.alerts[1]!.message).toContain('disk gone');
    expect(listener.alerts[0]!.remedy).not.toBe('');
  });

  test.skipIf(skip)('takes the pen up again after it was unplugged', async (context) => {
    const { transport, listener, expected, send, pull, plugIn, gone } = await start();
    if (!transport.capabilities.reconnects || pull === undefined || plugIn === undefined) {
      context.skip('this kind of pen cannot be unplugged');
      return;
    }
    await transport.open(listener);
    for (const round of [1, 2]) {
      await send();
      await vi.waitUntil(() => listener.byteLength >= round * expected.length, patience);
      await pull();
      await vi.waitUntil(() => transport.presence === 'absent', patience);
      await vi.waitUntil(() => listener.alerts.length === round, patience);
      expect(listener.alerts.at(-1)).toMatchObject({ code: gone!.code });
      expect(listener.alerts.at(-1)!.message).toContain(gone!.message);
      expect(listener.alerts.at(-1)!.remedy).toContain(gone!.remedy);
      await plugIn();
      await vi.waitUntil(() => transport.presence === 'connected', patience);
      expect(listener.cleared).toHaveLength(round);
    }
    await send();
    await vi.waitUntil(() => listener.byteLength >= 3 * expected.length, patience);
    expect(listener.bytes.equals(Buffer.concat([expected, expected, expected]))).toBe(true);
  });

  test.skipIf(skip)('closes while the pen is away', async (context) => {
    const { transport, listener, pull } = await start();
    if (pull === undefined) {
      context.skip('this kind of pen cannot be unplugged');
      return;
    }
    await transport.open(listener);
    await pull();
    await vi.waitUntil(() => transport.presence === 'absent', patience);
    await transport.close();
    expect(listener.presences.at(-1)).toBe('closed');
  });
});

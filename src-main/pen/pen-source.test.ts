import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Alert } from '../contract/alerts.ts';
import type { PenInformation, PenPresence } from '../contract/pens.ts';
import { channelNames } from '../contract/sensors.ts';
import { FrameEncoder } from './framing/encoder.ts';
import { PenSource, type PenSourceListener } from './pen-source.ts';
import { quillwaveProfile } from './profiles.ts';
import type { PenTransport, TransportListener } from './transport.ts';

class TransportDouble implements PenTransport {
  readonly kind = 'serial';
  readonly description = 'double';
  readonly baudRate = 57600;
  readonly droppedBytes = 3;
  readonly capabilities: PenTransport['capabilities'];
  presence: PenPresence = 'closed';
  listener: TransportListener | undefined;

  constructor(arrivalClock: 'host' | 'recording' = 'host') {
    this.capabilities = {
      reconnects: true,
      finite: false,
      backPressure: 'bounded-queue',
      arrivalClock,
    };
  }

  open(listener: TransportListener): Promise<void> {
    this.listener = listener;
    this.become('connected');
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.become('closed');
    this.listener = undefined;
    return Promise.resolve();
  }

  bytes(chunk: Uint8Array, arrivalMs: number): void {
    void this.listener!.onBytes(chunk, arrivalMs);
  }

  become(presence: PenPresence): void {
    this.presence = presence;
    this.listener?.onPresence(presence);
  }
}

function setUp(clock?: 'host' | 'recording', overrides: Partial<PenSourceListener> = {}) {
  const heard = {
    samples: [] as { timeMs: number; force: number; arrivalMs: number }[],
    information: [] as PenInformation[],
    presences: [] as PenPresence[],
    alerts: [] as Alert[],
    cleared: [] as string[],
  };
  const transport = new TransportDouble(clock);
  const source = new PenSource(transport, quillwaveProfile, {
    onSample: ({ timeMs, values }, arrivalMs) =>
      heard.samples.push({ timeMs, force: values[12]!, arrivalMs }),
    onInformation: (information) => heard.information.push(information),
    onPresence: (presence) => heard.presences.push(presence),
    onAlert: (alert) => heard.alerts.push(alert),
    onAlertCleared: (code) => heard.cleared.push(code),
    ...overrides,
  });
  return { source, transport, heard };
}

function pen() {
  const encoder = new FrameEncoder({ channels: channelNames, rateHz: 100, name: 'Pen' });
  let sent = 0;
  const sample = (force = 1) => {
    const values = new Float32Array(13);
    values[12] = force;
    return encoder.samples(values, [10 * sent++], 1);
  };
  return { encoder, sample };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('samples, information, statistics and presence come through', async () => {
  const { source, transport, heard } = setUp();
  const { encoder, sample } = pen();
  await source.open();
  transport.bytes(encoder.information(), 10);
  transport.bytes(sample(0.5), 20);
  transport.bytes(encoder.battery(0.5), 30);
  expect(heard.samples).toHaveLength(1);
  expect(heard.samples[0]!.force).toBeCloseTo(0.5, 2);
  expect(heard.samples[0]!.arrivalMs).toBe(20);
  expect(source.information).toMatchObject({ name: 'Pen', rateHz: 100, battery: 0.5 });
  expect(heard.information.at(-1)).toEqual(source.information);
  expect(source.statistics).toMatchObject({
    samples: 1,
    frames: 3,
    badFrames: 0,
    droppedBytes: 3,
  });
  await source.close();
  expect(heard.presences).toEqual(['connected', 'closed']);
});

test('samples of a recording carry the time at which they really came', async () => {
  const recorded: number[] = [];
  const { source, transport, heard } = setUp('recording', {
    onBytes: (_, arrivalMs) => void recorded.push(arrivalMs),
  });
  await source.open();
  vi.advanceTimersByTime(70);
  transport.bytes(pen().sample(), 99_999);
  expect(recorded).toEqual([99_999]);
  expect(heard.samples[0]!.arrivalMs).toBe(performance.now());
  await source.close();
});

test('a frame cut by unplugging is dropped, and the next one is read', async () => {
  const { source, transport, heard } = setUp();
  const { sample } = pen();
  await source.open();
  transport.bytes(sample(), 0);
  transport.bytes(sample().subarray(0, 9), 0);
  transport.become('absent');
  transport.become('connected');
  transport.bytes(sample(), 0);
  expect(heard.samples).toHaveLength(2);
  await source.close();
});

test('a silent pen is told while it is connected, and only then', async () => {
  const { source, transport, heard } = setUp();
  await source.open();
  vi.advanceTimersByTime(3500);
  expect(heard.alerts.map(({ code }) => code)).toEqual(['pen-silent']);
  vi.advanceTimersByTime(10_000);
  expect(heard.alerts).toHaveLength(1);
  transport.bytes(pen().sample(), performance.now());
  vi.advanceTimersByTime(500);
  expect(heard.cleared).toEqual(['pen-silent']);
  vi.advanceTimersByTime(4000);
  expect(heard.alerts).toHaveLength(2);
  transport.become('absent');
  expect(heard.cleared).toHaveLength(2);
  vi.advanceTimersByTime(10_000);
  expect(heard.alerts).toHaveLength(2);
  await source.close();
});

test('nobody is asked to switch on a recording', async () => {
  const { source, heard } = setUp('recording');
  await source.open();
  vi.advanceTimersByTime(60_000);
  expect(heard.alerts).toEqual([]);
  await source.close();
});

test('a wrong baud rate is told with the one in use', async () => {
  const { source, transport, heard } = setUp();
  await source.open();
  for (let i = 0; i < 8; i++) {
    transport.bytes(new Uint8Array(100).fill(0xf0 + i), performance.now());
    vi.advanceTimersByTime(500);
  }
  expect(heard.alerts.map(({ code }) => code)).toEqual(['pen-unreadable']);
  expect(heard.alerts[0]!.remedy).toContain('57600');
  await source.close();
});

test('a listener that throws stops neither decoding nor timers, and is told of once', async () => {
  let samples = 0;
  const { source, transport, heard } = setUp('host', {
    onSample: () => {
      samples += 1;
      throw new Error('no room');
    },
    onBytes: () => {
      throw new Error('no room');
    },
  });
  const { sample } = pen();
  await source.open();
  for (let i = 0; i < 20; i++) transport.bytes(sample(), 0);
  expect(samples).toBe(20);
  expect(heard.alerts.map(({ code }) => code)).toEqual(['pen-listener']);
  await source.close();
});

test('the recorder’s promise is handed to the transport', async () => {
  let written: (() => void) | undefined;
  const { source, transport } = setUp('host', {
    onBytes: () =>
      new Promise<void>((resolve) => {
        written = resolve;
      }),
  });
  await source.open();
  const pending = transport.listener!.onBytes(pen().sample(), 0);
  expect(pending).toBeInstanceOf(Promise);
  written!();
  await pending;
  await source.close();
});

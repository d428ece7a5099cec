import { expect, test } from 'vitest';
import { channelCount, maskOf } from '../contract/sensors.ts';
import { createDecoder } from './framing/decoder.ts';
import { quillwaveProfile } from './profiles.ts';
import { SimulatedRequests } from './simulated-requests.ts';
import { simulatedChunks, SimulatedTransport, type SimulatedOptions } from './simulated.ts';

function decoded(options: SimulatedOptions, limitMs = Infinity) {
  const times: number[] = [];
  const forces: number[] = [];
  const masks = new Set<number>();
  let information = {};
  const decoder = createDecoder(quillwaveProfile, {
    onSample: ({ timeMs, mask, values }) => {
      times.push(timeMs);
      forces.push(values[channelCount - 1]!);
      masks.add(mask);
    },
    onInformation: (said) => {
      information = said;
    },
  });
  for (const { atMs, bytes } of simulatedChunks(options)) {
    if (atMs > limitMs) break;
    decoder.push(bytes, atMs);
  }
  return { times, forces, masks, information, statistics: decoder.statistics };
}

const bytesOf = (options: SimulatedOptions) =>
  Buffer.concat([...simulatedChunks(options)].map(({ bytes }) => bytes));

test('speaks the wire protocol without a flaw, at its rate', () => {
  const { times, statistics, information } = decoded({ text: '42 7', seed: 2 });
  expect(statistics).toMatchObject({ badFrames: 0, lostFrames: 0, garbageBytes: 0 });
  expect(statistics.samples).toBe(times.length);
  expect(information).toMatchObject({ name: 'Simulated pen', rateHz: 100, battery: 1 });
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  expect(Math.min(...steps)).toBeCloseTo(10, 2);
  expect(Math.max(...steps)).toBeCloseTo(10, 2);
});

test('pauses of more than a second between words, the pen above the paper', () => {
  const { forces } = decoded({ text: '42 7 19', seed: 2 });
  const pauses: number[] = [];
  let quiet = 0;
  for (const force of forces) {
    if (force < 0.1) quiet += 1;
    else {
      if (quiet >= 100) pauses.push(quiet);
      quiet = 0;
    }
  }
  expect(pauses).toHaveLength(2);
});

test('equal seeds write alike, others do not', () => {
  const options = { text: '31', seed: 7 };
  expect(bytesOf(options).equals(bytesOf(options))).toBe(true);
  expect(bytesOf(options).equals(bytesOf({ ...options, seed: 8 }))).toBe(false);
});

test('chunks come every 20 to 50 ms and end anywhere in a frame', () => {
  const chunks = [...simulatedChunks({ text: '123', seed: 1 })];
  const steps = chunks.slice(1, -2).map(({ atMs }, i) => atMs - chunks[i]!.atMs);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...steps)).toBeLessThanOrEqual(50);
  const whole = chunks.filter(({ bytes }) => bytes.at(-1) === 0).length;
  expect(whole).toBeLessThan(chunks.length / 2);
});

test('repeats for ever, never twice alike', () => {
  const once = decoded({ text: '8', seed: 3 }).times.length;
  const { times } = decoded({ text: '8', seed: 3, repeat: true }, 60_000);
  expect(times.length).toBeGreaterThan(5 * once);
  expect(new SimulatedTransport({ repeat: true }).capabilities.finite).toBe(false);
  expect(new SimulatedTransport().capabilities.finite).toBe(true);
});

test('has the channels and the rate asked for', () => {
  const channels = ['ax', 'ay', 'az', 'gx', 'gy', 'gz'] as const;
  const { masks, times } = decoded({ text: '5', channels, rateHz: 33 });
  expect([...masks]).toEqual([maskOf(channels)]);
  expect(times[1]! - times[0]!).toBeCloseTo(1000 / 33, 2);
});

test.each([
  [{ text: '12 漢' }, 'simulator-character'],
  [{ text: ' ' }, 'simulator-empty'],
  [{ rateHz: 1 }, 'simulator-rate'],
])('%o is refused before anything is written', async (options, code) => {
  const listener = {
    onBytes: () => undefined,
    onPresence: () => undefined,
    onAlert: () => undefined,
    onAlertCleared: () => undefined,
  };
  await expect(new SimulatedTransport(options).open(listener)).rejects.toMatchObject({ code });
});

test('no channel steps from one word to the next: the pen stays in one hand', () => {
  const rows: Float32Array[] = [];
  const decoder = createDecoder(quillwaveProfile, {
    onSample: ({ values }) => void rows.push(Float32Array.from(values)),
    onInformation: () => undefined,
  });
  for (const { atMs, bytes } of simulatedChunks({ text: '31 42 58 7', seed: 2 })) {
    decoder.push(bytes, atMs);
  }
  const touches = rows.map((values) => values[channelCount - 1]! > 0.1);
  const largest = { acceleration: 0, rotation: 0 };
  for (let row = 20; row < rows.length - 20; row++) {
    // Landing and lifting knock; between words nothing does.
    if (touches.slice(row - 20, row + 20).includes(true)) continue;
    const step = (channel: number) => Math.abs(rows[row]![channel]! - rows[row - 1]![channel]!);
    for (const channel of [0, 1, 2, 3, 4, 5]) {
      largest.acceleration = Math.max(largest.acceleration, step(channel));
    }
    for (const channel of [6, 7, 8]) largest.rotation = Math.max(largest.rotation, step(channel));
  }
  expect(largest.acceleration).toBeLessThan(0.7);
  expect(largest.rotation).toBeLessThan(0.15);
});

test('holds still above the paper, writes what it is asked for, and goes on by itself', () => {
  const requests = new SimulatedRequests();
  const forces: number[] = [];
  const decoder = createDecoder(quillwaveProfile, {
    onSample: ({ values }) => void forces.push(values[channelCount - 1]!),
    onInformation: () => undefined,
  });
  const chunks = simulatedChunks({ seed: 3, repeat: true }, requests);
  const touches = (milliseconds: number) => {
    forces.length = 0;
    let first: number | undefined;
    for (;;) {
      const { atMs, bytes } = chunks.next().value as { atMs: number; bytes: Uint8Array };
      decoder.push(bytes, atMs);
      first ??= atMs;
      if (atMs - first > milliseconds) return forces.filter((force) => force > 0.1).length;
    }
  };
  expect(touches(1500)).toBeGreaterThan(20);
  requests.add({ kind: 'hold' });
  touches(100);
  expect(touches(2000)).toBe(0);
  requests.add({ kind: 'write', text: 'hi' });
  expect(touches(2500)).toBeGreaterThan(20);
  touches(500);
  expect(touches(1500)).toBe(0);
  requests.add({ kind: 'gesture', gesture: 'firm' });
  expect(touches(2600)).toBeGreaterThan(150);
  requests.add({ kind: 'release' });
  expect(touches(3000)).toBeGreaterThan(20);
  expect(decoder.statistics).toMatchObject({ badFrames: 0, lostFrames: 0 });
});

test('a finite text that is held does not end until it is let go', () => {
  const requests = new SimulatedRequests();
  requests.add({ kind: 'hold' });
  const chunks = simulatedChunks({ text: 'a' }, requests);
  for (let i = 0; i < 200; i += 1) expect(chunks.next().done).toBe(false);
  requests.add({ kind: 'release' });
  expect([...chunks].length).toBeGreaterThan(10);
});

test('what cannot be written is refused when it is asked for', () => {
  const pen = new SimulatedTransport();
  expect(() => pen.perform({ kind: 'write', text: '語' })).toThrow('cannot write');
  expect(() => pen.perform({ kind: 'write', text: 'fine' })).not.toThrow();
});

import { expect, test } from 'vitest';
import { channelCount, channelNames } from '../../contract/sensors.ts';
import { genericProfile } from '../profiles.ts';
import { FrameEncoder } from './encoder.ts';
import { ascii, collect, join, noise, pushInPieces, smoothRows } from './testing.ts';

function binary(count: number): Uint8Array {
  const encoder = new FrameEncoder({ channels: channelNames, rateHz: 100, name: 'pen' });
  const { values, timesMs } = smoothRows(count);
  const parts = [encoder.information()];
  for (let row = 0; row < count; row += 1) {
    parts.push(encoder.samples(values.subarray(row * channelCount), [timesMs[row]!], 1));
  }
  return join(...parts);
}

function text(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, i) => `${10 * i},0.1,0.2,9.8,0.0${i % 10},0,0`);
  return ascii(`boot\n${rows.join('\r\n')}\r\n`);
}

test.each([[[1]], [[64]], [[7, 500]], [[100_000]]])(
  'tells frames by the bytes, cut by %j',
  (cuts) => {
    const { decoder, samples, information } = collect(genericProfile);
    pushInPieces(decoder, binary(300), cuts);
    expect(samples).toHaveLength(300);
    expect(information).toHaveLength(1);
    expect(information[0]!.name).toBe('pen');
    expect(decoder.statistics).toMatchObject({
      samples: 300,
      frames: 301,
      badFrames: 0,
      lostFrames: 0,
      garbageBytes: 0,
      bytes: binary(300).length,
    });
  },
);

test.each([[[1]], [[64]], [[7, 500]], [[100_000]]])(
  'tells text by the bytes, cut by %j',
  (cuts) => {
    const { decoder, samples, information } = collect(genericProfile);
    pushInPieces(decoder, text(300), cuts);
    expect(samples).toHaveLength(300);
    expect(information.at(-1)!.guess).toContain('time in ms');
    expect(decoder.statistics).toMatchObject({ samples: 300, badFrames: 0, garbageBytes: 4 });
  },
);

test('a pen restarted with other firmware is understood again, to and fro', () => {
  const { decoder, samples, information } = collect(genericProfile);
  const stream = [binary(300), text(300), binary(300), text(300)];
  const seen = stream.map((part) => {
    const before = samples.length;
    pushInPieces(decoder, part, [50]);
    return samples.length - before;
  });
  expect(seen[0]).toBe(300);
  // The other kind is listened to again after some silence and needs some evidence.
  for (const count of seen.slice(1)) expect(count).toBeGreaterThan(230);
  expect(information.map(({ name }) => name ?? 'text')).toEqual(['pen', 'text', 'pen', 'text']);
  expect(decoder.statistics.samples).toBe(samples.length);
});

test('garbage first, of the wrong baud rate for example, does not mislead it', () => {
  const { decoder, samples } = collect(genericProfile);
  pushInPieces(decoder, noise(200_000, 11), [333]);
  expect(samples).toHaveLength(0);
  expect(decoder.statistics.garbageBytes).toBeGreaterThan(100_000);
  expect(decoder.statistics.badFrames).toBeGreaterThan(100);
  pushInPieces(decoder, join(Uint8Array.of(0), binary(100)), [50]);
  expect(samples).toHaveLength(100);
});

test('messages between frames do not turn it into a text reader', () => {
  const { decoder, samples } = collect(genericProfile);
  const encoder = new FrameEncoder({ channels: channelNames, rateHz: 100 });
  const { values, timesMs } = smoothRows(400);
  for (let row = 0; row < 400; row += 1) {
    decoder.push(encoder.samples(values.subarray(row * channelCount), [timesMs[row]!], 1), 0);
    if (row % 20 === 0) decoder.push(join(ascii('\n1,2,3\n4,5,6\n'), Uint8Array.of(0)), 0);
  }
  expect(samples).toHaveLength(400);
  expect(decoder.statistics).toMatchObject({ lostFrames: 0, badFrames: 20 });
});

test('times go on when frames take turns with text, each with a clock of its own', () => {
  const { decoder, samples } = collect(genericProfile);
  for (const part of [binary(300), text(200), binary(300), text(300)]) {
    pushInPieces(decoder, part, [50]);
  }
  const times = samples.map(({ timeMs }) => timeMs);
  expect(times.every((time, at) => at === 0 || time > times[at - 1]!)).toBe(true);
  // Nor does it run away: every change costs one step.
  expect(times.at(-1)! - times[0]!).toBeLessThan(10 * 1100 + 100);
});

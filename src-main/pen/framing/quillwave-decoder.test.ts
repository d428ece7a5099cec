import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  channelCount,
  channelNames,
  channels,
  hasChannel,
  maskOf,
} from '../../contract/sensors.ts';
import { quillwaveProfile } from '../profiles.ts';
import { crc16 } from './crc16.ts';
import { cobsDecode, cobsEncode } from './cobs.ts';
import { FrameEncoder } from './encoder.ts';
import { countsPerFullScale, defaultFullScale } from './frame-format.ts';
import { collect, join, noise, pushInPieces, smoothRows } from './testing.ts';

/** One frame a sample, as `Uint8Array`s. */
function frames(
  count: number,
  encoder = new FrameEncoder({ channels: channelNames, rateHz: 100 }),
) {
  const { values, timesMs } = smoothRows(count);
  return Array.from({ length: count }, (_, row) =>
    encoder.samples(values.subarray(row * channelCount), [timesMs[row]!], 1),
  );
}

/** A frame whose body is given, checksum and stuffing added. */
function frameOf(body: readonly number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  const whole = Uint8Array.from([...body, crc & 0xff, crc >> 8]);
  const target = new Uint8Array(whole.length + 8);
  return target.slice(0, cobsEncode(whole, whole.length, target) + 1);
}

describe('round trip', () => {
  const channelSets = fc.subarray([...channelNames], { minLength: 1 });
  const values = fc.float({ min: -60_000, max: 60_000, noNaN: true });

  test('any samples, any channels, any cut', () => {
    const stream = fc.record({
      names: channelSets,
      rows: fc.array(
        fc.record({
          stepMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 100_000 })),
          values: fc.array(values, { minLength: channelCount, maxLength: channelCount }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      startMs: fc.integer({ min: 0, max: 5_000_000 }),
      batch: fc.integer({ min: 1, max: 12 }),
      cuts: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
      forceFullScale: fc.constantFrom(undefined, 5.32, 40),
    });
    fc.assert(
      fc.property(stream, ({ names, rows, startMs, batch, cuts, forceFullScale }) => {
        const encoder = new FrameEncoder({
          channels: names,
          rateHz: 100,
          ...(forceFullScale !== undefined && { fullScale: { force: forceFullScale } }),
          samplesPerFrame: 3,
        });
        const parts = [encoder.information()];
        const times: number[] = [];
        for (let row = 0, timeMs = startMs; row < rows.length; row += 1) {
          timeMs += rows[row]!.stepMs;
          times.push(timeMs);
        }
        for (let row = 0; row < rows.length; row += batch) {
          const part = rows.slice(row, row + batch);
          const flat = Float32Array.from(part.flatMap((sample) => sample.values));
          parts.push(encoder.samples(flat, times.slice(row, row + batch), part.length));
        }
        const { decoder, samples } = collect(quillwaveProfile);
        pushInPieces(decoder, join(...parts), cuts);
        expect(decoder.statistics).toMatchObject({ badFrames: 0, lostFrames: 0, garbageBytes: 0 });
        expect(
          samples.map(({ timeMs }) => Math.round(1000 * (timeMs - samples[0]!.timeMs))),
        ).toEqual(times.map((timeMs) => 1000 * (timeMs - times[0]!)));
        const full = { ...defaultFullScale, force: forceFullScale ?? defaultFullScale.force };
        samples.forEach((sample, row) => {
          expect(sample.mask).toBe(maskOf(names));
          channels.forEach(({ sensor }, channel) => {
            const limit = full[sensor];
            const wanted = hasChannel(sample.mask, channel)
              ? Math.min(limit, Math.max(-limit, rows[row]!.values[channel]!))
              : 0;
            // Half a count of rounding, and a whole one where the positive end saturates.
            expect(Math.abs(sample.values[channel]! - wanted)).toBeLessThanOrEqual(
              (1.01 * limit) / countsPerFullScale,
            );
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test('information and battery', () => {
    const { decoder, information } = collect(quillwaveProfile);
    const encoder = new FrameEncoder({
      channels: ['ax', 'force'],
      rateHz: 208.5,
      name: `Füller\u0007 ${'x'.repeat(100)}`,
      firmware: '1.2',
    });
    decoder.push(join(encoder.information(), encoder.information(), encoder.battery(0.42)), 0);
    expect(information).toEqual([
      {
        name: `Füller ${'x'.repeat(55)}`,
        firmware: '1.2',
        rateHz: 208.5,
        channels: ['ax', 'force'],
      },
      expect.objectContaining({ battery: 0.42, firmware: '1.2' }),
    ]);
  });

  test('the sequence counter goes past its end without a loss', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    const encoder = new FrameEncoder({ channels: ['ax'], rateHz: 100, firstSequence: 65_530 });
    for (const frame of frames(20, encoder)) decoder.push(frame, 0);
    expect(samples).toHaveLength(20);
    expect(decoder.statistics).toMatchObject({ lostFrames: 0, restarts: 0, lateFrames: 0 });
  });

  test('what is not a number becomes 0, what is too large saturates', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    const encoder = new FrameEncoder({ channels: ['ax', 'ay', 'az'], rateHz: 100 });
    const row = new Float32Array(channelCount);
    row.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    decoder.push(encoder.samples(row, [0], 1), 0);
    const limit = defaultFullScale.accelerometer;
    expect(samples[0]!.values[0]).toBe(0);
    expect(samples[0]!.values[1]).toBeCloseTo((limit * 32_767) / 32_768, 4);
    expect(samples[0]!.values[2]).toBeCloseTo(-limit, 4);
  });
});

describe('losses', () => {
  test('are counted exactly when frames are dropped', () => {
    const all = frames(400);
    // At least one frame stays between two gaps, and the last one stays.
    const drop = fc.uniqueArray(fc.integer({ min: 1, max: 398 }), { maxLength: 200 });
    fc.assert(
      fc.property(drop, (dropped) => {
        const gone = new Set(dropped);
        const { decoder, samples } = collect(quillwaveProfile);
        all.forEach((frame, index) => gone.has(index) || decoder.push(frame, 10 * index));
        expect(samples).toHaveLength(400 - gone.size);
        expect(decoder.statistics).toMatchObject({
          lostFrames: gone.size,
          restarts: 0,
          badFrames: 0,
        });
      }),
      { numRuns: 50 },
    );
  });

  test('duplicates and late frames are left out; time never falls', () => {
    const all = frames(60);
    const { decoder, samples } = collect(quillwaveProfile);
    for (const index of [0, 1, 2, 2, 5, 3, 4, 6, 7, 6, 8]) decoder.push(all[index]!, 0);
    expect(samples.map(({ timeMs }) => timeMs)).toEqual([0, 10, 20, 50, 60, 70, 80]);
    expect(decoder.statistics).toMatchObject({ lateFrames: 4, lostFrames: 2 });
  });

  test('a pen that starts anew loses nothing and its time goes on', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    frames(500).forEach((frame, index) => decoder.push(frame, 10 * index));
    frames(100).forEach((frame, index) => decoder.push(frame, 8000 + 10 * index));
    expect(samples).toHaveLength(600);
    expect(decoder.statistics).toMatchObject({ lostFrames: 0, restarts: 1 });
    expect(samples[500]!.timeMs).toBe(4990 + 3010);
    expect(samples[599]!.timeMs).toBe(4990 + 3010 + 990);
  });
});

describe('damage', () => {
  test('one changed byte costs at most the frame and its neighbour', () => {
    const all = frames(30);
    const place = fc.record({
      frame: fc.integer({ min: 2, max: 27 }),
      at: fc.nat({ max: 50 }),
      value: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(place, ({ frame, at, value }) => {
        const damaged = all.map((bytes) => bytes.slice());
        const bytes = damaged[frame]!;
        const changed = bytes[at % bytes.length] !== value;
        bytes[at % bytes.length] = value;
        const { decoder, samples } = collect(quillwaveProfile);
        decoder.push(join(...damaged), 0);
        expect(samples.length).toBeGreaterThanOrEqual(changed ? 28 : 30);
        expect(decoder.statistics.lostFrames).toBe(30 - samples.length);
        if (changed && samples.length < 30) {
          expect(decoder.statistics.badFrames).toBeGreaterThan(0);
        }
      }),
      // One damage in some 65,000 slips through any checksum of 16 bit: the same dice every time.
      { numRuns: 300, seed: 1 },
    );
  });

  test('bytes lost or pushed in between cost no more than their neighbours', () => {
    const all = frames(40);
    const { decoder, samples } = collect(quillwaveProfile);
    const before = join(...all.slice(0, 20));
    const garbage = noise(3000, 5);
    decoder.push(join(noise(200, 3), Uint8Array.of(0), before.subarray(0, -10), garbage), 0);
    decoder.push(join(...all.slice(20)), 0);
    expect(samples.length).toBeGreaterThanOrEqual(38);
    expect(decoder.statistics.lostFrames).toBe(40 - samples.length);
    expect(decoder.statistics.garbageBytes).toBeGreaterThan(2900);
  });

  test('the rest of a frame at the beginning is garbage, but no bad frame', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    decoder.push(join(frames(1)[0]!.subarray(7), ...frames(3)), 0);
    expect(samples).toHaveLength(3);
    expect(decoder.statistics.badFrames).toBe(0);
    expect(decoder.statistics.garbageBytes).toBeGreaterThan(30);
  });

  test('an overlong frame is dropped and counted', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    const [first, second] = frames(2);
    const long = new Uint8Array(100_000).fill(5);
    long[long.length - 1] = 0;
    decoder.push(first!, 0);
    pushInPieces(decoder, long, [977]);
    decoder.push(second!, 0);
    expect(samples).toHaveLength(2);
    expect(decoder.statistics).toMatchObject({ badFrames: 1, garbageBytes: 99_999, lostFrames: 0 });
  });

  test('after an interruption the half frame is forgotten, the loss is counted', () => {
    const all = frames(10);
    const { decoder, samples } = collect(quillwaveProfile);
    decoder.push(join(all[0]!, all[1]!, all[2]!.subarray(0, 9)), 0);
    decoder.reset();
    decoder.push(join(all[5]!.subarray(20), all[6]!), 0);
    expect(samples).toHaveLength(3);
    expect(decoder.statistics).toMatchObject({ lostFrames: 4, badFrames: 0 });
  });
});

describe('frames of other versions', () => {
  test('an unknown type is skipped and takes part in the count of losses', () => {
    const all = frames(3);
    const { decoder, samples } = collect(quillwaveProfile);
    decoder.push(join(all[0]!, frameOf([0x77, 1, 0, 0, 0, 0, 0, 1, 2, 3]), all[2]!), 0);
    expect(samples).toHaveLength(2);
    expect(decoder.statistics).toMatchObject({ unknownFrames: 1, lostFrames: 0, badFrames: 0 });
  });

  test('channels beyond the table are skipped', () => {
    const { decoder, samples } = collect(quillwaveProfile);
    const mask = [0x01, 0x80];
    const body = [1, 0, 0, 0, 0, 0, 0, 0, ...mask, 0, 0, 0x00, 0x10, 0x34, 0x12];
    decoder.push(frameOf(body), 0);
    expect(samples[0]!.mask).toBe(1);
    expect(samples[0]!.values[0]).toBeCloseTo(9.80665, 3);
  });

  test('information may grow at its end', () => {
    const encoder = new FrameEncoder({ channels: ['ax'], rateHz: 50, name: 'pen' });
    const sent = encoder.information().slice(1, -1);
    const body = new Uint8Array(sent.length);
    const length = cobsDecode(sent, 0, sent.length, body) - 2;
    const { decoder, information } = collect(quillwaveProfile);
    decoder.push(frameOf([...body.subarray(0, length), 1, 2, 3]), 0);
    expect(information).toEqual([{ name: 'pen', rateHz: 50, channels: ['ax'] }]);
  });

  test('samples whose full scales are unknown wait for the information frame', () => {
    const encoder = new FrameEncoder({
      channels: ['ax'],
      rateHz: 100,
      fullScale: { accelerometer: 20 },
    });
    const row = new Float32Array(channelCount).fill(10);
    const { decoder, samples } = collect(quillwaveProfile);
    decoder.push(encoder.samples(row, [0], 1), 0);
    expect(samples).toHaveLength(0);
    expect(decoder.statistics).toMatchObject({ undescribedFrames: 1, lostFrames: 0 });
    decoder.push(join(encoder.information(), encoder.samples(row, [10], 1)), 0);
    expect(samples[0]!.values[0]).toBeCloseTo(10, 3);
  });
});

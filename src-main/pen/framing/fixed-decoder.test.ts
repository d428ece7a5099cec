import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelIndex } from '../../contract/sensors.ts';
import { findPenProfile, parsePenProfile } from '../profiles.ts';
import { collect, join, noise, pushInPieces } from './testing.ts';

describe('D-POINT', () => {
  const dPoint = findPenProfile('d-point')!;
  const packet = (first: number) => {
    const view = new DataView(new ArrayBuffer(14));
    [first, -8197, 0, 1000, 0, -1000].forEach((count, index) =>
      view.setInt16(2 * index, count, true),
    );
    view.setUint16(12, 1080 + 6554, true);
    return new Uint8Array(view.buffer);
  };

  test('counts become SI units, time follows the arrivals', () => {
    const { decoder, samples, information } = collect(dPoint);
    for (let index = 0; index < 200; index += 1) decoder.push(packet(8197), 7 * index);
    const { values } = samples.at(-1)!;
    expect(values[channelIndex('ax')]).toBeCloseTo(9.807, 2);
    expect(values[channelIndex('ay')]).toBeCloseTo(-9.807, 2);
    expect(values[channelIndex('gx')]).toBeCloseTo((17.5 * Math.PI) / 180, 4);
    expect(values[channelIndex('force')]).toBeCloseTo(10, 3);
    expect(samples[199]!.timeMs - samples[0]!.timeMs).toBeCloseTo(7 * 199, 0);
    expect(information).toEqual([
      { rateHz: 143, channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'] },
    ]);
  });

  test('several records in a notification; a cut one costs only itself', () => {
    const { decoder, samples } = collect(dPoint);
    decoder.push(join(packet(1), packet(2)), 0);
    decoder.push(packet(3).subarray(0, 9), 10);
    decoder.push(packet(4), 20);
    expect(samples).toHaveLength(3);
    expect(decoder.statistics).toMatchObject({ badFrames: 1, garbageBytes: 9 });
  });
});

describe('records in a stream', () => {
  const fields = [
    { to: 'counter', type: 'uint8' },
    { to: 'time', type: 'uint16', unit: 'ms' },
    { to: 'ax', type: 'float32' },
    { to: 'force', type: 'int32', unit: 'mN', bias: 100, scale: 0.5 },
    { to: 'skip', type: 'int8' },
  ];
  const profile = (record: object) =>
    parsePenProfile(
      JSON.stringify({
        id: 'test',
        title: 'Test',
        transport: 'serial',
        framing: 'fixed',
        record: { fields, ...record },
      }),
    );
  const record = (index: number, marker: readonly number[], littleEndian = true) => {
    const view = new DataView(new ArrayBuffer(12));
    view.setUint8(0, index & 0xff);
    view.setUint16(1, (index * 10) & 0xffff, littleEndian);
    view.setFloat32(3, index + 0.5, littleEndian);
    view.setInt32(7, 2 * index + 100, littleEndian);
    return Uint8Array.from([...marker, ...new Uint8Array(view.buffer)]);
  };

  test.each([
    [{ marker: 'AA55' }, [0xaa, 0x55], true],
    [{ marker: 'aaaa55', byteOrder: 'big' }, [0xaa, 0xaa, 0x55], false],
    [{}, [], true],
  ] as const)('any cut, %j', (layout, marker, littleEndian) => {
    const bytes = join(
      ...Array.from({ length: 7000 }, (_, index) => record(index, marker, littleEndian)),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (cuts) => {
        const { decoder, samples } = collect(profile(layout));
        pushInPieces(decoder, bytes, cuts);
        expect(samples).toHaveLength(7000);
        const last = samples[6999]!;
        expect(last.values[0]).toBe(6999.5);
        expect(last.values[channelIndex('force')]).toBeCloseTo(6.999, 5);
        // 16 bit of ms wrap after 65.5 s.
        expect(last.timeMs - samples[0]!.timeMs).toBe(69_990);
        expect(decoder.statistics).toMatchObject({ badFrames: 0, garbageBytes: 0 });
      }),
      { numRuns: 3 },
    );
  });

  test('finds the marker again after garbage', () => {
    const marker = [0xaa, 0xaa, 0x55];
    const { decoder, samples } = collect(profile({ marker: 'aaaa55' }));
    const records = Array.from({ length: 20 }, (_, index) => record(index, marker));
    const quiet = noise(500, 4).map((byte) => (byte === 0xaa ? 0 : byte));
    decoder.push(
      join(quiet, ...records.slice(0, 10), quiet, Uint8Array.of(0xaa), ...records.slice(10)),
      0,
    );
    expect(samples).toHaveLength(20);
    expect(decoder.statistics).toMatchObject({ badFrames: 1, garbageBytes: 1001 });
  });

  test('without a marker a pause ends a damaged record', () => {
    const { decoder, samples } = collect(profile({}));
    decoder.push(join(record(0, []), record(1, []).subarray(0, 5)), 1000);
    decoder.push(record(2, []), 1500);
    expect(samples.map(({ values }) => values[0])).toEqual([0.5, 2.5]);
    expect(decoder.statistics).toMatchObject({ badFrames: 1, garbageBytes: 5 });
  });
});

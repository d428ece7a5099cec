import { describe, expect, test } from 'vitest';
import { channelIndex, maskOf, standardGravity } from '../../contract/sensors.ts';
import { findPenProfile, genericProfile, type PenProfile } from '../profiles.ts';
import { ascii, collect, noise, pushInPieces } from './testing.ts';
import { guessRows, lineLimit } from './text-decoder.ts';

const onhw = findPenProfile('onhw')!;
const text = (profile: Partial<PenProfile> = {}): PenProfile => ({
  ...genericProfile,
  ...profile,
  framing: 'text',
});

function run(profile: PenProfile, lines: readonly string[], end = '\n') {
  const collected = collect(profile);
  // The first line may be the rest of one, so that a reader skips it.
  collected.decoder.push(ascii(end), 0);
  lines.forEach((line, index) => collected.decoder.push(ascii(line + end), 10 * index));
  const last = collected.samples.at(-1);
  const value = (name: Parameters<typeof channelIndex>[0]) =>
    last?.values[channelIndex(name)] ?? Number.NaN;
  return { ...collected, value };
}

const repeat = (line: (index: number) => string, count = guessRows + 4) =>
  Array.from({ length: count }, (_, index) => line(index));

describe('OnHW columns', () => {
  const header =
    'Millis;Acc1 X;Acc1 Y;Acc1 Z;Acc2 X;Acc2 Y;Acc2 Z;Gyro X;Gyro Y;Gyro Z;Mag X;Mag Y;Mag Z;Force;Time';
  const row = (counter: number) =>
    `1600000000000;16384;0;-16384;4096;-4096;0;32768;0;-16384;8192;0;-4096;2048;${counter}`;

  test('counts become SI units', () => {
    const { value, samples, decoder } = run(onhw, [header, row(1), row(2)]);
    expect(samples).toHaveLength(2);
    expect(value('ax')).toBeCloseTo(standardGravity, 4);
    expect(value('az')).toBeCloseTo(-standardGravity, 4);
    expect(value('rx')).toBeCloseTo(standardGravity, 4);
    expect(value('gx')).toBeCloseTo((1000 * Math.PI) / 180, 4);
    expect(value('mx')).toBeCloseTo(2400, 3);
    expect(value('force')).toBeCloseTo(2.66, 4);
    expect(decoder.statistics).toMatchObject({ badFrames: 0, garbageBytes: header.length });
  });

  test.each([',', '\t', ' '])('also separated by %j', (separator) => {
    const { value } = run(onhw, [row(1).replaceAll(';', separator)]);
    expect(value('force')).toBeCloseTo(2.66, 4);
  });

  test('gaps in the counter are losses and show in the time', () => {
    const { samples, decoder } = run(onhw, [1, 2, 3, 7, 8].map(row));
    expect(samples.map(({ timeMs }) => timeMs - samples[0]!.timeMs)).toEqual([0, 10, 20, 60, 70]);
    expect(decoder.statistics.lostFrames).toBe(3);
  });

  test('a counter in other steps counts the same, one that starts anew loses nothing', () => {
    const { samples, decoder } = run(onhw, [10, 20, 30, 60, 10, 20].map(row));
    expect(samples.map(({ timeMs }) => timeMs - samples[0]!.timeMs)).toEqual([
      0, 10, 20, 50, 60, 70,
    ]);
    expect(decoder.statistics).toMatchObject({ lostFrames: 2, restarts: 1 });
  });

  test('a damaged row is counted and left out', () => {
    const rows = [row(1), row(2), row(3).slice(0, 40), `${row(4)}x`, row(5)];
    const { samples, decoder } = run(onhw, rows);
    expect(samples).toHaveLength(3);
    expect(decoder.statistics).toMatchObject({ badFrames: 2, lostFrames: 2 });
  });
});

describe('guesses', () => {
  const generic = text();

  test.each<[what: string, line: (index: number) => string, channels: string, guess: string]>([
    ['3', (i) => `0.01,0.02,${1 + 0.001 * (i % 3)}`, 'ax ay az', 'acceleration in g'],
    ['time, 3', (i) => `${1000 + 10 * i},0.1,0.2,9.8`, 'ax ay az', 'time in ms'],
    ['6', (i) => `0.1,0.2,9.8,0.0${i % 10},0.0,0.0`, 'ax ay az gx gy gz', 'rotation in rad/s'],
    ['6 raw', () => '100,-200,8190,12,-7,3', 'ax ay az gx gy gz', 'counts of 8192 per g'],
    ['6 in mg', () => '10.5,-20.2,990.1,1.2,-0.7,3.1', 'ax ay az gx gy gz', 'rotation in °/s'],
    ['7', (i) => `0.1,0.2,9.8,0.0${i % 10},0,0,0`, 'ax ay az gx gy gz force', 'force in N'],
    ['time, 6', (i) => `${10 * i},0.1,0.2,9.8,0.01,0,0`, 'ax ay az gx gy gz', 'time in ms'],
    [
      'time in s, 6',
      (i) => `${(i / 100).toFixed(2)},0.1,0.2,9.8,0,0,0`,
      'ax ay az gx gy gz',
      'time in s',
    ],
    [
      'time in µs, 6',
      (i) => `${5_000_000 + 10_021 * i},0.1,0.2,9.8,0,0,0`,
      'ax ay az gx gy gz',
      'time in µs',
    ],
    [
      '9',
      () => '0.1,0.2,9.8,0.01,0,0,20,0,-40',
      'ax ay az gx gy gz mx my mz',
      'magnetic field in µT',
    ],
    [
      '9 with rear',
      () => '0.1,0.2,9.8,0.1,-9.7,0.3,0.01,0,0',
      'ax ay az rx ry rz gx gy gz',
      'rear acceleration in m/s²',
    ],
    [
      '10',
      () => '0.1,0.2,1.0,2,0,0,0.2,0,-0.4,0',
      'ax ay az gx gy gz mx my mz force',
      'magnetic field in G',
    ],
    [
      'time, 9',
      (i) => `${10 * i},0.1,0.2,1.0,2,0,0,20,0,-40`,
      'ax ay az gx gy gz mx my mz',
      'time in ms',
    ],
    [
      '12 of two sensors',
      () => '0.1,0.2,9.8,0,0.1,0,0.1,-9.7,0.2,0,0.1,0',
      'ax ay az rx ry rz gx gy gz',
      'rear acceleration in m/s²',
    ],
    [
      '12 of OnHW',
      () => '0.1,0.2,9.8,0.1,-9.7,0.2,0.1,0,0,20,0,-40',
      'ax ay az rx ry rz gx gy gz mx my mz',
      '',
    ],
    [
      '13',
      () => '0.1,0.2,9.8,0.1,-9.7,0.2,0.1,0,0,20,0,-40,1',
      'ax ay az rx ry rz gx gy gz mx my mz force',
      '',
    ],
    [
      'time, 12',
      (i) => `${10 * i},0.1,0.2,9.8,0.1,-9.7,0.2,0.1,0,0,20,0,-40`,
      'ax ay az rx ry rz gx gy gz mx my mz',
      'time in ms',
    ],
    [
      'time, 13',
      (i) => `${10 * i},0.1,0.2,9.8,0.1,-9.7,0.2,0.1,0,0,20,0,-40,1`,
      'ax ay az rx ry rz gx gy gz mx my mz force',
      'time in ms',
    ],
  ])('%s', (_, line, names, guess) => {
    const { information, samples, decoder } = run(generic, repeat(line));
    expect([...information.at(-1)!.channels!].sort()).toEqual(names.split(' ').sort());
    expect(information.at(-1)!.guess).toContain(guess);
    expect(samples).toHaveLength(guessRows + 4);
    expect(samples[5]!.timeMs - samples[4]!.timeMs).toBeCloseTo(10, 0);
    const front = samples[0]!.values.slice(0, 3);
    expect(Math.hypot(...front)).toBeGreaterThan(0.9 * standardGravity);
    expect(Math.hypot(...front)).toBeLessThan(1.1 * standardGravity);
    expect(decoder.statistics.badFrames).toBe(0);
  });

  test('a smooth acceleration is not taken for a time', () => {
    const line = (i: number) => `${(0.3 * i - 0.002 * i * i).toFixed(3)},0.2,9.8,0,0,0,0.5`;
    expect(run(generic, repeat(line)).information.at(-1)!.guess).not.toContain('time');
  });

  test('force in counts shows at the first touch', () => {
    const line = (i: number) => `0.1,0.2,1.0,1,2,3,${i < 18 ? 0 : 512}`;
    const { value, information } = run(generic, repeat(line));
    expect(value('force')).toBeCloseTo(5, 1);
    expect(information.at(-1)!.guess).toContain('counts of 102.3 per N');
  });

  test('a lost decimal point in the force costs its own reading only', () => {
    const line = (i: number) =>
      `0.1,0.2,9.8,0,0,0,${i === 60 ? '0998' : (0.5 + 0.01 * (i % 9)).toFixed(3)}`;
    const { samples } = run(generic, repeat(line, 300));
    const force = samples.map(({ values }) => values[channelIndex('force')]!);
    expect(samples).toHaveLength(300);
    expect(Math.min(...force)).toBeGreaterThan(0.49);
    expect(Math.max(...force)).toBeLessThan(0.6);
  });

  test('other columns after a restart with other firmware are guessed anew', () => {
    const { information, samples, decoder } = run(generic, [
      ...repeat(() => '0.1,0.2,9.8'),
      ...repeat(() => '0.1,0.2,9.8,0.1,0,0'),
    ]);
    expect(information.map(({ channels }) => channels!.length)).toEqual([3, 6]);
    expect(samples.length).toBe(2 * (guessRows + 4));
    expect(decoder.statistics.badFrames).toBe(guessRows);
  });

  test('a single row of another length is a damaged one', () => {
    const lines = repeat(() => '0.1,0.2,9.8,0.1,0,0', 60);
    lines[30] = '0.1,0.2,9.8';
    const { information, decoder, samples } = run(generic, lines);
    expect(information).toHaveLength(1);
    expect(samples).toHaveLength(59);
    expect(decoder.statistics.badFrames).toBe(1);
  });
});

describe('pens', () => {
  test('Penovate: START, rows of two 6-axis sensors, END', () => {
    const rows = repeat(() => '0.1,0.2,9.8,0.5,0,0,0.1,-0.2,-9.8,0.5,0,0');
    const { value, decoder, samples } = run(
      findPenProfile('penovate')!,
      ['START', ...rows, 'END'],
      '\r\n',
    );
    expect(samples[0]!.mask).toBe(maskOf(['ax', 'ay', 'az', 'rx', 'ry', 'rz', 'gx', 'gy', 'gz']));
    expect(value('rz')).toBeCloseTo(-9.8, 4);
    expect(value('gx')).toBeCloseTo(0.5, 4);
    expect(decoder.statistics).toMatchObject({ badFrames: 0, garbageBytes: 8 });
  });

  test('PeterPen: JSON rows, one a line, many in a line, or objects', () => {
    const peterPen = findPenProfile('peterpen')!;
    const rows = repeat(() => '[10,-20,4096,300,131,0,0]');
    for (const lines of [rows, [`[${rows.join(',')}]`]]) {
      const { value, samples, decoder } = run(peterPen, lines);
      expect(samples).toHaveLength(rows.length);
      expect(value('az')).toBeCloseTo(standardGravity, 3);
      expect(value('gx')).toBeCloseTo(Math.PI / 180, 5);
      expect(value('force')).toBeCloseTo(2.93, 2);
      expect(decoder.statistics).toMatchObject({ badFrames: 0, garbageBytes: 0 });
    }
    const object = '{"AcX": 10,"AcY": -20,"AcZ": 4096,"Pres": 300,"GyX": 131,"GyY": 0,"GyZ": 0}';
    expect(run(peterPen, [`[${repeat(() => object).join(',')}]`]).samples).toHaveLength(
      rows.length,
    );
  });
});

describe('lines', () => {
  const three = text({ framing: 'text', columns: [{ to: 'ax' }, { to: 'ay' }, { to: 'az' }] });

  test('any cut', () => {
    const bytes = ascii(`rest\n${repeat((i) => `${i},0.5,-1.25`, 200).join('\r\n')}\r\n`);
    for (const cuts of [[1], [2, 3], [7, 1, 64], [bytes.length]]) {
      const { decoder, samples } = collect(three);
      pushInPieces(decoder, bytes, cuts);
      expect(samples.map(({ values }) => values[0])).toEqual(
        Array.from({ length: 200 }, (_, i) => i),
      );
      expect(samples.every(({ values }) => values[2] === -1.25)).toBe(true);
      expect(decoder.statistics).toMatchObject({ badFrames: 0, garbageBytes: 4, samples: 200 });
    }
  });

  test('the rest of a line at the beginning is no row', () => {
    const { decoder, samples } = collect(three);
    decoder.push(ascii('5,2,3\n1,2,3\n'), 0);
    expect(samples.map(({ values }) => values[0])).toEqual([1]);
  });

  test('overlong lines are dropped and counted; wrong baud costs one row at most', () => {
    const { decoder, samples } = collect(three);
    decoder.push(ascii(`\n1,2,3\n${'9'.repeat(5 * lineLimit)}\n1,2,3\n`), 0);
    expect(samples).toHaveLength(2);
    expect(decoder.statistics.badFrames).toBe(1);
    decoder.push(noise(5000, 9), 0);
    decoder.push(ascii('1,2,3\n1,2,3\n1,2,3\n'), 0);
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect(decoder.statistics.garbageBytes).toBeGreaterThan(9000);
  });

  test('values that the pen has not got leave their channel out', () => {
    const { samples } = run(three, ['1,nan,3', '1,2,3']);
    expect(samples.map(({ mask }) => mask)).toEqual([0b101, 0b111]);
    expect(samples[0]!.values[1]).toBe(0);
  });
});

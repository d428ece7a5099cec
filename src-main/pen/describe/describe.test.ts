import { describe, expect, test } from 'vitest';
import type { GuidedStep, PenDescription } from '../../contract/pen-description.ts';
import { channelCount, channelIndex, standardGravity } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { multiply, rotationFromVector } from '../../simulator/rotation.ts';
import { parsePenProfile, type PenProfile } from '../profiles.ts';
import { profileEncoder } from '../virtual/profile-encoder.ts';
import { writingPackets } from '../virtual/virtual-packets.ts';
import { descriptionOf, lackingIn, profileOf } from './description.ts';
import { guessDescription, rowsOf } from './guess-description.ts';
import { describeByMotion } from './guided.ts';
import { RawTap } from './raw-tap.ts';

const rest = { id: 'made-up', transport: 'serial' as const };
const meanings = ({ columns }: PenDescription) => columns.map(({ to }) => to).join(' ');

function profile(columns: readonly object[], more: object = {}): PenProfile {
  const made = { ...rest, title: 'Made up', framing: 'text', columns, ...more };
  return parsePenProfile(JSON.stringify(made));
}

/** What a pen of this profile sends while it writes. */
function written(made: PenProfile, text = 'quick brown fox'): RawTap {
  const tap = new RawTap();
  for (const { bytes, atMs } of writingPackets(made, text, 4)) tap.push(bytes, atMs);
  return tap;
}

/** An order that no count of columns suggests. */
const scrambled = [
  ...[{ to: 'force' }, { to: 'gx', unit: '°/s' }, { to: 'gy', unit: '°/s' }],
  ...[{ to: 'gz', unit: '°/s' }, { to: 'skip' }],
  ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'mg' })),
];
const record = {
  marker: 'a55a',
  fields: [
    ...['gx', 'gy', 'gz'].map((to) => ({ to, type: 'int16', unit: '°/s', scale: 1 / 16.384 })),
    ...['ax', 'ay', 'az'].map((to) => ({ to, type: 'int16', unit: 'g', scale: 1 / 8192 })),
    { to: 'force', type: 'uint16', unit: 'N', scale: 10 / 4095 },
  ],
};

describe('what the bytes alone say', () => {
  test('columns of text in any order: acceleration by gravity, rotation by its rest', () => {
    const guessed = guessDescription(written(profile(scrambled)).last(6000), 'My pen')!;
    expect(guessed.framing).toBe('text');
    expect(guessed.columns.slice(5)).toEqual([
      ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'mg' })),
    ]);
    expect(guessed.columns.slice(1, 4).map(({ to, unit }) => [to, unit])).toEqual([
      ...['gx', 'gy', 'gz'].map((to) => [to, '°/s']),
    ]);
    expect(guessed.columns[0]).toMatchObject({ to: 'force', unit: 'N' });
    expect(guessed.rateHz).toBeCloseTo(100, -1);
  });

  test('times and counters by their steps', () => {
    const columns = [{ to: 'counter' }, { to: 'time', unit: 's' }, 'ax', 'ay', 'az'];
    const guessed = guessDescription(written(profile(columns as object[])).last(6000), 'My pen')!;
    expect(meanings(guessed)).toBe('counter time ax ay az');
    expect(guessed.columns[1]).toEqual({ to: 'time', unit: 's' });
  });

  test('values with names are taken at their word', () => {
    const columns = ['accel_x', 'accel_y', 'accel_z', 'gyro_x', 'gyro_y', 'gyro_z'].map(
      (key, i) => ({
        key,
        to: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'][i],
        ...(i < 3 && { unit: 'g' }),
      }),
    );
    const guessed = guessDescription(written(profile(columns)).last(6000), 'My pen')!;
    expect(meanings(guessed)).toBe('ax ay az gx gy gz');
    expect(guessed.columns[0]).toEqual({ to: 'ax', key: 'accel_x', unit: 'g' });
  });

  test('binary records: length, marker, types, and what is acceleration', () => {
    const made = parsePenProfile(
      JSON.stringify({ ...rest, title: 'Made up', framing: 'fixed', record }),
    );
    for (const byteOrder of ['little', 'big'] as const) {
      const one = { ...made, record: { ...record, byteOrder } } as PenProfile;
      const guessed = guessDescription(written(one).last(6000), 'My pen')!;
      expect(guessed).toMatchObject({ framing: 'fixed', marker: 'a55a', byteOrder });
      expect(guessed.columns.map(({ type }) => type)).toEqual(Array(7).fill('int16'));
      expect(guessed.columns.slice(3, 6)).toEqual([
        ...['ax', 'ay', 'az'].map((to) => ({ to, type: 'int16', unit: 'g', scale: 1 / 8192 })),
      ]);
    }
  });

  test('noise, and too little, are no rows', () => {
    const tap = new RawTap();
    expect(guessDescription(tap.last(6000), 'x')).toBeUndefined();
    const random = new RandomGenerator(1);
    const noise = Uint8Array.from({ length: 6000 }, () => Math.floor(random.uniform(0, 256)));
    for (let at = 0; at < noise.length; at += 37) tap.push(noise.subarray(at, at + 37), at);
    expect(guessDescription(tap.last(6000), 'x')).toBeUndefined();
  });
});

describe('a description and its profile', () => {
  test('there and back, text and records', () => {
    const text = guessDescription(written(profile(scrambled)).last(6000), 'My pen')!;
    expect(descriptionOf(profileOf(text, rest))).toEqual(text);
    const made = parsePenProfile(
      JSON.stringify({ ...rest, title: 'Made up', framing: 'fixed', record }),
    );
    expect(profileOf(descriptionOf(made)!, rest)).toEqual(made);
  });

  test('what would lose a checksum is not edited here', () => {
    const checked = { ...record, checksum: { kind: 'xor8' } };
    const made = { ...rest, title: 'x', framing: 'fixed', record: checked };
    expect(descriptionOf(made as unknown as PenProfile)).toBeUndefined();
  });

  test('sensors of which an axis is missing are lacking', () => {
    expect(lackingIn({ columns: [{ to: 'ax' }, { to: 'ay' }, { to: 'gx' }] })).toEqual([
      ...['accelerometer', 'gyroscope', 'magnetometer', 'force'],
    ]);
  });

  test('what is wrong is said', () => {
    const twice: PenDescription = {
      title: 'x',
      framing: 'text',
      columns: [{ to: 'ax' }, { to: 'ax' }],
    };
    expect(() => profileOf(twice, rest)).toThrow(/stand there only once/);
  });
});

/** Turns by small angles about the pen's own axes, radian a second, with what the hand presses. */
type Motion = (seconds: number) => { turn: readonly [number, number, number]; force?: number };

const motions: Readonly<Record<GuidedStep, Motion>> = {
  still: () => ({ turn: [0, 0, 0] }),
  tilt: (s) => ({ turn: [1.2 * Math.sin(3 * s), 0.9 * Math.sin(2 * s + 1), 0] }),
  roll: (s) => ({ turn: [0, 0, 1.6 * Math.sin(2.5 * s)] }),
  press: (s) => ({ turn: [0, 0, 0], force: Math.max(0, 1.5 * Math.sin(4 * s)) }),
};
const seconds: Readonly<Record<GuidedStep, number>> = { still: 2, tilt: 4, roll: 4, press: 3 };

/** Direction of gravity's reaction in a pen that is held to write. */
const held = [-1.25, 4.7, 8.5];

/** What a pen measures while its owner does what a step says: gravity turns with it, and noise. */
function measured(made: PenProfile, description: PenDescription, mounting: readonly number[]) {
  const random = new RandomGenerator(9);
  const encoder = profileEncoder(made, 100);
  return Object.fromEntries(
    (Object.keys(motions) as GuidedStep[]).map((step) => {
      const tap = new RawTap();
      let attitude: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      for (let i = 0; i < 100 * seconds[step]; i += 1) {
        const { turn, force = 0 } = motions[step](i / 100);
        const [x, y, z] = turn.map((rate) => rate / 100) as [number, number, number];
        // What stands still turns the other way in the axes of the pen.
        attitude = multiply(rotationFromVector(-x, -y, -z), attitude);
        const values = new Float32Array(channelCount);
        const noise = (size: number) => size * random.normal();
        values.set(
          turned(mounting, turned(attitude, held)).map((v) => v + noise(0.03)),
          0,
        );
        values.set(
          turned(mounting, turn).map((v) => v + 0.02 + noise(0.01)),
          6,
        );
        values[channelIndex('force')] = 0.05 + force + noise(0.004);
        tap.push(encoder.encode({ timeMs: 10 * i, mask: 8191, values }), 10 * i);
      }
      return [step, rowsOf(tap.last(60_000), description)];
    }),
  );
}

function turned(matrix: readonly number[], v: readonly number[]): number[] {
  return [0, 1, 2].map(
    (row) => matrix[3 * row]! * v[0]! + matrix[3 * row + 1]! * v[1]! + matrix[3 * row + 2]! * v[2]!,
  );
}

/** Nothing is known but how many columns there are. */
function blank(count: number): PenDescription {
  return {
    title: 'My pen',
    framing: 'text',
    columns: Array.from({ length: count }, () => ({ to: 'skip' as const })),
  };
}

const asItIs = [1, 0, 0, 0, 1, 0, 0, 0, 1];

describe('what holding, tilting, rolling and pressing tell', () => {
  test('meanings, units and force of columns that nobody described', () => {
    const { description, found } = describeByMotion(
      blank(8),
      measured(profile(scrambled), blank(8), asItIs),
    );
    expect(meanings(description)).toBe('force gx gy gz skip ax ay az');
    expect(description.columns.slice(5)).toEqual([
      ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'mg' })),
    ]);
    expect(description.columns.slice(1, 4)).toEqual([
      ...['gx', 'gy', 'gz'].map((to) => ({ to, unit: '°/s' })),
    ]);
    expect(description.columns[0]).toMatchObject({ to: 'force', unit: 'N' });
    expect(found).toEqual(['acceleration', 'rotation', 'axes', 'force']);
    expect(description.mounting).toBeUndefined();
  });

  test('axes and signs of a gyroscope that was soldered another way, in counts', () => {
    // Its second wire turns about −x, its first about y, its third about z, 16.4 counts a °/s.
    const counts = { unit: '°/s', scale: 1 / 16.384 };
    const made = profile([
      ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'g', scale: 1 / 4096 })),
      ...[
        { to: 'gy', ...counts },
        { to: 'gx', unit: '°/s', scale: -1 / 16.384 },
      ],
      { to: 'gz', ...counts },
    ]);
    const { description } = describeByMotion(blank(6), measured(made, blank(6), asItIs));
    expect(meanings(description)).toBe('ax ay az gy gx gz');
    expect(description.columns.slice(3).map(({ scale }) => scale! * 16.384)).toEqual([1, -1, 1]);
    expect(description.columns[0]).toEqual({ to: 'ax', unit: 'g', scale: 1 / 4096 });
  });

  test('how the board sits in the barrel', () => {
    const board = rotationFromVector(0.9, -0.4, 1.7);
    const columns = ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'].map((to) => ({ to }));
    const { description, found } = describeByMotion(
      blank(7),
      measured(profile(columns), blank(7), board),
    );
    expect(found).toContain('mounting');
    // What the board measures of gravity is brought back to how models know a pen that is held.
    const back = turned(description.mounting!, turned(board, held));
    expect(back.map((v, i) => Math.abs(v - held[i]!)).every((away) => away < 1.2)).toBe(true);
    expect(() => profileOf(description, rest)).not.toThrow();
  });

  test('a force that falls when it is pressed is turned round, its rest taken off', () => {
    const columns = [...['ax', 'ay', 'az'].map((to) => ({ to })), 'skip'];
    const steps = measured(profile(columns as object[]), blank(4), asItIs);
    const falling = Object.fromEntries(
      Object.entries(steps).map(([step, rows]) => {
        const press = (row: number) => (step === 'press' && row % 100 > 50 ? 300 : 0);
        const last = rows.timesMs.map((_, row) => 800 - press(row) + (row % 3));
        return [step, { ...rows, columns: [...rows.columns.slice(0, 3), last] }];
      }),
    );
    const { description } = describeByMotion(blank(4), falling);
    expect(description.columns[3]).toMatchObject({ to: 'force', unit: 'N', bias: 801 });
    expect(description.columns[3]!.scale).toBeLessThan(0);
  });

  test('without motion nothing is found, and nothing is lost', () => {
    const before = { ...blank(3), columns: [{ to: 'ax' }, { to: 'ay' }, { to: 'az' }] } as const;
    expect(describeByMotion(before, {})).toEqual({ description: before, found: ['nothing'] });
    expect(standardGravity).toBeCloseTo(Math.hypot(...held), 0);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { channelCount, type ChannelName, channelNames } from '../src-main/contract/sensors.ts';
import { drawPenHardware } from '../src-main/simulator/pen-hardware.ts';
import { RandomGenerator } from '../src-main/simulator/random.ts';
import { simulateText, type SimulatedWriting } from '../src-main/simulator/simulate.ts';
import { drawWriterStyle } from '../src-main/simulator/writer.ts';

/**
 * Recordings for tests, all from the simulator, the same at every run:
 *
 * - `simulated-digits.ndjson.gz`: 13 channels at 100 Hz, units of the channel table
 * - `simulated-digits-6-channels.ndjson.gz`: single digits, 33.3 Hz, mg and °/s, another mounting
 * - `onhw-raw/`: the raw files of a 13-channel pen in counts, with calibration and labels
 */
export const fixtureFolder = join(import.meta.dirname, '../test/fixtures');

interface FixtureFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const degree = Math.PI / 180;
const gravity = 9.80665;

export function makeFixtures(): FixtureFile[] {
  return [
    { path: 'simulated-digits.ndjson.gz', bytes: gzip(allChannels()) },
    { path: 'simulated-digits-6-channels.ndjson.gz', bytes: gzip(sixChannels()) },
    ...onhwFolder().map(({ path, text }) => ({
      path: `onhw-raw/${path}`,
      bytes: Buffer.from(text),
    })),
  ];
}

function gzip(lines: readonly object[]): Uint8Array {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return gzipSync(text, { level: 9 });
}

function digits(random: RandomGenerator, count: number): string {
  return Array.from({ length: count }, () => random.integer(0, 9)).join('');
}

function series(
  { values, length }: SimulatedWriting,
  names: readonly ChannelName[],
  convert: (value: number, name: ChannelName) => number,
): Partial<Record<ChannelName, number[]>> {
  return Object.fromEntries(
    names.map((name) => {
      const channel = channelNames.indexOf(name);
      const row = Array.from({ length }, (_, i) =>
        convert(values[i * channelCount + channel]!, name),
      );
      return [name, row];
    }),
  );
}

function allChannels(): object[] {
  const random = new RandomGenerator('fixture digits');
  return Array.from({ length: 40 }, (_, index) => {
    const person = index % 10;
    const hand = person === 7 ? 'left' : 'right';
    const label = digits(random, (index % 5) + 1);
    const writing = simulateText(label, {
      seed: index,
      writer: drawWriterStyle(person, { hand }),
      pen: drawPenHardware(person),
      leadMs: 250,
      trailMs: 250,
    });
    // About the steps of the sensors themselves.
    const round = (value: number, name: ChannelName) =>
      Number(value.toFixed(name.startsWith('m') ? 1 : 3));
    return {
      writer: `s0${person}`,
      hand,
      label,
      rate_hz: 100,
      series: series(writing, channelNames, round),
    };
  });
}

function sixChannels(): object[] {
  const names = ['ax', 'ay', 'az', 'gx', 'gy', 'gz'] as const;
  return Array.from({ length: 60 }, (_, index) => {
    const label = String(index % 10);
    const writing = simulateText(label, {
      seed: 100 + index,
      writer: drawWriterStyle(20 + (index % 4), { hand: 'right' }),
      // The barrel along x, as many boards are built into a pen.
      pen: drawPenHardware(20, { mounting: [0, 0, 1, 1, 0, 0, 0, 1, 0] }),
      rateHz: 33.3,
      leadMs: 150,
      trailMs: 150,
    });
    const convert = (value: number, name: ChannelName) =>
      Number((name.startsWith('a') ? (value * 1000) / gravity : value / degree).toFixed(2));
    return {
      writer: `s${20 + (index % 4)}`,
      label,
      rate_hz: 33.3,
      series: series(writing, names, convert),
    };
  });
}

/** Counts per unit of the channel table, from the full scales of the 13-channel pen. */
const countsPerUnit: Readonly<Record<string, number>> = {
  a: 32768 / (2 * gravity),
  r: 8192 / (2 * gravity),
  g: 32768 / (1000 * degree),
  m: 8192 / 2400,
  f: 4096 / 5.32,
};

/** si = ((raw − bias) / counts per unit) / scale */
const calibration: Readonly<Record<string, number>> = {
  smx: 1.021,
  smy: 0.987,
  smz: 1.008,
  bmx: -31.5,
  bmy: 84.25,
  bmz: 12.75,
  bgx: -18.5,
  bgy: 42.25,
  bgz: 7,
};

const onhwLabels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '42', '2718', 'pen'];

function onhwFolder(): { path: string; text: string }[] {
  const random = new RandomGenerator('fixture onhw');
  const writer = drawWriterStyle(31, { hand: 'right' });
  const pen = drawPenHardware(31);
  const header =
    'Millis;Acc1 X;Acc1 Y;Acc1 Z;Acc2 X;Acc2 Y;Acc2 Z;Gyro X;Gyro Y;Gyro Z;Mag X;Mag Y;Mag Z;Force;Time';
  const rows = [header];
  const labels = ['Label;Start;Stop'];
  let counter = 0;
  let millis = 0;
  for (const [index, label] of onhwLabels.entries()) {
    const writing = simulateText(label, { seed: 500 + index, writer, pen });
    const start = counter;
    for (let i = 0; i < writing.length; i++, counter++) {
      // A reading that never arrived: only the counter shows it.
      if (counter % 397 === 396) continue;
      // The time at which the tablet got round to the reading, not that of the reading.
      millis = Math.max(millis + 1, counter * 10 + random.integer(0, 14));
      rows.push([millis, ...rawCounts(writing, i), counter].join(';'));
    }
    const { startMs } = writing.characters[0]!;
    const { endMs } = writing.characters.at(-1)!;
    labels.push(
      [label, start * 10 + Math.round(startMs) - 50, start * 10 + Math.round(endMs) + 50].join(';'),
    );
  }
  return [
    { path: 'sensor_data.csv', text: `${rows.join('\n')}\n` },
    { path: 'labels.csv', text: `${labels.join('\n')}\n` },
    {
      path: 'calibration.txt',
      text: Object.entries(calibration)
        .map(([key, value]) => `${key}:${value}\n`)
        .join(''),
    },
  ];
}

function rawCounts({ values }: SimulatedWriting, reading: number): number[] {
  return channelNames.map((name, channel) => {
    const kind = name[0]!;
    const axis = name[1]!;
    const scale = calibration[`s${kind}${axis}`] ?? 1;
    const bias = calibration[`b${kind}${axis}`] ?? 0;
    const value = values[reading * channelCount + channel]!;
    return Math.round(value * scale * countsPerUnit[kind]! + bias);
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { path, bytes } of makeFixtures()) {
    const file = join(fixtureFolder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    console.log(`${path}: ${bytes.length} bytes`);
  }
}

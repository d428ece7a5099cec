import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { channelIndex, standardGravity } from '../../src-main/contract/sensors.ts';
import { collect } from '../../src-main/pen/framing/testing.ts';
import { genericProfile } from '../../src-main/pen/profiles.ts';

const root = resolve(import.meta.dirname, '../..');
const compiler = ['g++', 'clang++'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** Builds the example firmware for this computer and returns what it sends in three seconds. */
function runFirmware(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'quillwave-firmware-'));
  try {
    const program = join(folder, 'pen');
    const sketch = join(root, 'examples/firmware/quillwave-pen/quillwave-pen.ino');
    const fixtures = join(root, 'test/fixtures/arduino');
    const built = spawnSync(
      compiler!,
      [
        '-std=c++17',
        '-I',
        fixtures,
        `-DSKETCH="${sketch}"`,
        join(fixtures, 'main.cpp'),
        '-o',
        program,
      ],
      { encoding: 'utf8' },
    );
    expect(built.stderr).toBe('');
    return spawnSync(program, [], { maxBuffer: 1 << 24 }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.skipIf(compiler === undefined)(
  'the example firmware speaks what the decoder understands (needs g++ or clang++)',
  () => {
    const { decoder, samples, information } = collect(genericProfile);
    decoder.push(runFirmware(), 0);
    expect(information).toEqual([
      {
        name: 'Quillwave pen',
        firmware: '1.0',
        rateHz: 100,
        channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'],
      },
    ]);
    expect(samples.length).toBeGreaterThanOrEqual(299);
    expect(decoder.statistics).toMatchObject({
      badFrames: 0,
      lostFrames: 0,
      garbageBytes: 0,
      restarts: 0,
      undescribedFrames: 0,
    });
    const last = samples.at(-1)!;
    expect(last.timeMs - samples[0]!.timeMs).toBeCloseTo(10 * (samples.length - 1), 0);
    const value = (name: Parameters<typeof channelIndex>[0]) => last.values[channelIndex(name)];
    expect(value('ay')).toBeCloseTo(-standardGravity / 2, 3);
    expect(value('az')).toBeCloseTo(standardGravity, 3);
    expect(value('gx')).toBeCloseTo((90.03 * Math.PI) / 180, 3);
    expect(value('gz')).toBeCloseTo((-0.061 * Math.PI) / 180, 4);
    expect(value('force')).toBeCloseTo(5.005, 3);
  },
);

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { channelsIn } from '../../src-main/contract/sensors.ts';
import { readRecordings, type PenRecording } from '../../src-main/data/recording.ts';

/** Real recordings that lie beside the repository on some machines; never needed. */
const pens = resolve(import.meta.dirname, '../../../shared/data/pens');

describe.skipIf(!existsSync(pens))('real recordings', () => {
  test.each([
    ['pen-digits.ndjson.gz', 593, 'ax ay az gx gy gz', 0, 0],
    ['marker-digits.ndjson.gz', 959, 'ax ay az gx gy gz', 0, 26],
    ['tablet-synchronised-letters.ndjson.gz', 364, 'ax ay az gx gy gz', 0, 0],
    ['force-pen-words.ndjson.gz', 99, 'ax ay az gx gy force', 99, 0],
    ['uea-handwriting-train.ndjson.gz', 150, 'ax ay az', 150, 0],
    ['stylus-with-pose.ndjson.gz', 1, 'ax ay az gx gy gz force', 1, 0],
    // It has no times: that 100 readings a second are assumed is said.
    ['digipen-letter-w-si.csv', 1, 'ax ay az rx ry rz gx gy gz mx my mz force', 0, 1],
  ])('%s: all %i are read, channels %s', async (name, count, channels, lossy, mended) => {
    const recordings: PenRecording[] = [];
    let problems = 0;
    const onProblem = () => {
      problems++;
    };
    for await (const recording of readRecordings(join(pens, name), { onProblem })) {
      recordings.push(recording);
    }
    expect(recordings).toHaveLength(count);
    expect(problems).toBe(mended);
    expect(recordings.filter(({ lossyUnits }) => lossyUnits)).toHaveLength(lossy);
    for (const { mask, timesMs, values } of recordings) {
      expect(channelsIn(mask).join(' ')).toBe(channels);
      expect(timesMs.every((time, i) => i === 0 || time > timesMs[i - 1]!)).toBe(true);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    if (lossy === 0) {
      for (const recording of recordings) {
        const gravity = medianAcceleration(recording);
        expect(gravity).toBeGreaterThan(7);
        expect(gravity).toBeLessThan(16);
      }
    }
  });
});

function medianAcceleration({ values, timesMs }: PenRecording): number {
  const magnitudes = Array.from(timesMs, (_, row) =>
    Math.hypot(values[row * 13]!, values[row * 13 + 1]!, values[row * 13 + 2]!),
  );
  return magnitudes.sort((a, b) => a - b)[magnitudes.length >> 1]!;
}

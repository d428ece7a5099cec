import { expect, test } from 'vitest';
import { allChannels, channelCount, type SampleWindow } from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/recording.ts';
import { evidenceOf } from './evidence.ts';
import { fitPens } from './fit-recordings.ts';

const alphabet = [' ', 'n', 'o'];
const classes = alphabet.length + 1;

/** A network that says `labels`, one a frame, of every window. */
function saying(labels: readonly number[], seen: SampleWindow[] = []) {
  return {
    manifest: { alphabet, rateHz: 100 } as never,
    encode: (window: SampleWindow) => {
      seen.push(window);
      const logits = new Float32Array(labels.length * classes);
      labels.forEach((label, frame) => (logits[frame * classes + label] = 12));
      return Promise.resolve({ logits, frames: labels.length, classes });
    },
  };
}

const window: SampleWindow = {
  ...{ rateHz: 100, mask: allChannels, length: 100, startMs: 0 },
  values: Float32Array.from({ length: 100 * channelCount }, (_, at) => Math.sin(at)),
};

test('a network that says nothing is not taken for one that understands', async () => {
  const evidence = async (labels: readonly number[]) => evidenceOf(saying(labels), [])(window);
  const nothing = await evidence([0, 0, 0, 0, 0]);
  expect(nothing).toBeLessThan(await evidence([2, 0, 3, 0, 0]));
  expect(nothing).toBeLessThan(await evidence([3, 2, 3, 2, 3]));
  expect(nothing).toBeGreaterThan(-Infinity);
});

function recording(
  writer: string,
  seconds: number,
  { gravity = 9.8, ...more }: Partial<PenRecording> & { gravity?: number } = {},
) {
  const length = 100 * seconds;
  return {
    ...{ file: 'test', index: 0, writer, mask: allChannels },
    timesMs: Float64Array.from({ length }, (_, at) => 10 * at),
    values: Float32Array.from(
      { length: length * channelCount },
      (_, at) => Math.sin(at / 7) + (at % channelCount === 2 ? gravity : 0),
    ),
    ...more,
  };
}

test('long recordings are looked at in pieces; whose sensors do not tell where up is has no fit', async () => {
  const seen: SampleWindow[] = [];
  async function* recordings() {
    yield await Promise.resolve(recording('anna', 45));
    yield recording('bert', 3, { gravity: 0 });
    // In counts, whose unit nobody knows: where up is they tell all the same.
    yield recording('dora', 3, { gravity: 16_000, lossyUnits: true });
    yield recording('carl', 3, { mask: 1 });
  }
  const fits = await fitPens(saying([2, 0, 3], seen), recordings(), {
    ...{ languages: [], coarse: 8, fine: 3 },
  });
  expect([...fits.keys()]).toEqual(['anna', 'dora']);
  const own = [...new Set(seen.map(({ length }) => length))].filter((length) => length > 1900);
  // 20 s, 20 s and 5 s at several tempi: never the whole.
  expect(Math.max(...own)).toBeLessThan(2 * 2001);
  // Nothing reads better than as it is, so it stays so.
  expect(fits.get('anna')!.fit).toMatchObject({ tempo: 1, rotation: undefined });
});

import { expect, test } from 'vitest';
import type { LiveSegment } from '../contract/live.ts';
import type { Recognition } from '../contract/recognition.ts';
import type { SampleWindow } from '../contract/sensors.ts';
import { SegmentReader, type WindowRecognizer } from './segment-reader.ts';

const window = (startMs: number): SampleWindow => ({
  rateHz: 100,
  mask: 1,
  length: 10,
  values: new Float32Array(130),
  startMs,
});
const read = (text: string): Recognition => ({ text, confidence: 1, words: [] });

function reader(recognizer: WindowRecognizer) {
  const segments: LiveSegment[] = [];
  const errors: unknown[] = [];
  const latencies: number[] = [];
  const instance = new SegmentReader({
    onSegment: (segment) => segments.push(segment),
    onLatency: (milliseconds) => latencies.push(milliseconds),
    onError: (error) => errors.push(error),
  });
  instance.use(recognizer);
  return { instance, segments, errors, latencies };
}

test('pieces are committed in their order, however long each takes', async () => {
  const { instance, segments, latencies } = reader({
    recognize: async ({ startMs }) => {
      await new Promise((resolve) => setTimeout(resolve, startMs === 0 ? 30 : 1));
      return read(String(startMs));
    },
  });
  for (const startMs of [0, 1, 2]) instance.readFinal(window(startMs), performance.now());
  expect(instance.pending).toBe(3);
  await instance.idle();
  expect(segments.map(({ id, recognition }) => [id, recognition.text])).toEqual([
    [0, '0'],
    [1, '1'],
    [2, '2'],
  ]);
  expect(segments.every(({ committed }) => committed)).toBe(true);
  expect(latencies[0]).toBeGreaterThanOrEqual(29);
});

test('a partial reading that comes late never overwrites the final one', async () => {
  let release: () => void = () => undefined;
  const { instance, segments } = reader({
    recognize: async (_window, options) => {
      if (options?.partial === true) await new Promise<void>((resolve) => (release = resolve));
      return read(options?.partial === true ? 'part' : 'whole');
    },
  });
  instance.readPartial(window(0));
  await Promise.resolve();
  instance.readFinal(window(0), 0);
  release();
  await instance.idle();
  expect(segments.map(({ recognition }) => recognition.text)).toEqual(['whole']);
});

test('partial readings are skipped while the recogniser is busy', async () => {
  let calls = 0;
  const { instance } = reader({
    recognize: () => {
      calls += 1;
      return Promise.resolve(read('x'));
    },
  });
  for (let count = 0; count < 5; count += 1) instance.readPartial(window(count));
  await instance.idle();
  expect(calls).toBe(1);
});

test('a reading that fails is told and does not stop the next one', async () => {
  const { instance, segments, errors } = reader({
    recognize: ({ startMs }) =>
      startMs === 0 ? Promise.reject(new Error('lost device')) : Promise.resolve(read('next')),
  });
  instance.readFinal(window(0), 0);
  instance.readFinal(window(1), 0);
  await instance.idle();
  expect(errors).toHaveLength(1);
  expect(segments.map(({ recognition }) => recognition.text)).toEqual(['next']);
});

test('a piece without a model is told, waits and is read as soon as there is one', async () => {
  const model = { recognize: () => Promise.resolve(read('x')) };
  const { instance, segments, errors } = reader(model);
  instance.use(undefined);
  instance.readFinal(window(0), 0);
  instance.readFinal(window(1), 0);
  await instance.idle();
  expect(errors).toMatchObject([{ code: 'model-none' }, { code: 'model-none' }]);
  expect(segments).toEqual([]);
  instance.use(model);
  instance.readFinal(window(2), 0);
  await instance.idle();
  expect(segments.map(({ id, startMs }) => [id, startMs])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
});

test('while a model is being loaded nobody is told that there is none', async () => {
  const { instance, segments, errors } = reader({ recognize: () => Promise.resolve(read('x')) });
  instance.use(undefined);
  instance.expectModel(true);
  instance.readFinal(window(0), 0);
  expect(errors).toEqual([]);
  instance.expectModel(false);
  instance.use({ recognize: () => Promise.resolve(read('first word')) });
  await instance.idle();
  expect(segments.map(({ recognition }) => recognition.text)).toEqual(['first word']);
});

test('what was read while the pen rested is committed without being read again', async () => {
  let calls = 0;
  const { instance, segments } = reader({
    recognize: () => Promise.resolve(read(`reading ${++calls}`)),
  });
  instance.readAhead(window(0));
  await instance.idle();
  instance.readFinal(window(0), performance.now());
  await instance.idle();
  expect(segments.map(({ committed, recognition }) => [committed, recognition.text])).toEqual([
    [false, 'reading 1'],
    [true, 'reading 1'],
  ]);
});

test('a piece that became another while it was read ahead is read as it is', async () => {
  const other = window(0);
  other.values[5] = 1;
  for (const final of [window(1), { ...window(0), length: 9 }, other]) {
    let calls = 0;
    const { instance, segments } = reader({
      recognize: () => Promise.resolve(read(`reading ${++calls}`)),
    });
    instance.readAhead(window(0));
    instance.readFinal(final, performance.now());
    await instance.idle();
    expect(segments.at(-1)).toMatchObject({ committed: true, recognition: { text: 'reading 2' } });
  }
});

test('what another model read ahead is not committed', async () => {
  const { instance, segments } = reader({ recognize: () => Promise.resolve(read('old')) });
  instance.readAhead(window(0));
  await instance.idle();
  instance.use({ recognize: () => Promise.resolve(read('new')) });
  instance.readFinal(window(0), performance.now());
  await instance.idle();
  expect(segments.at(-1)?.recognition.text).toBe('new');
});

test('a reading ahead that fails is not told: the final one tries again', async () => {
  let calls = 0;
  const { instance, segments, errors } = reader({
    recognize: () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('busy')) : Promise.resolve(read('whole'));
    },
  });
  instance.readAhead(window(0));
  instance.readFinal(window(0), performance.now());
  await instance.idle();
  expect(errors).toEqual([]);
  expect(segments.map(({ recognition }) => recognition.text)).toEqual(['whole']);
});

test('a piece is read with the text before it: what was read, or what stands on the sheet now', async () => {
  const asked: string[] = [];
  const { instance, segments } = reader({
    recognize: ({ startMs }, options) => {
      asked.push(options?.before ?? '');
      return Promise.resolve(read(`word${startMs}`));
    },
  });
  instance.readFinal(window(1), 0);
  instance.readAhead(window(2));
  instance.readFinal(window(2), 0);
  await instance.idle();
  expect(asked).toEqual(['', 'word1']);
  // The user corrected a word meanwhile: what was read ahead counts no longer.
  instance.readAhead(window(3));
  await instance.idle();
  instance.textBefore('word1 other');
  instance.readFinal(window(3), 0);
  await instance.idle();
  expect(asked.slice(2)).toEqual(['word1 word2', 'word1 other']);
  expect(segments.filter(({ committed }) => committed)).toHaveLength(3);
});

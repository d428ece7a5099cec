import { distance } from 'fastest-levenshtein';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PenSample } from '../../src-main/contract/sensors.ts';
import { openRecognizer } from '../../src-main/library/models.ts';
import { applicationFolder } from '../../src-main/library/places.ts';
import { createDecoder } from '../../src-main/pen/framing/decoder.ts';
import { penProfiles, type PenProfile } from '../../src-main/pen/profiles.ts';
import { withFaults, type Faults } from '../../src-main/pen/virtual/faults.ts';
import { writingPackets } from '../../src-main/pen/virtual/virtual-packets.ts';
import type { Recognizer } from '../../src-main/recognizer/recognizer.ts';
import { findPieces } from '../../src-main/signal/signal-path.ts';
import { RandomGenerator } from '../../src-main/simulator/random.ts';

const present = existsSync(join(applicationFolder, 'models/words/manifest.json'));
const notice = present ? '' : ' (SKIPPED: the shipped model is not there)';

/** Pens that measure what letters are told apart by, and often enough for them. */
const pens = penProfiles.filter(
  ({ id, rateHz = 100 }) => rateHz >= 50 && !['esp32-example', 'cl837', 'onhw'].includes(id),
);
const texts = ['hello world', 'paper and ink', 'nine letters'];

describe.skipIf(!present)(`every kind of pen with faults on its line${notice}`, () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await openRecognizer('words', { languageNames: ['english'] });
  });
  afterAll(() => recognizer.dispose());

  type Read = Awaited<ReturnType<typeof read>>;

  /** Letters that are wrong, of all letters of the texts; and what the decoder says it lost. */
  async function read(profile: PenProfile, faults: Faults) {
    let wrong = 0;
    let lost = 0;
    for (const [seed, text] of texts.entries()) {
      const samples: PenSample[] = [];
      const decoder = createDecoder(profile, {
        onSample: ({ timeMs, mask, values }) =>
          samples.push({ timeMs, mask, values: values.slice() }),
        onInformation: () => undefined,
      });
      const random = new RandomGenerator(seed + 1);
      for (const packet of withFaults(writingPackets(profile, text, seed + 3), faults, random)) {
        if ('bytes' in packet) decoder.push(packet.bytes, packet.atMs);
      }
      lost += decoder.statistics.lostFrames;
      wrong += distance(text, await textOf(samples));
    }
    const letters = texts.reduce((sum, text) => sum + text.length, 0);
    return { error: wrong / letters, lost };
  }

  async function textOf(samples: readonly PenSample[]): Promise<string> {
    const parts: string[] = [];
    for (const piece of findPieces(samples, { rateHz: recognizer.manifest.rateHz })) {
      const before = parts.join(' ');
      parts.push((await recognizer.recognize(piece, { before })).text);
    }
    return parts.join(' ');
  }

  test('at 1 % loss the error rate grows by at most a fifth, at 5 % they still read', async () => {
    const rows: ({ id: string } & Record<'clean' | 'one' | 'five', Read>)[] = [];
    for (const profile of pens) {
      const clean = await read(profile, {});
      const one = await read(profile, { loss: 0.01, burstMs: 30 });
      const five = await read(profile, { loss: 0.05, burstMs: 30 });
      rows.push({ id: profile.id, clean, one, five });
    }
    const mean = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    const [clean, one, five] = [
      mean((row) => row.clean.error),
      mean((row) => row.one.error),
      mean((row) => row.five.error),
    ];
    console.info(
      [
        ...rows.map(
          (row) =>
            `${row.id}: ${[row.clean, row.one, row.five].map(({ error }) => (100 * error).toFixed(1)).join(' → ')} %`,
        ),
        `all: ${[clean, one, five].map((error) => (100 * error).toFixed(1)).join(' → ')} %`,
      ].join('\n'),
    );
    // Of few letters one is much: a fifth more, or one letter in fifty.
    expect(one).toBeLessThanOrEqual(Math.max(1.2 * clean, clean + 0.02));
    expect(five).toBeLessThan(0.5);
    // Pens that count say what is lost.
    const counting = rows.filter(({ id }) =>
      ['quillwave', 'imupen', 'airwriting-glove'].includes(id),
    );
    expect(counting.every((row) => row.five.lost > 0)).toBe(true);
  }, 240_000);
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alphabets } from '../../../contract/alphabet.ts';
import { allChannels } from '../../../contract/sensors.ts';
import { loadModel, type ModelPackage } from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { drawPenHardware } from '../../../simulator/pen-hardware.ts';
import { simulateText } from '../../../simulator/simulate.ts';
import { drawWriterStyle } from '../../../simulator/writer.ts';
import { evaluateWindows } from '../../evaluation/evaluate.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';

describe('the model of words that comes with the program', () => {
  let model: ModelPackage;
  let recognizer: Recognizer;
  beforeAll(async () => {
    model = await loadModel(join(repositoryRoot, 'models', 'words'));
    recognizer = await Recognizer.open(model);
  });
  afterAll(() => recognizer.dispose());

  test('reads all channels and knows the whole alphabet', () => {
    expect(model.manifest.channels).toHaveLength(13);
    expect(model.manifest.alphabet).toEqual(alphabets.words);
  });

  test('reads most of what the simulated pen writes of its own accord', async () => {
    const texts = ['hello', 'pen', 'the house', 'Quill', '2026', 'sense', 'garden', 'and then'];
    const samples = texts.map((text, index) => {
      const { rateHz, length, values } = simulateText(text, {
        seed: 900 + index,
        writer: drawWriterStyle(1),
        pen: drawPenHardware(1),
      });
      return { text, window: { rateHz, length, values, mask: allChannels, startMs: 0 } };
    });
    expect((await evaluateWindows(recognizer, samples)).cer).toBeLessThan(0.35);
  });
});

import { join } from 'node:path';
import { allChannels, channelCount } from '../../../contract/sensors.ts';
import { SessionWriter } from '../../../data/sessions/session-writer.ts';
import { simulateText } from '../../../simulator/simulate.ts';
import { parseRecordingsRecipe, type RecordingsRecipe } from './recordings-recipe.ts';

/** A recipe for recordings that trains in a moment. */
export function tinyRecordingsRecipe(changes: object = {}): RecordingsRecipe {
  return parseRecordingsRecipe(
    {
      kind: 'recordings',
      name: 'tiny-own',
      title: 'Tiny',
      description: '',
      seed: 5,
      alphabet: 'labels',
      rateHz: 100,
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'],
      normalization: { kind: 'recording' },
      network: {
        inputs: 7,
        classes: 3,
        layers: [
          { kind: 'convolution', filters: 6, kernel: 5, stride: 8, activation: 'relu' },
          { kind: 'normalization', over: 'batch' },
          { kind: 'dropout', rate: 0.1 },
          { kind: 'bidirectional-lstm', units: 4 },
          { kind: 'linear', units: 3 },
        ],
      },
      parts: { test: 0.25, validation: 0.25 },
      joining: { share: 0.5, maximum: 3, gapMs: [20, 60], restProbability: 0.5, restMs: [10, 50] },
      augmentation: { rotation: { probability: 0.5, degrees: 5 } },
      training: {
        steps: 4,
        workers: 1,
        batchSize: 4,
        learningRate: 0.01,
        warmUpSteps: 1,
        weightDecay: 0.01,
        clipNorm: 1,
        frameWeight: 1,
        frameWeightUntilStep: 2,
        validateEvery: 2,
        validationSamples: 10,
        checkpointEvery: 2,
      },
      startedFromModel: { steps: 2, learningRate: 0.001 },
      ...changes,
    },
    'the test',
  );
}

/** Sessions as the program records them, each by one simulated writer who confirmed every piece. */
export async function recordSessions(
  folder: string,
  writers: readonly string[],
  texts: readonly string[],
): Promise<string[]> {
  const sessions: string[] = [];
  for (const [person, writer] of writers.entries()) {
    const session = join(folder, writer);
    const recorder = await SessionWriter.create(session, { app: 'test', pen: 'simulated', writer });
    let clock = 0;
    for (const [id, text] of texts.entries()) {
      const { values, length } = simulateText(text, { seed: 100 * person + id, rateHz: 100 });
      for (let row = 0; row < length; row += 1) {
        const timeMs = clock + 10 * row;
        const own = values.subarray(row * channelCount, (row + 1) * channelCount);
        recorder.sample({ timeMs, mask: allChannels, values: own }, timeMs);
      }
      const recognition = { text, confidence: 1, words: [] };
      const endMs = clock + 10 * (length - 1);
      recorder.event('segment', { id, startMs: clock, endMs, recognition, committed: true });
      recorder.event('confirmation', { id });
      clock = endMs + 1000;
    }
    await recorder.close();
    sessions.push(session);
  }
  return sessions;
}

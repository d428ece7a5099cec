import { join } from 'node:path';
import { channelCount, maskOf } from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/formats/pen-recording.ts';
import { writePens } from '../../data/formats/pens-writer.ts';
import { saveModel, type ModelPackage } from '../../recognizer/model/package.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { simulateText } from '../../simulator/simulate.ts';
import type { CharacterSet } from './sets.ts';
import { settingsFor, type Arm, type RunSettings } from './settings.ts';

export const sixAxes = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);

/** Characters by drawn writers, at 50 Hz and with six axes only. */
export async function writeTinySet(
  data: string,
  characters: string,
  each: number,
): Promise<CharacterSet> {
  const recordings = Array.from(characters).flatMap((label, place) =>
    Array.from({ length: each }, (_, rep): PenRecording => {
      const written = simulateText(label, { seed: 100 * place + rep, rateHz: 50 });
      const { length } = written;
      const values = written.values.map((value, at) =>
        ((sixAxes >> (at % channelCount)) & 1) === 1 ? value : 0,
      );
      const timesMs = Float64Array.from({ length }, (_1, at) => 20 * at);
      return { file: '', index: rep, label, mask: sixAxes, timesMs, values };
    }),
  );
  await writePens(join(data, 'tiny.ndjson.gz'), recordings);
  return { name: 'tiny', title: 'tiny', file: 'tiny.ndjson.gz', aim: 0.9, writing: {} };
}

/** A model that reads other characters, from more channels. */
export function saveTinyModel(folder: string, seed = 1): Promise<ModelPackage> {
  const network = parseNetwork({
    inputs: 7,
    classes: 4,
    layers: [
      { kind: 'convolution', filters: 4, kernel: 5, stride: 4, activation: 'relu' },
      { kind: 'normalization', over: 'batch' },
      { kind: 'bidirectional-lstm', units: 3 },
      { kind: 'linear', units: 4 },
    ],
  });
  return saveModel(folder, {
    manifest: {
      name: 'tiny-base',
      title: 'Tiny',
      description: '',
      rateHz: 100,
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'],
      alphabet: ['x', '2', '1'],
      normalization: { kind: 'recording' },
      network,
      training: {},
    },
    weights: initialWeights(network, seed),
    card: '# Tiny\n',
  });
}

/** Those of the experiment, done in a moment. */
export function tinySettings(set: string, arm: Arm): RunSettings {
  return {
    ...settingsFor(set, arm),
    ...{ network: 'base' as const, steps: 4, batchSize: 4, warmUpSteps: 1, validateEvery: 2 },
    ...{ longest: 3, votes: 2 },
  };
}

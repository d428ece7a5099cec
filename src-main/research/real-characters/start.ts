import { channelCount, channelIndex, type ChannelName } from '../../contract/sensors.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import type { Normalization } from '../../recognizer/input/normalization.ts';
import type { BatchRecipe } from '../../learning/kinds/digits/digits-batches.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import type { CharacterData } from './sets.ts';
import type { Arm, RunSettings } from './settings.ts';
import { smallNetwork } from './small-network.ts';
import { networkFor, startFromModel } from './starting-weights.ts';

export interface StartOptions {
  readonly data: Pick<CharacterData, 'alphabet' | 'channels'>;
  readonly base: Pick<ModelPackage, 'manifest' | 'weights'>;
  readonly training: readonly LabeledWindow[];
  readonly arm: Arm;
  readonly settings: Pick<RunSettings, 'network' | 'normalization'>;
  /** Of what starts fresh. */
  readonly seed: number;
}

/** What is trained, and from which weights. */
export function startOf({ data, base, training, arm, settings, seed }: StartOptions): {
  readonly recipe: BatchRecipe;
  readonly weights: NamedTensors;
} {
  const { alphabet } = data;
  const { manifest } = base;
  const own = arm === 'scratch' && settings.network === 'small';
  const channels = [...(own ? data.channels : manifest.channels)];
  const normalization =
    settings.normalization === 'model'
      ? manifest.normalization
      : fixedNormalization(training, channels);
  if (arm === 'base') {
    const { network, weights } = startFromModel(base, alphabet, seed);
    return { recipe: { alphabet, channels, normalization, network }, weights };
  }
  const network = own
    ? smallNetwork(channels.length, alphabet.length + 1)
    : networkFor(manifest.network, alphabet);
  return {
    recipe: { alphabet, channels, normalization, network },
    weights: initialWeights(network, seed),
  };
}

/** Mean and deviation of each channel over the training part. */
function fixedNormalization(
  windows: readonly LabeledWindow[],
  channels: readonly ChannelName[],
): Normalization {
  const statistics = channels.map((name) => {
    const channel = channelIndex(name);
    let [count, sum, squares] = [0, 0, 0];
    for (const { window } of windows) {
      for (let at = channel; at < window.values.length; at += channelCount) {
        const value = window.values[at]!;
        count += 1;
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / Math.max(1, count);
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
    return { mean, deviation: deviation > 1e-6 ? deviation : 1 };
  });
  return {
    kind: 'fixed',
    offset: statistics.map(({ mean }) => mean),
    scale: statistics.map(({ deviation }) => deviation),
  };
}

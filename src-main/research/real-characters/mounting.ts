import type { ModelPackage } from '../../recognizer/model/package.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { Matrix3 } from '../../simulator/rotation.ts';
import { possibleMountings, remounted } from '../../learning/pen-fit/mountings.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { readSingles, type Network, type SingleReading } from './judge.ts';
import { startFromModel } from './starting-weights.ts';

/** The same recording by a pen whose board sits otherwise in the barrel. */
export function remountedSample(sample: LabeledWindow, rotation: Matrix3): LabeledWindow {
  return { ...sample, window: remounted(sample.window, rotation) };
}

export interface FoundMounting {
  readonly rotation: Matrix3;
  /** Reads what it was found by, with the model as it is. */
  readonly read: (samples: readonly LabeledWindow[]) => Promise<readonly SingleReading[]>;
  dispose(): void;
}

/** So many recordings, evenly chosen, decide. */
const asked = 80;

/**
 * The mounting with which a model that was never trained on this pen finds the labels of some
 * recordings least surprising. Which way a board is turned about the barrel cannot be told from
 * gravity; what is written tells it.
 * @param samples of the training part
 * @returns undefined when the model knows none of the characters
 */
export async function findMounting(
  tensorflow: Network['tensorflow'],
  model: ModelPackage,
  samples: readonly LabeledWindow[],
): Promise<FoundMounting | undefined> {
  const known = samples.filter(({ text }) => model.manifest.alphabet.includes(text));
  if (known.length === 0) return undefined;
  const alphabet = [...new Set(known.map(({ text }) => text))].sort();
  const { network: description, weights } = startFromModel(model, alphabet, 0);
  const network = createTrainableNetwork(description, { seed: 0, weights });
  const { channels, normalization } = model.manifest;
  const recipe = { alphabet, channels, normalization, network: description };
  const read = (windows: readonly LabeledWindow[]) =>
    readSingles({ tensorflow, network, recipe }, windows);
  const every = Math.ceil(known.length / asked);
  const some = known.filter((_, index) => index % every === 0);
  let best: { rotation: Matrix3; loss: number } | undefined;
  for (const rotation of possibleMountings(samples.map(({ window }) => window))) {
    const readings = await read(some.map((sample) => remountedSample(sample, rotation)));
    const loss = readings.reduce((sum, one) => sum + one.loss, 0);
    if (!best || loss < best.loss) best = { rotation, loss };
  }
  const { rotation } = best!;
  const allowed = new Set(alphabet);
  return {
    rotation,
    read: (windows) =>
      read(
        windows
          .filter(({ text }) => allowed.has(text))
          .map((sample) => remountedSample(sample, rotation)),
      ),
    dispose: () => network.dispose(),
  };
}

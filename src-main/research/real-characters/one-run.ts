import { useTensorflow } from '../../compute/tensorflow.ts';
import { characterErrors } from '../../recognizer/decoding/error-rate.ts';
import { loadModel, type ModelPackage } from '../../recognizer/model/package.ts';
import { parameterCount } from '../../recognizer/network/parameters.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { divideInSplits } from './divide.ts';
import { fit } from './fit.ts';
import { readSingles, readTexts, type Network, type SingleReading } from './judge.ts';
import { findMounting, remountedSample } from './mounting.ts';
import { joinedSequences, TrainingSamples } from './samples.ts';
import { readSet, type CharacterData, type CharacterSet } from './sets.ts';
import type { Arm, RunSettings } from './settings.ts';
import { startOf } from './start.ts';

/** One training and test; survives JSON, as it goes to a thread. */
export interface RunRequest {
  readonly set: CharacterSet & { readonly path: string };
  readonly arm: Arm;
  readonly settings: RunSettings;
  /** Folder of the base model; its rate is used from scratch too. */
  readonly baseFolder: string;
  /** Of the division, and from 0 which split of how many. */
  readonly seed: number;
  readonly split: number;
  readonly splits: number;
  /** Recordings of each label at most; default all. */
  readonly perLabel?: number;
  /** Joined sequences of the test. */
  readonly sequences: number;
  /** Keeps the test part out of sight, for choosing settings: the validation part is judged. */
  readonly onValidation?: boolean;
}

export interface SingleResult {
  /** Position of the recording in the set. */
  readonly recording: number;
  readonly written: string;
  readonly read: string;
  /** Without votes, and without knowing that it is one character. */
  readonly text: string;
}

export interface RunOutcome {
  readonly parameters: number;
  readonly recordings: { readonly training: number; readonly validation: number };
  readonly singles: readonly SingleResult[];
  readonly sequences: readonly { readonly written: string; readonly read: string }[];
  /** The base model as it is, once its mounting is found, on the characters that it knows. */
  readonly untrained?: { readonly right: number; readonly of: number };
  readonly steps: { readonly best: number; readonly skipped: number };
  readonly seconds: number;
}

export interface RunHooks {
  /** After each check on the validation part. */
  readonly onCheck?: (step: number, score: number, loss: number) => void;
}

const validationShare = 0.15;
const validationSequences = 40;

export async function oneRun(request: RunRequest, hooks: RunHooks = {}): Promise<RunOutcome> {
  const base = await loadModel(request.baseFolder);
  const data = await readSet(request.set.path, request.set.writing, base.manifest.rateHz);
  return runOn(data, base, request, hooks);
}

/** The same with data and base model at hand. */
async function runOn(
  data: CharacterData,
  base: ModelPackage,
  request: Omit<RunRequest, 'set' | 'baseFolder'>,
  { onCheck }: RunHooks = {},
): Promise<RunOutcome> {
  const begun = performance.now();
  const { settings, arm, split } = request;
  const tensorflow = await useTensorflow();
  const chosen = chooseRecordings(data.windows, request.perLabel);
  const labels = chosen.map((index) => data.windows[index]!.text);
  const parts = divideInSplits(labels, {
    splits: request.splits,
    validation: validationShare,
    seed: request.seed,
  })[split]!;
  const asRecorded = (part: readonly number[]) => part.map((at) => data.windows[chosen[at]!]!);
  const judged = request.onValidation === true ? parts.validation : parts.test;
  const mounting =
    arm === 'base' ? await findMounting(tensorflow, base, asRecorded(parts.training)) : undefined;
  const untrained = mounting && rightOf(await mounting.read(asRecorded(judged)));
  mounting?.dispose();
  const windows = (part: readonly number[]) =>
    mounting
      ? asRecorded(part).map((sample) => remountedSample(sample, mounting.rotation))
      : asRecorded(part);
  const training = windows(parts.training);
  const seed = request.seed * 1000 + split;
  const { recipe, weights } = startOf({ data, base, training, arm, settings, seed });
  const samples = new TrainingSamples(training, settings, `${seed}`);
  const validation = windows(parts.validation);
  const sequences = (part: readonly LabeledWindow[], count: number, name: string) =>
    settings.longest < 2 ? [] : joinedSequences(part, count, settings.longest, `${seed}/${name}`);
  const validationTexts = sequences(validation, validationSequences, 'validation');
  const fitted = await fit(tensorflow, {
    recipe,
    weights,
    settings,
    seed,
    nextBatch: () => samples.next(),
    validate: async (network) => {
      const singles = await readSingles(network, validation);
      const wrong = singles.filter(({ written, read }) => written !== read).length;
      const loss = singles.reduce((sum, one) => sum + one.loss, 0) / singles.length;
      const rate = cer(
        validationTexts.map(({ text }) => text),
        await readTexts(network, validationTexts),
      );
      // Many checkpoints read a small part equally well: the loss decides between those.
      return wrong / singles.length + 0.3 * rate + 0.2 * loss;
    },
    ...(onCheck && { onCheck }),
  });
  const network = createTrainableNetwork(recipe.network, { seed, weights: fitted.weights });
  try {
    const reader: Network = { tensorflow, network, recipe };
    const singles = await readSingles(reader, windows(judged), settings.votes);
    const texts = sequences(windows(judged), request.sequences, 'test');
    const read = await readTexts(reader, texts);
    return {
      parameters: parameterCount(recipe.network),
      recordings: { training: training.length, validation: validation.length },
      singles: singles.map(({ written, read: one, text }, at) => ({
        recording: chosen[judged[at]!]!,
        written,
        read: one,
        text,
      })),
      sequences: texts.map(({ text }, at) => ({ written: text, read: read[at]! })),
      ...(untrained && { untrained }),
      steps: { best: fitted.step, skipped: fitted.skipped },
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    network.dispose();
  }
}

function rightOf(readings: readonly SingleReading[]): { right: number; of: number } {
  const right = readings.filter(({ written, read }) => written === read).length;
  return { right, of: readings.length };
}

export function cer(written: readonly string[], read: readonly string[]): number {
  let errors = 0;
  let length = 0;
  written.forEach((text, at) => {
    const counted = characterErrors(text, read[at]!);
    errors += counted.errors;
    length += counted.length;
  });
  return errors / Math.max(1, length);
}

/** Indices, the first of each label. */
function chooseRecordings(windows: readonly LabeledWindow[], perLabel = Infinity): number[] {
  const counts = new Map<string, number>();
  return windows.flatMap(({ text }, index) => {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count <= perLabel ? [index] : [];
  });
}

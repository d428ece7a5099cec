import {
  type AdaptationPoint,
  type AdaptationProgress,
  type AdaptationRates,
} from '../../contract/adaptation.ts';
import { learningPlace } from '../../compute/learning-place.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { UserError } from '../../contract/alerts.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { englishWords } from '../../simulator/composition/word-list.ts';
import { GradientSource, type LostRung } from '../gradients/gradient-source.ts';
import { separatorOf } from '../kinds/recordings/recordings-corpus.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { bestRound, judgedTakes, ratesOf, type JudgedTake, type Round } from './choose-step.ts';
import { conclude, type Adapted, type Learnt } from './conclude.ts';
import { readTakes, type FoldCheck, type LearningTask, type TakeReading } from './fold-learner.ts';
import { foldsInPlace, foldsInThreads, type FoldRunner } from './fold-runner.ts';
import { divideTakes, type Fold } from './folds.ts';
import { withLetters } from './letters.ts';
import { simulatedReplay } from './replay.ts';
import { settingsFor, type AdaptationSettings } from './settings.ts';
import { checkCount } from './takes.ts';

export type { Adapted };

export interface AdaptOptions {
  /** Decides division, samples and dropout. Default 1. */
  readonly seed?: number;
  /** That learn on the processor; 0: all in this one. Default 2. */
  readonly threads?: number;
  /** Learning is shortened to keep to it. Default `usualSeconds` of the number of takes. */
  readonly seconds?: number;
  /** Default: those that were chosen by measurement. */
  readonly settings?: Partial<AdaptationSettings>;
  /** Words that may be written with the writer's letters. Default: common English ones. */
  readonly words?: readonly string[];
  readonly onProgress?: (progress: AdaptationProgress) => void;
  readonly signal?: AbortSignal;
  /** Starts the places that GPUs learn in. Default: processes of plain Node. */
  readonly startProcess?: StartProcess;
}

/** That learn on the processor by default. */
export const learningThreads = 2;
const commonWords = 8000;

/** What an adaptation may take by default, seconds: 30 with 20 takes, 60 with 50. */
export function usualSeconds(takes: number): number {
  return Math.min(300, Math.max(20, 10 + takes));
}

/**
 * Learns a writer's hand. The takes are divided; of several versions each learns all but one part
 * and reads that part now and then. They learn as long as that helps; what comes out is the mean of
 * their weights at the best moment. Before and after are of takes that the version which read them
 * had not learnt, nor been chosen by.
 *
 * @param takes labelled, at the model's rate
 * @throws UserError `adapt-takes`, `adapt-model`; the signal's reason
 */
export async function adapt(
  model: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
  options: AdaptOptions = {},
): Promise<Adapted> {
  const begun = performance.now();
  const { seed = 1, threads = learningThreads, onProgress, signal } = options;
  checkCount(takes.length);
  checkModel(model);
  signal?.throwIfAborted();
  const tell = (progress: Partial<AdaptationProgress>) =>
    onProgress?.({ phase: 'reading', fraction: 0, secondsLeft: limit, curve: [], ...progress });
  const limit = options.seconds ?? usualSeconds(takes.length);
  tell({});
  const texts = takes.map(({ text }) => text);
  const { readings, lettered } = await readUnadapted(model, takes);
  const folds = divideTakes(texts, seed);
  const judged = judgedTakes(texts, folds);
  const before = ratesOf(readings, judged);
  const task = taskOf(model, lettered, { ...options, seed });
  const { runner, source } = await startFolds(task, folds, threads, options.startProcess);
  const stop = () => {
    source?.close();
    void runner.close();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const learnt = await learn(runner, {
      ...{ task, folds, judged, readings, before, begun },
      // What follows learning takes a moment too.
      limitMs: 900 * limit,
      tell: (progress) => tell({ phase: 'learning', ...progress }),
      ...(signal && { signal }),
    });
    const learnedOn = whereLearnt(learnt.lost);
    const { settings } = task;
    return conclude(learnt, { settings, judged, readings, before, begun, learnedOn });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    source?.close();
    await runner.close();
  }
}

/** A GPU is shared by all versions; on the processor they learn side by side. */
async function startFolds(
  task: LearningTask,
  folds: readonly Fold[],
  threads: number,
  startProcess: StartProcess | undefined,
): Promise<{ runner: FoldRunner; source?: GradientSource }> {
  if (learningPlace()[0]!.driver) {
    const options = startProcess ? { startProcess } : {};
    const source = new GradientSource(await useTensorflow(), options);
    return { runner: await foldsInPlace(task, folds, source), source };
  }
  if (threads === 0) return { runner: await foldsInPlace(task, folds) };
  return { runner: await foldsInThreads(task, folds, Math.min(threads, folds.length)) };
}

/** For people. */
function whereLearnt(lost: LostRung | undefined): string {
  const { id } = learningPlace()[0]!;
  return lost ? `${lost.rung}, then ${lost.next} (${lost.rung} was lost: ${lost.how})` : id;
}

function checkModel({ manifest }: Pick<ModelPackage, 'manifest'>): void {
  if (manifest.decoding !== 'single-character') return;
  throw new UserError(
    'adapt-model',
    `The model “${manifest.name}” reads single characters; it cannot learn a writer's hand.`,
    'Choose a model that reads text, for example “words”.',
  );
}

/** How the model reads the takes as it is, and where it finds their letters. */
async function readUnadapted(
  { manifest, weights }: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
): Promise<{ readings: TakeReading[]; lettered: LabeledWindow[] }> {
  const tensorflow = await useTensorflow();
  const network = createTrainableNetwork(manifest.network, { seed: 0, weights });
  const lettered = [...takes];
  try {
    const readings = await readTakes(
      tensorflow,
      network,
      manifest,
      takes,
      takes.map((_, index) => index),
      (take, logits, frames, classes) => {
        lettered[take] = withLetters(takes[take]!, logits, { frames, classes }, manifest);
      },
    );
    return { readings, lettered };
  } finally {
    network.dispose();
  }
}

/** Who writes single characters is to be read so: nothing is put together of them. */
const apart = { joined: 0, recombined: 0 };

function isSingle(takes: readonly LabeledWindow[]): boolean {
  return takes.every(({ text }) => Array.from(text).length === 1);
}

function taskOf(
  { manifest, weights }: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
  { seed, settings: changes, words }: AdaptOptions & { readonly seed: number },
): LearningTask {
  const { alphabet, channels, normalization, network, rateHz, downSampling } = manifest;
  const settings = { ...settingsFor(takes.length), ...(isSingle(takes) && apart), ...changes };
  const { mask } = takes[0]!.window;
  return {
    recipe: { alphabet, channels, normalization, network },
    ...{ weights, takes, settings, seed },
    words:
      words ??
      englishWords()
        .slice(0, commonWords)
        .map(({ word }) => word),
    separator: separatorOf(takes, alphabet),
    replay:
      settings.replay > 0
        ? simulatedReplay(settings.replaySamples, { alphabet, rateHz, mask, seed, downSampling })
        : [],
  };
}

interface Course {
  readonly task: LearningTask;
  readonly folds: readonly Fold[];
  readonly judged: readonly JudgedTake[];
  readonly readings: readonly TakeReading[];
  readonly before: AdaptationRates;
  readonly begun: number;
  readonly limitMs: number;
  readonly tell: (progress: Partial<AdaptationProgress>) => void;
  readonly signal?: AbortSignal;
}

/** Round after round, until more helps no longer or the time is over. */
async function learn(runner: FoldRunner, course: Course): Promise<Learnt> {
  const { task, folds, judged, readings, before, begun, limitMs, tell, signal } = course;
  const { steps, checkEvery, patience } = task.settings;
  const unadapted = folds.map(({ heldBack }) => heldBack.map((take) => readings[take]!));
  const rounds: Round[] = [{ step: 0, readings: unadapted }];
  const curve: AdaptationPoint[] = [];
  let weights: NamedTensors | undefined;
  let lost: LostRung | undefined;
  tell({ unadapted: before, secondsLeft: Math.max(0, limitMs / 1000), fraction: 0.05 });
  // How many steps there will be is known better with every round.
  let planned = steps;
  let over = false;
  for (let done = 0; done < planned;) {
    const started = performance.now();
    // The first is short: it tells how quick this machine is.
    const length = done === 0 ? Math.ceil(checkEvery / 2) : checkEvery;
    const more = Math.min(length, planned - done);
    const asked = folds.map((_, fold) => runner.learn(fold, more, planned));
    const checks = await Promise.all(asked);
    signal?.throwIfAborted();
    done += more;
    lost ??= checks.find((check) => check.lost)?.lost;
    rounds.push({ step: done, readings: checks.map((check) => check.readings) });
    const { cer, loss } = ratesOf(
      checks.flatMap((check) => check.readings),
      judged,
    );
    const trainingLoss = checks.reduce((sum, check) => sum + check.trainingLoss, 0) / checks.length;
    curve.push({ step: done, trainingLoss, loss, cer });
    const best = bestRound(rounds, judged);
    if (best === rounds.length - 1) weights = meanOf(checks);
    const now = performance.now();
    const pace = (now - started) / more;
    const possible = Math.floor((limitMs - (now - begun)) / pace);
    planned = Math.max(done, Math.min(steps, done + possible));
    over = rounds.length - 1 - best >= patience;
    if (over) planned = done;
    tell({
      unadapted: before,
      curve: [...curve],
      fraction: 0.05 + 0.93 * (done / planned),
      secondsLeft: ((planned - done) * pace) / 1000,
    });
  }
  const cutShort = planned < steps && !over;
  return { rounds, curve, cutShort, ...(weights && { weights }), ...(lost && { lost }) };
}

/** Versions that began at the same weights and learnt most of the same takes lie in one valley. */
function meanOf(checks: readonly FoldCheck[]): NamedTensors {
  return checks[0]!.weights.map(({ name, shape }, index) => {
    const values = new Float32Array(checks[0]!.weights[index]!.values.length);
    for (const { weights } of checks) {
      const own = weights[index]!.values;
      for (let at = 0; at < values.length; at += 1) values[at]! += own[at]! / checks.length;
    }
    return { name, shape, values };
  });
}

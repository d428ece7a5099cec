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
import { conclude, type Adapted, type Learnt, type Starting } from './conclude.ts';
import {
  openSpelling,
  readTakes,
  type FoldCheck,
  type LearningTask,
  type Spelling,
  type TakeReading,
} from './fold-learner.ts';
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
  /** Learning is shortened to keep to it. Default: none, it goes on as long as it helps. */
  readonly seconds?: number;
  /** Default: those that were chosen by measurement. */
  readonly settings?: Partial<AdaptationSettings>;
  /** Words that may be written with the writer's letters. Default: common English ones. */
  readonly words?: readonly string[];
  /** Files of dictionaries that the writer is read with; a version must not read worse with them. Default: none. */
  readonly dictionaries?: readonly string[];
  readonly onProgress?: (progress: AdaptationProgress) => void;
  readonly signal?: AbortSignal;
  /** Aborted: learning ends soon, with what is best so far. */
  readonly finish?: AbortSignal;
  /** Starts the places that GPUs learn in. Default: processes of plain Node. */
  readonly startProcess?: StartProcess;
}

/** That learn on the processor by default. */
export const learningThreads = 2;
const commonWords = 8000;

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
  const { seed = 1, threads = learningThreads, seconds = Infinity, onProgress, signal } = options;
  checkCount(takes.length);
  checkModel(model);
  signal?.throwIfAborted();
  const tell = (progress: Partial<AdaptationProgress>) =>
    onProgress?.({ phase: 'reading', fraction: 0, secondsLeft: 0, curve: [], ...progress });
  tell({});
  const texts = takes.map(({ text }) => text);
  const spelling = spellingOf(model, options.dictionaries);
  const { readings, lettered } = await readUnadapted(model, takes, spelling);
  const readingMs = performance.now() - begun;
  const folds = divideTakes(texts, seed);
  const judged = judgedTakes(texts, folds);
  const before = ratesOf(readings, judged);
  const task = {
    ...taskOf(model, lettered, { ...options, seed }),
    ...(spelling && { spelling }),
  };
  const { runner, source } = await startFolds(task, folds, threads, options.startProcess);
  const sideBySide = source || threads === 0 ? 1 : Math.min(threads, folds.length);
  const startingOf = (learnedOn: string): Starting => ({
    ...{ settings: task.settings, judged, readings, before, begun, learnedOn },
  });
  const stop = () => {
    source?.close();
    void runner.close();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const learnt = await learn(runner, {
      ...{ task, folds, starting: startingOf('') },
      // What follows learning takes a moment too.
      limitMs: 900 * seconds,
      // Learning a sample takes about three times as long as reading it; the first step tells better.
      stepMs: (passesOfStep * task.settings.batchSize * readingMs) / takes.length / sideBySide,
      tell: (progress) => tell({ phase: 'learning', ...progress }),
      ...(signal && { signal }),
      ...(options.finish && { finish: options.finish }),
    });
    return conclude(learnt, startingOf(whereLearnt(learnt.lost)));
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

function spellingOf(
  { manifest: { alphabet, language } }: Pick<ModelPackage, 'manifest'>,
  dictionaries: readonly string[] = [],
): Spelling | undefined {
  if (dictionaries.length === 0) return undefined;
  return { dictionaries, manifest: { alphabet, ...(language && { language }) } };
}

/** How the model reads the takes as it is, and where it finds their letters. */
async function readUnadapted(
  { manifest, weights }: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
  spelling: Spelling | undefined,
): Promise<{ readings: TakeReading[]; lettered: LabeledWindow[] }> {
  const tensorflow = await useTensorflow();
  const spell = await openSpelling(spelling);
  const network = createTrainableNetwork(manifest.network, { seed: 0, weights });
  const lettered = [...takes];
  try {
    const readings = await readTakes(
      tensorflow,
      network,
      manifest,
      takes,
      takes.map((_, index) => index),
      {
        ...(spell && { spell }),
        onLogits: (take, logits, frames, classes) => {
          lettered[take] = withLetters(takes[take]!, logits, { frames, classes }, manifest);
        },
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
  readonly starting: Starting;
  readonly limitMs: number;
  /** Of one step of one version, as far as reading tells. */
  readonly stepMs: number;
  readonly tell: (progress: Partial<AdaptationProgress>) => void;
  readonly signal?: AbortSignal;
  readonly finish?: AbortSignal;
}

/** Steps of all versions together: how many, how many more, and how long these will take. */
class Pace {
  readonly #begun = performance.now();
  #done = 0;
  #fraction = 0;

  constructor(
    private readonly versions: number,
    private readonly guessMs: number,
  ) {}

  step(): void {
    this.#done += 1;
  }

  /** Of a step of all versions, ms. */
  get stepMs(): number {
    if (this.#done === 0) return this.guessMs * this.versions;
    return ((performance.now() - this.#begun) / this.#done) * this.versions;
  }

  /** @param planned steps of one version */
  progress(planned: number): Pick<AdaptationProgress, 'fraction' | 'secondsLeft' | 'steps'> {
    const all = planned * this.versions;
    const share = beforeLearning + (1 - beforeLearning - afterLearning) * (this.#done / all);
    // More steps than were planned take nothing back.
    this.#fraction = Math.max(this.#fraction, share);
    return {
      fraction: this.#fraction,
      secondsLeft: ((all - this.#done) * this.stepMs) / this.versions / 1000,
      steps: { done: this.#done, planned: all },
    };
  }
}

/** Shares of the whole. */
const beforeLearning = 0.05;
const afterLearning = 0.02;
/** Forwards once, backwards twice. */
const passesOfStep = 3;

/** Round after round, until more helps no longer, the time is over or a person has enough. */
async function learn(runner: FoldRunner, course: Course): Promise<Learnt> {
  const { task, folds, starting, limitMs, tell, signal, finish } = course;
  const { judged, readings, before, begun } = starting;
  const { steps, checkEvery, patience } = task.settings;
  const unadapted = folds.map(({ heldBack }) => heldBack.map((take) => readings[take]!));
  const rounds: Round[] = [{ step: 0, readings: unadapted }];
  const curve: AdaptationPoint[] = [];
  const pace = new Pace(folds.length, course.stepMs);
  let learnt: Learnt = { rounds, curve };
  let offered: AdaptationRates | undefined;
  // How many steps there will be is known better with every round.
  let planned = steps;
  const told = () =>
    tell({
      ...{ unadapted: before, curve: [...curve], ...pace.progress(planned) },
      ...(offered && { offered }),
    });
  told();
  const stepped = () => {
    pace.step();
    told();
  };
  for (let done = 0; done < planned;) {
    // The first is short: it tells how quick this machine is.
    const length = done === 0 ? Math.ceil(checkEvery / 2) : checkEvery;
    const more = Math.min(length, planned - done);
    const asked = folds.map((_, fold) => runner.learn(fold, more, planned, stepped));
    const checks = await Promise.all(asked);
    signal?.throwIfAborted();
    done += more;
    rounds.push({ step: done, readings: checks.map((check) => check.readings) });
    curve.push(pointOf(done, checks, judged));
    const best = bestRound(rounds, judged);
    const lost = learnt.lost ?? checks.find((check) => check.lost)?.lost;
    const weights = best === rounds.length - 1 ? meanOf(checks) : learnt.weights;
    learnt = { rounds, curve, ...(weights && { weights }), ...(lost && { lost }) };
    const { better, after } = conclude(learnt, starting).result;
    offered = better ? after : undefined;
    const left = limitMs - (performance.now() - begun);
    const possible = Number.isFinite(left) ? Math.floor(left / pace.stepMs) : steps;
    planned = Math.max(done, Math.min(steps, done + possible));
    const helpsNoLonger = rounds.length - 1 - best >= patience;
    const cut = cutOf(helpsNoLonger, finish?.aborted === true, planned < steps);
    if (helpsNoLonger || cut === 'person') planned = done;
    if (cut && planned <= done) learnt = { ...learnt, cutShort: cut };
    told();
  }
  return learnt;
}

/** What ends learning before it was to end. */
function cutOf(helpsNoLonger: boolean, enough: boolean, late: boolean): Learnt['cutShort'] {
  if (helpsNoLonger) return undefined;
  if (enough) return 'person';
  return late ? 'time' : undefined;
}

function pointOf(
  step: number,
  checks: readonly FoldCheck[],
  judged: readonly JudgedTake[],
): AdaptationPoint {
  const readings = checks.flatMap((check) => check.readings);
  const trainingLoss = checks.reduce((sum, check) => sum + check.trainingLoss, 0) / checks.length;
  const { cer, loss } = ratesOf(readings, judged);
  return { step, trainingLoss, loss, cer };
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

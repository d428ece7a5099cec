import type * as Tensorflow from '@tensorflow/tfjs-core';
import { assignValues } from '../../compute/assign-values.ts';
import type { Rung } from '../../compute/ladder.ts';
import { learningPlace } from '../../compute/learning-place.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import { explainFailure } from '../../compute/requirements.ts';
import { UserError } from '../../contract/alerts.ts';
import { EncoderProcess } from '../../recognizer/encoder/process/client.ts';
import { startEncoderProcess } from '../../recognizer/encoder/process/start.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { Batch } from '../kinds/digits/digits-batches.ts';
import { sequenceLoss } from './loss.ts';
import { stepGradients, type StepGradients, type StepOptions } from './training-step.ts';

export interface LostRung {
  readonly rung: string;
  /** For people. */
  readonly how: string;
  /** That learning goes on on. */
  readonly next: string;
}

export interface SourcedGradients extends StepGradients {
  /** A rung was lost during this very step, which the next one has then made. */
  readonly lost?: LostRung;
}

export interface GradientSourceOptions {
  /** Best first. Default: as `learnOn` said. */
  readonly rungs?: readonly Rung[];
  /** Starts places that run `serveOrders`. Default: `startEncoderProcess`. */
  readonly startProcess?: StartProcess;
  /** A step that takes longer counts as hanging, ms. Default: the first steps two minutes, then ten times the longest. */
  readonly limitMs?: number;
}

/** Drivers compile in the first steps. */
const firstSteps = 3;
const firstLimitMs = 120_000;
const leastLimitMs = 10_000;
const hangTimes = 10;

/**
 * Makes the gradients of training steps where this process shall learn. Weights stay here: what has a
 * driver runs in a place of its own, gets weights and samples and answers with gradients. When it is
 * lost, the next rung makes the very same step, and nothing of the training is lost.
 */
export class GradientSource {
  readonly #tensorflow: typeof Tensorflow;
  readonly #left: Rung[];
  readonly #startProcess: StartProcess;
  readonly #limitMs: number | undefined;
  readonly #times: number[] = [];
  #process: EncoderProcess | undefined;
  /** Of which the process has the description. */
  #opened: TrainableNetwork['description'] | undefined;
  #steps = 0;
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param tensorflow with the backend `cpu`, as `useTensorflow()` gives it */
  constructor(
    tensorflow: typeof Tensorflow,
    {
      rungs = learningPlace(),
      startProcess = startEncoderProcess,
      limitMs,
    }: GradientSourceOptions = {},
  ) {
    this.#tensorflow = tensorflow;
    this.#left = [...rungs];
    this.#startProcess = startProcess;
    this.#limitMs = limitMs;
  }

  /** In use. */
  get rung(): string {
    return this.#left[0]!.id;
  }

  /**
   * As `stepGradients`; steps follow one another.
   * @throws UserError `backend-lost` when no rung is left
   */
  step(network: TrainableNetwork, batch: Batch, options: StepOptions): Promise<SourcedGradients> {
    const work = this.#turn.then(() => this.#step(network, batch, options));
    this.#turn = work.catch(() => undefined);
    return work;
  }

  close(): void {
    this.#closed = true;
    this.#endProcess();
  }

  async #step(
    network: TrainableNetwork,
    batch: Batch,
    options: StepOptions,
  ): Promise<SourcedGradients> {
    let lost: LostRung | undefined;
    for (;;) {
      const rung = this.#left[0]!;
      if (!rung.driver) {
        const made = await stepGradients(this.#tensorflow, network, batch, options);
        return lost ? { ...made, lost } : made;
      }
      try {
        const made = await this.#stepElsewhere(rung, network, batch, options);
        return lost ? { ...made, lost } : made;
      } catch (error) {
        this.#endProcess();
        if (this.#closed) throw error;
        const said = error instanceof Error ? error.message : String(error);
        const { reason: how, remedy } = explainFailure(said);
        if (this.#left.length === 1) throw noRungLeft(rung, how, remedy);
        this.#left.shift();
        lost = { rung: rung.id, how, next: this.rung };
      }
    }
  }

  async #stepElsewhere(
    rung: Rung,
    network: TrainableNetwork,
    batch: Batch,
    { seed, frameWeight, lossOf = sequenceLoss, statistics = 'batch', learned }: StepOptions,
  ): Promise<StepGradients> {
    const begun = performance.now();
    const weights = await network.weights();
    const place = await this.#placeFor(rung, network, weights);
    const { inputs: values, lengths, readings: time } = batch;
    const passes = this.#within(place, async () => {
      const forward = { values, lengths, time, pass: { weights, seed, statistics } };
      const { values: logits } = await place.timedRun(forward);
      const { classes } = network.description;
      const shape = { frames: network.outputLength(time), classes };
      const loss = lossOf(logits, shape, batch.targets, frameWeight);
      const names = learned ? [...learned] : namesOf(network, true);
      const backward = { values, lengths, time, slope: loss.gradient };
      const pass = { seed, statistics, learned: names };
      const { values: made } = await place.learn({ ...backward, pass });
      return { loss, names, made };
    });
    const { loss, names, made } = await passes;
    const gradients = new Map<string, Float32Array>();
    let at = 0;
    const next = (name: string) => {
      const { size } = network.variables.get(name)!;
      return made.subarray(at, (at += size));
    };
    for (const name of names) gradients.set(name, next(name));
    for (const name of namesOf(network, false)) {
      if (statistics === 'batch') assignValues(network.variables.get(name)!, next(name));
    }
    this.#steps += 1;
    this.#times.push(performance.now() - begun);
    if (this.#times.length > 8) this.#times.shift();
    return { loss, gradients };
  }

  async #placeFor(
    { engine, inElectron }: Rung,
    { description }: TrainableNetwork,
    weights: Awaited<ReturnType<TrainableNetwork['weights']>>,
  ): Promise<EncoderProcess> {
    if (this.#process !== undefined && this.#opened === description) return this.#process;
    this.#endProcess();
    const place = new EncoderProcess(await this.#startProcess(inElectron));
    this.#process = place;
    await place.open(engine, { network: description, weights });
    this.#opened = description;
    return place;
  }

  async #within<Result>(place: EncoderProcess, work: () => Promise<Result>): Promise<Result> {
    const usual =
      this.#steps < firstSteps
        ? firstLimitMs
        : Math.max(leastLimitMs, hangTimes * Math.max(...this.#times));
    const limitMs = Math.round(this.#limitMs ?? usual);
    const timer = setTimeout(() => place.abandon(`it took longer than ${limitMs} ms`), limitMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  #endProcess(): void {
    void this.#process?.dispose();
    this.#process = undefined;
    this.#opened = undefined;
  }
}

function namesOf({ variables }: TrainableNetwork, trainable: boolean): string[] {
  return [...variables].filter(([, one]) => one.trainable === trainable).map(([name]) => name);
}

function noRungLeft({ title }: Rung, how: string, remedy: string): UserError {
  return new UserError(
    'backend-lost',
    `${title} stopped working: ${how}.`,
    `Everything up to the last checkpoint is kept: go on with --resume --backend processor. ${remedy}`,
  );
}

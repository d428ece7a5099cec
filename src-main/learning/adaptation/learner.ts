import { AffineInput } from './affine-input.ts';
import type * as Tensorflow from '@tensorflow/tfjs-core';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { AdamW, globalNorm } from '../gradients/adamw.ts';
import { assemble, type BatchRecipe } from '../kinds/digits/digits-batches.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { GradientSource, type LostRung } from '../gradients/gradient-source.ts';
import { learnedAt } from './layers.ts';
import type { AdaptationSettings } from './settings.ts';

export interface LearnerOptions {
  readonly recipe: BatchRecipe;
  readonly weights: NamedTensors;
  readonly settings: AdaptationSettings;
  readonly seed: number;
  /** That makes its gradients, of several learners maybe. Default: the processor, here. */
  readonly source?: GradientSource;
}

/** A network that learns a writer's hand; what is read with is the running mean of its weights. */
export class Learner {
  readonly network: TrainableNetwork;
  readonly #options: LearnerOptions;
  readonly #optimizer: AdamW;
  readonly #affine: AffineInput | undefined;
  readonly #mean: Map<string, Float32Array>;
  readonly #memory = new StepMemory();
  readonly #source: GradientSource;
  #lost: LostRung | undefined;
  #step = 0;

  constructor(tensorflow: typeof Tensorflow, options: LearnerOptions) {
    const { recipe, weights, seed, settings } = options;
    this.#source = options.source ?? new GradientSource(tensorflow);
    this.#options = options;
    this.network = createTrainableNetwork(recipe.network, { seed, weights });
    const learned = learnedAt(settings.layers, recipe.network);
    const variables = new Map([...this.network.variables].filter(([name]) => learned.has(name)));
    this.#optimizer = new AdamW(variables, { weightDecay: 0 });
    if (settings.layers === 'affine') this.#affine = new AffineInput(this.network);
    this.#mean = new Map(
      weights
        .filter(({ name }) => learned.has(name))
        .map(({ name, values }) => [name, values.slice()]),
    );
  }

  get step(): number {
    return this.#step;
  }

  /** That made its gradients, until it was lost. */
  get lost(): LostRung | undefined {
    return this.#lost;
  }

  /**
   * @param planned steps in all: the learning rate has fallen by then
   * @returns the mean CTC loss of the samples before the step
   */
  async learn(
    samples: readonly LabeledWindow[],
    planned = this.#options.settings.steps,
  ): Promise<number> {
    const { recipe, settings, seed } = this.#options;
    const { layers, learningRate, warmUpSteps, clipNorm, averaging } = settings;
    const { loss, gradients, lost } = await this.#source.step(
      this.network,
      assemble(recipe, samples),
      {
        seed: seed * 1_000_003 + this.#step,
        frameWeight: 0,
        memory: this.#memory,
        statistics: 'moving',
        learned: learnedAt(layers, recipe.network),
      },
    );
    this.#lost ??= lost;
    const norm = globalNorm(gradients);
    if (Number.isFinite(norm) && loss.nonFinite === 0) {
      const warm = Math.min(1, (this.#step + 1) / warmUpSteps);
      const fallen = 0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, this.#step / planned)));
      const rate = learningRate * warm * fallen;
      const scale = Math.min(1, clipNorm / Math.max(norm, 1e-12));
      if (this.#affine) this.#affine.update(gradients, rate);
      else await this.#optimizer.update(gradients, rate, scale);
    }
    this.#step += 1;
    // At first the mean of few: the starting weights count no more than they should.
    const kept = Math.min(averaging, this.#step / (this.#step + 4));
    for (const [name, mean] of this.#mean) {
      const values = this.network.variables.get(name)!.dataSync<'float32'>();
      for (let index = 0; index < mean.length; index += 1) {
        mean[index] = kept * mean[index]! + (1 - kept) * values[index]!;
      }
    }
    return loss.ctc;
  }

  /** A copy of the mean, what was not learnt included. */
  async means(): Promise<NamedTensors> {
    const weights = await this.network.weights();
    return weights.map((tensor) => {
      const mean = this.#mean.get(tensor.name);
      return mean ? { ...tensor, values: mean.slice() } : tensor;
    });
  }

  dispose(): void {
    this.network.dispose();
  }
}

import type * as Tensorflow from '@tensorflow/tfjs-core';
import { assignValues } from '../../compute/assign-values.ts';

export interface AdamWOptions {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled weight decay, multiplied by the learning rate. Default 0.01. */
  readonly weightDecay?: number;
  /** Which variables decay; biases and normalisation scales should not. Default all. */
  readonly decays?: (name: string) => boolean;
}

/** The two moments of a variable. */
export interface Moments {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

/**
 * AdamW (Loshchilov and Hutter, ICLR 2019, algorithm 2) over TensorFlow.js variables.
 *
 * Moments and update live on the host: the gradients come there anyway to be checked and clipped,
 * one loop replaces a dozen kernel calls for each variable, and the arithmetic is the same on every
 * backend.
 */
export class AdamW {
  readonly #variables: ReadonlyMap<string, Tensorflow.Variable>;
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #weightDecay: number;
  readonly #decays: (name: string) => boolean;
  readonly #moments = new Map<string, Moments>();
  #updates = 0;

  constructor(variables: ReadonlyMap<string, Tensorflow.Variable>, options: AdamWOptions = {}) {
    this.#variables = variables;
    this.#beta1 = options.beta1 ?? 0.9;
    this.#beta2 = options.beta2 ?? 0.999;
    this.#epsilon = options.epsilon ?? 1e-8;
    this.#weightDecay = options.weightDecay ?? 0.01;
    this.#decays = options.decays ?? (() => true);
    for (const [name, { size }] of variables) {
      this.#moments.set(name, { mean: new Float32Array(size), square: new Float32Array(size) });
    }
  }

  /** Updates made so far; the bias correction depends on it. */
  get updates(): number {
    return this.#updates;
  }

  get moments(): ReadonlyMap<string, Moments> {
    return this.#moments;
  }

  /** Continues from saved moments. @throws RangeError when they belong to other variables. */
  restore(updates: number, moments: ReadonlyMap<string, Moments>): void {
    for (const [name, own] of this.#moments) {
      const saved = moments.get(name);
      if (saved?.mean.length !== own.mean.length || saved.square.length !== own.square.length) {
        throw new RangeError(`no moments of the right size for ${name}`);
      }
      own.mean.set(saved.mean);
      own.square.set(saved.square);
    }
    this.#updates = updates;
  }

  /**
   * One update. A variable without a gradient stays as it is.
   *
   * @param gradients by variable, same sizes
   * @param scale factor on every gradient (clipping), or on those of a variable
   */
  async update(
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
    scale: number | ((name: string) => number) = 1,
  ): Promise<void> {
    // Read once: private fields cost in a loop over every weight.
    const [beta1, beta2, epsilon] = [this.#beta1, this.#beta2, this.#epsilon];
    this.#updates += 1;
    const meanCorrection = 1 - beta1 ** this.#updates;
    const squareCorrection = 1 - beta2 ** this.#updates;
    for (const [name, variable] of this.#variables) {
      const gradient = gradients.get(name);
      if (!gradient) continue;
      const { mean, square } = this.#moments.get(name)!;
      const decay = this.#decays(name) ? learningRate * this.#weightDecay : 0;
      const factor = typeof scale === 'number' ? scale : scale(name);
      const values = await variable.data<'float32'>();
      for (let index = 0; index < values.length; index += 1) {
        const slope = gradient[index]! * factor;
        const first = beta1 * mean[index]! + (1 - beta1) * slope;
        const second = beta2 * square[index]! + (1 - beta2) * slope * slope;
        mean[index] = first;
        square[index] = second;
        const step = first / meanCorrection / (Math.sqrt(second / squareCorrection) + epsilon);
        values[index] = values[index]! * (1 - decay) - learningRate * step;
      }
      assignValues(variable, values);
    }
  }
}

/** Euclidean norm of all gradients together; NaN or Infinity when any value is not finite. */
export function globalNorm(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients.values()) {
    for (let index = 0; index < gradient.length; index += 1) {
      sum += gradient[index]! * gradient[index]!;
    }
  }
  return Math.sqrt(sum);
}

/** Names of the gradients that hold NaN or Infinity. */
export function nonFiniteGradients(gradients: ReadonlyMap<string, Float32Array>): string[] {
  return [...gradients]
    .filter(([, values]) => values.some((value) => !Number.isFinite(value)))
    .map(([name]) => name);
}

import type { Tensor, Tensor3D, Variable } from '@tensorflow/tfjs-core';
import type { Activation, LayerOf } from '../description.ts';

/** Weights of one direction of one LSTM layer; gates in the order input, forget, cell, output. */
export interface LstmWeights {
  /** inputs × 4·units. */
  readonly kernel: Tensor;
  /** units × 4·units. */
  readonly recurrentKernel: Tensor;
  readonly bias: Tensor;
  readonly recurrentBias: Tensor;
}

export interface ConvolutionGeometry {
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first sample. */
  readonly left: number;
}

export interface NormalizationWeights {
  readonly scale?: Tensor;
  readonly offset?: Tensor;
  readonly movingMean?: Variable;
  readonly movingVariance?: Variable;
}

/**
 * What layers are made of. Tensors are B × T × C; `lengths` are the true lengths of the input's
 * samples, beyond which it is zero, and what comes out is zero beyond its own true lengths. All are
 * differentiable in tensors and weights.
 */
export interface NetworkOperations {
  /** kernel: taps × inputs × filters. */
  convolution(
    x: Tensor3D,
    lengths: Int32Array,
    kernel: Tensor,
    bias: Tensor,
    geometry: ConvolutionGeometry,
  ): Tensor3D;
  /** kernel: taps (odd) × channels × multiplier; centred, stride 1. */
  depthwise(x: Tensor3D, lengths: Int32Array, kernel: Tensor, bias: Tensor): Tensor3D;
  /** `training` decides between statistics of the batch and moving ones; only `batch` cares. */
  normalize(
    x: Tensor3D,
    lengths: Int32Array,
    over: LayerOf<'normalization'>['over'],
    weights: NormalizationWeights,
    training: boolean,
  ): Tensor3D;
  activate(x: Tensor3D, activation: Activation): Tensor3D;
  pool(x: Tensor3D, lengths: Int32Array, size: number, mode: LayerOf<'pooling'>['mode']): Tensor3D;
  /** Elements dropped with probability `rate`, the rest scaled up; the seed decides which. */
  dropout(x: Tensor3D, rate: number, seed: number): Tensor3D;
  /** x + block(x); `block` keeps the shape. */
  residual(x: Tensor3D, block: (x: Tensor3D) => Tensor3D): Tensor3D;
  /** B × T × 2·units, forward direction first. The backward one starts at each true end. */
  bidirectionalLstm(
    x: Tensor3D,
    lengths: Int32Array,
    forward: LstmWeights,
    backward: LstmWeights,
  ): Tensor3D;
}

export const normalizationEpsilon = 1e-5;
/** Share of the old value that a moving statistic keeps at a step. */
export const movingDecay = 0.9;

export function lengthsAfter(lengths: Int32Array, stride: number): Int32Array {
  return stride === 1 ? lengths : lengths.map((length) => Math.ceil(length / stride));
}

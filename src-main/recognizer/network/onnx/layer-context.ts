import type { OnnxWeightType } from './int8.ts';

export type WeightLookup = (name: string) => Float32Array;

/** y = factor · x + shift for every channel. */
export interface ChannelFactors {
  readonly factor: Float32Array;
  readonly shift: Float32Array;
}

export interface LayerContext {
  readonly prefix: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly weightType: OnnxWeightType;
  /** By the name within the layer. */
  readonly weight: WeightLookup;
  /** What follows a convolution at once, and is folded into it. */
  readonly behind?: ChannelFactors;
}

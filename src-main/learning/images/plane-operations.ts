import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';

export interface PlaneShape {
  readonly rows: number;
  readonly channels: number;
}

export interface PlaneOperations {
  /**
   * Stride 1, zeros around, as many columns and rows as before; zero beyond the true columns.
   *
   * @param kernel taps across (odd) × taps down (odd) × channels × filters
   */
  convolution(
    x: Tensor3D,
    lengths: Int32Array,
    plane: PlaneShape,
    kernel: Tensor,
    bias: Tensor,
  ): Tensor3D;
  /** The maximum of windows without overlap; those at the end may be smaller. @param size across, down */
  pool(
    x: Tensor3D,
    lengths: Int32Array,
    plane: PlaneShape,
    size: readonly [number, number],
  ): Tensor3D;
}

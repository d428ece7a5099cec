import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * Gradients of the TensorFlow.js kernels that networks here are composed of. The bundle of
 * tfjs-core that Node loads holds none (the package `@tensorflow/tfjs` registers them, but brings
 * every backend with it). All but that of a matrix product are plain calculus; that one transposes
 * by hand, because wasm's product is fast only without transposes.
 */

/** Sums what broadcasting spread. */
function reduceTo(gradient: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length === 0 ? gradient : tf.sum(gradient, axes), shape);
}

type Slope = (dy: Tensor, saved: readonly Tensor[]) => Tensor;

/** y = f(a, b) with broadcasting; both inputs are saved. */
function binary(kernelName: string, forA: Slope, forB: Slope): GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => ({
      a: () => reduceTo(forA(dy as Tensor, saved), saved[0]!.shape),
      b: () => reduceTo(forB(dy as Tensor, saved), saved[1]!.shape),
    }),
  };
}

/** y = f(x) element by element; the slope is told from x or from y. */
function unary(kernelName: string, saves: 'input' | 'output', slope: Slope): GradConfig {
  return {
    kernelName,
    ...(saves === 'input' ? { inputsToSave: ['x'] } : { outputsToSave: [true] }),
    gradFunc: (dy, saved) => ({ x: () => slope(dy as Tensor, saved) }),
  };
}

/** The gradient of a rearrangement is another one; the input is saved for its shape. */
function rearrangement(
  kernelName: string,
  back: (dy: Tensor, shape: number[], attributes: NamedAttrMap) => Tensor,
): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => ({
      x: () => back(dy as Tensor, saved[0]!.shape, attributes),
    }),
  };
}

function keptShape(shape: number[], axis: unknown): number[] {
  const axes = tf.util.parseAxisParam(axis as number | number[], shape);
  return shape.map((size, i) => (axes.includes(i) ? 1 : size));
}

function spread(dy: Tensor, shape: number[], axis: unknown): Tensor {
  return tf.mul(tf.reshape(dy, keptShape(shape, axis)), tf.ones(shape));
}

/** A kernel with a list of one output gets its gradient without the list. */
function listOf(dy: Tensor | Tensor[]): Tensor[] {
  return Array.isArray(dy) ? dy : [dy];
}

function transposed(x: Tensor): Tensor {
  const order = x.shape.map((_, i) => i);
  return tf.transpose(x, [...order.slice(0, -2), x.rank - 1, x.rank - 2]);
}

const matrixProduct: GradConfig = {
  kernelName: tf.BatchMatMul,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attributes) => {
    const { transposeA, transposeB } = attributes as unknown as tf.BatchMatMulAttrs;
    const gradient = dy as Tensor;
    const [a, b] = [saved[0]!, saved[1]!];
    const forA = () => (transposeB ? tf.matMul(gradient, b) : tf.matMul(gradient, transposed(b)));
    const forB = () => (transposeA ? tf.matMul(a, gradient) : tf.matMul(transposed(a), gradient));
    return {
      a: () => (transposeA ? transposed(forA()) : forA()),
      b: () => (transposeB ? transposed(forB()) : forB()),
    };
  },
};

const configurations: readonly GradConfig[] = [
  binary(
    tf.Add,
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    tf.Sub,
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  binary(
    tf.Multiply,
    (dy, [, b]) => tf.mul(dy, b!),
    (dy, [a]) => tf.mul(dy, a!),
  ),
  binary(
    tf.RealDiv,
    (dy, [, b]) => tf.div(dy, b!),
    (dy, [a, b]) => tf.neg(tf.div(tf.mul(dy, a!), tf.square(b!))),
  ),
  // Where both are equal the first gets it all.
  binary(
    tf.Maximum,
    (dy, [a, b]) => tf.mul(dy, tf.cast(tf.greaterEqual(a!, b!), 'float32')),
    (dy, [a, b]) => tf.mul(dy, tf.cast(tf.less(a!, b!), 'float32')),
  ),
  matrixProduct,
  unary(tf.Relu, 'input', (dy, [x]) => tf.mul(dy, tf.step(x!))),
  unary(tf.Tanh, 'output', (dy, [y]) => tf.mul(dy, tf.sub(1, tf.square(y!)))),
  unary(tf.Sigmoid, 'output', (dy, [y]) => tf.mul(dy, tf.mul(y!, tf.sub(1, y!)))),
  unary(tf.Square, 'input', (dy, [x]) => tf.mul(dy, tf.mul(x!, 2))),
  unary(tf.Rsqrt, 'output', (dy, [y]) => tf.mul(dy, tf.mul(tf.mul(tf.square(y!), y!), -0.5))),
  { kernelName: tf.Cast, gradFunc: (dy) => ({ x: () => tf.clone(dy as Tensor) }) },
  { kernelName: tf.Identity, gradFunc: (dy) => ({ x: () => tf.clone(dy as Tensor) }) },
  rearrangement(tf.Reshape, (dy, shape) => tf.reshape(dy, shape)),
  rearrangement(tf.Transpose, (dy, _, { perm }) =>
    tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(perm as number[])),
  ),
  rearrangement(tf.Sum, (dy, shape, { axis }) => spread(dy, shape, axis)),
  rearrangement(tf.Mean, (dy, shape, { axis }) => {
    const count = tf.util.sizeFromShape(shape) / tf.util.sizeFromShape(keptShape(shape, axis));
    return tf.div(spread(dy, shape, axis), count);
  }),
  rearrangement(tf.PadV2, (dy, shape, { paddings }) =>
    tf.slice(
      dy,
      (paddings as number[][]).map(([before]) => before!),
      shape,
    ),
  ),
  rearrangement(tf.Slice, (dy, shape, { begin }) => {
    // As tf.slice has it: axes that are not named are taken whole.
    const first = [begin as number | number[]].flat();
    return tf.pad(
      dy,
      shape.map((total, i) => {
        const before = first[i] ?? 0;
        return [before, total - before - dy.shape[i]!];
      }),
    );
  }),
  {
    kernelName: tf.AddN,
    saveAllInputs: true,
    gradFunc: (dy, saved) =>
      Object.fromEntries(saved.map((_, i) => [i, () => tf.clone(dy as Tensor)])),
  },
  {
    kernelName: tf.Concat,
    saveAllInputs: true,
    gradFunc: (dy, saved, { axis }) => {
      const [along] = tf.util.parseAxisParam(axis as number, saved[0]!.shape);
      const sizes = saved.map(({ shape }) => shape[along!]!);
      const parts = tf.split(dy as Tensor, sizes, along);
      return Object.fromEntries(parts.map((part, i) => [i, () => part]));
    },
  },
  {
    kernelName: tf.Pack,
    saveAllInputs: true,
    gradFunc: (dy, _, { axis }) => {
      const parts = tf.unstack(dy as Tensor, axis as number);
      return Object.fromEntries(parts.map((part, i) => [i, () => part]));
    },
  },
  {
    kernelName: tf.Unpack,
    gradFunc: (dy, _, { axis }) => ({ value: () => tf.stack(listOf(dy), axis as number) }),
  },
  {
    kernelName: tf.SplitV,
    gradFunc: (dy, _, { axis }) => ({ x: () => tf.concat(listOf(dy), axis as number) }),
  },
];

let registered = false;

export function registerGradients(): void {
  if (registered) return;
  registered = true;
  for (const configuration of configurations) {
    // TensorFlow's own packages bring theirs; a second registration is warned about.
    const present = tf.getGradient(configuration.kernelName) as GradConfig | undefined;
    if (present === undefined) tf.registerGradient(configuration);
  }
}

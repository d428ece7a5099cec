import { UserError } from '../../contract/alerts.ts';

/** One tensor of a network's weights: row-major float32. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: number[];
  readonly values: Float32Array;
}

export type NamedTensors = readonly NamedTensor[];

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Holds weights against the parameters of a network, in order.
 *
 * @throws UserError `model-weights` naming the first that does not fit
 */
export function checkWeights(
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
  weights: NamedTensors,
): void {
  const problem = weightsProblem(parameters, weights);
  if (problem === undefined) return;
  throw new UserError(
    'model-weights',
    `The weights do not belong to this network: ${problem}.`,
    'Use weights that were trained with the same network description, or train again.',
  );
}

function weightsProblem(
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
  weights: NamedTensors,
): string | undefined {
  if (parameters.length !== weights.length) {
    return `${parameters.length} tensors expected, got ${weights.length}`;
  }
  for (const [index, { name, shape }] of parameters.entries()) {
    const tensor = weights[index]!;
    if (tensor.name !== name) return `${name} expected, got ${tensor.name}`;
    if (tensor.shape.join('×') !== shape.join('×')) {
      return `${name} is ${tensor.shape.join('×')}, expected ${shape.join('×')}`;
    }
    if (tensor.values.length !== elementCount(shape)) {
      return `${name} holds ${tensor.values.length} values, expected ${elementCount(shape)}`;
    }
  }
  return undefined;
}

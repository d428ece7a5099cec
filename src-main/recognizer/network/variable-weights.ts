import type { Variable } from '@tensorflow/tfjs-core';
import { assignValues } from '../../compute/assign-values.ts';
import { checkWeights, type NamedTensors } from './weights.ts';

type Parameters = readonly { readonly name: string; readonly shape: readonly number[] }[];

/** A copy of the variables' values, in the order of the parameters. */
export function copyWeights(
  parameters: Parameters,
  variables: ReadonlyMap<string, Variable>,
): Promise<NamedTensors> {
  return Promise.all(
    parameters.map(async ({ name, shape }) => ({
      name,
      shape: [...shape],
      values: (await variables.get(name)!.data<'float32'>()).slice(),
    })),
  );
}

/** @throws UserError `model-weights` when names or shapes are not those of the parameters */
export function loadWeights(
  parameters: Parameters,
  variables: ReadonlyMap<string, Variable>,
  weights: NamedTensors,
): void {
  checkWeights(parameters, weights);
  for (const { name, values } of weights) assignValues(variables.get(name)!, values);
}

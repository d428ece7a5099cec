import type { LearningNetwork, RunnableNetwork } from './running-network.ts';
import type { ComputeEngine } from '../../compute/ladder.ts';
import { multiplyPlain } from '../../compute/matrix.ts';
import { releaseTensorflow, useTensorflow } from '../../compute/tensorflow.ts';
import { openTrainable } from './trainable.ts';
import { createHostOperations } from '../network/operations/host/host.ts';

/** A network on a backend of TensorFlow.js, of which one process has one at a time. */
export async function openTensorflow(
  model: RunnableNetwork,
  { backend, products }: Extract<ComputeEngine, { library: 'tensorflow' }>,
): Promise<LearningNetwork> {
  await useTensorflow(backend);
  const network = openTrainable(
    model,
    products === 'plain' ? createHostOperations(multiplyPlain) : undefined,
  );
  return {
    ...network,
    dispose: async () => {
      await network.dispose();
      releaseTensorflow();
    },
  };
}

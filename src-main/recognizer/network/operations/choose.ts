import { matrixProducts } from '../../../compute/products.ts';
import { createHostOperations } from './host/host.ts';
import type { NetworkOperations } from './operations.ts';
import { portableOperations } from './portable.ts';

/**
 * The fastest implementation for a TensorFlow.js backend: over typed arrays where values are at
 * hand, composed of TensorFlow.js operations elsewhere.
 */
export function operationsFor(backend: string): NetworkOperations {
  return backend === 'wasm' || backend === 'cpu'
    ? createHostOperations(matrixProducts().multiply)
    : portableOperations;
}

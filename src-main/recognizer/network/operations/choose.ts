import type { NetworkOperations } from './operations.ts';
import { portableOperations } from './portable.ts';

/** The fastest implementation that runs on a TensorFlow.js backend. */
export function operationsFor(_backend: string): NetworkOperations {
  return portableOperations;
}

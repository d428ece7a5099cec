import * as tf from '@tensorflow/tfjs-core';

/**
 * Gives a variable new values. The `cpu` backend hands out a variable's own array: writing there
 * spares a fresh array of megabytes at every step of a training.
 *
 * @param values as many as the variable has; may be what its `data()` gave, changed
 */
export function assignValues(variable: tf.Variable, values: Float32Array): void {
  if (values.length !== variable.size) {
    throw new RangeError(`${variable.size} values expected, got ${values.length}`);
  }
  if (tf.getBackend() === 'cpu') {
    const own = variable.dataSync<'float32'>();
    if (own !== values) own.set(values);
    return;
  }
  tf.tidy(() => {
    variable.assign(tf.tensor(values, variable.shape, 'float32'));
  });
}

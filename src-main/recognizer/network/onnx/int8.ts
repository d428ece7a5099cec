import type { OnnxGraph } from './graph.ts';

/** How weights of LSTM layers are stored; the others, a quarter of all, are float32 in any case. */
export type OnnxWeightType = 'float32' | 'int8';

/** Names of a matrix of 8 bits and of what makes numbers of it. */
export interface Int8Weights {
  readonly values: string;
  readonly scales: string;
  readonly zeros: string;
}

/**
 * Processors without VNNI add two products of 8 bits in 16, which overflow silently beyond this
 * (255 · 64 · 2 is the most that fits).
 */
const largest = 64;

/**
 * Weights as whole numbers from −64 to 64 times a scale for every output, as operators of ONNX Runtime
 * want them: inputs before outputs.
 *
 * @param values directions × outputs × inputs
 */
export function writeInt8(
  graph: OnnxGraph,
  name: string,
  values: Float32Array,
  [directions, outputs, inputs]: readonly [number, number, number],
): Int8Weights {
  const whole = new Int8Array(values.length);
  const scales = new Float32Array(directions * outputs);
  for (let row = 0; row < scales.length; row++) {
    const weights = values.subarray(row * inputs, (row + 1) * inputs);
    // An output without weights has whole numbers of 0, whatever the scale.
    const scale =
      weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest || 1;
    scales[row] = scale;
    const place = Math.floor(row / outputs) * outputs * inputs + (row % outputs);
    for (let input = 0; input < inputs; input++) {
      whole[place + input * outputs] = Math.round(weights[input]! / scale);
    }
  }
  return {
    values: graph.weights(`${name}.int8`, [directions, inputs, outputs], whole),
    scales: graph.weights(`${name}.scales`, [directions, outputs], scales),
    zeros: graph.weights(`${name}.zeros`, [directions, outputs], new Int8Array(scales.length)),
  };
}

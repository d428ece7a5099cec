import type { WeightLookup } from './layer-context.ts';
import type { OnnxGraph } from './graph.ts';
import { writeInt8, type OnnxWeightType } from './int8.ts';
import type { OnnxSignal } from './signal.ts';

/** Ours: input, forget, cell, output. ONNX: input, output, forget, cell. */
const gateOrder = [0, 3, 1, 2] as const;

/** rows × 4·units → 4·units × rows with the gates in ONNX's order. */
function gatesFirst(values: Float32Array, rows: number, units: number): Float32Array {
  const result = new Float32Array(values.length);
  gateOrder.forEach((gate, place) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        result[(place * units + unit) * rows + row] =
          values[row * 4 * units + gate * units + unit]!;
      }
    }
  });
  return result;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

export interface OnnxLstmLayer {
  readonly prefix: string;
  /** Channels of its input. */
  readonly width: number;
  readonly units: number;
  readonly weightType: OnnxWeightType;
}

/** One bidirectional LSTM layer; true lengths decide where the backward direction starts. */
export function onnxLstm(
  graph: OnnxGraph,
  signal: OnnxSignal,
  { prefix, width, units, weightType }: OnnxLstmLayer,
  weight: WeightLookup,
): void {
  const both = (name: string, rows: number) =>
    joined(
      ['forward', 'backward'].map((direction) =>
        gatesFirst(weight(`${direction}.${name}`), rows, units),
      ),
    );
  const biases = joined(
    ['forward', 'backward'].flatMap((direction) =>
      ['bias', 'recurrent-bias'].map((name) =>
        gatesFirst(weight(`${direction}.${name}`), 1, units),
      ),
    ),
  );
  const x = signal.as('time-batch-channel');
  const bias = graph.weights(`${prefix}.bias`, [2, 8 * units], biases);
  const attributes = { direction: 'bidirectional', hidden_size: units };
  const float = (name: string, rows: number) =>
    graph.weights(`${prefix}.${name}`, [2, 4 * units, rows], both(name, rows));
  const int8 = (name: string, rows: number) =>
    writeInt8(graph, `${prefix}.${name}`, both(name, rows), [2, 4 * units, rows]);
  const lstm = () =>
    graph.node(
      'LSTM',
      [x, float('kernel', width), float('recurrent-kernel', units), bias, signal.frames()],
      attributes,
    );
  const int8Lstm = () => {
    const kernel = int8('kernel', width);
    const recurrent = int8('recurrent-kernel', units);
    const states = ['', '', ''];
    return graph.runtimeNode(
      'DynamicQuantizeLSTM',
      [
        ...[x, kernel.values, recurrent.values, bias, signal.frames(), ...states],
        ...[kernel.scales, kernel.zeros, recurrent.scales, recurrent.zeros],
      ],
      attributes,
    );
  };
  const y = weightType === 'int8' ? int8Lstm() : lstm();
  // time × direction × batch × units → time × batch × both directions
  const turned = graph.node('Transpose', [y], { perm: [0, 2, 1, 3] });
  signal.replace(graph.node('Reshape', [turned, graph.integers([0, 0, -1])]));
}

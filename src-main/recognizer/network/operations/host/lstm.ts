import type { MatrixMultiply } from '../../../../compute/matrix.ts';
import { clearPadding, sumFrames } from './convolution.ts';
import { hyperbolicTangent, logistic } from './logistic.ts';
import type { HostResult } from './host-operation.ts';

export interface LstmShape {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly units: number;
}

/** kernel, recurrent kernel, bias, recurrent bias. */
export type LstmArrays = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

interface Direction {
  /** Fills one half of y (B × T × 2·units). */
  forward(y: Float32Array, column: number): void;
  /** Adds to dx; returns the gradients of the four weights. */
  backward(dy: Float32Array, column: number, dx: Float32Array): Float32Array[];
}

/** values[at …] = σ(values + addend); small loops of their own, which V8 compiles well. */
function addLogistic(
  values: Float32Array,
  at: number,
  addend: Float32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) values[at + i] = logistic(values[at + i]! + addend[from + i]!);
}

function addTangent(
  values: Float32Array,
  at: number,
  addend: Float32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    values[at + i] = hyperbolicTangent(values[at + i]! + addend[from + i]!);
  }
}

/**
 * One direction over whole sequences. Gates stand in the order input, forget, cell, output. A
 * sample takes part while time is inside its true length, so that the reverse direction starts
 * at its true end with a state of zero.
 */
function createDirection(
  multiply: MatrixMultiply,
  { batch, time, inputs, units }: LstmShape,
  lengths: Int32Array,
  x: Float32Array,
  [kernel, recurrentKernel, bias, recurrentBias]: LstmArrays,
  reverse: boolean,
): Direction {
  const width = 4 * units;
  const rows = batch * time;
  /** Pre-activations, then activated gates, then their gradients. */
  const gates = new Float32Array(rows * width);
  const cells = new Float32Array(rows * units);
  /** tanh of the cells. */
  const bent = new Float32Array(rows * units);
  /** Hidden state that each step started from. */
  const before = new Float32Array(rows * units);
  const step = reverse ? -1 : 1;
  const begin = reverse ? time - 1 : 0;

  const forward = (y: Float32Array, column: number): void => {
    const sum = bias.map((value, i) => value + recurrentBias[i]!);
    for (let row = 0; row < rows; row++) gates.set(sum, row * width);
    multiply(false, false, rows, width, inputs, x, kernel, gates, true);
    const hidden = new Float32Array(batch * units);
    const recurrent = new Float32Array(batch * width);
    for (let i = 0, t = begin; i < time; i++, t += step) {
      if (i > 0) {
        multiply(false, false, batch, width, units, hidden, recurrentKernel, recurrent, false);
      }
      for (let sample = 0; sample < batch; sample++) {
        if (t >= lengths[sample]!) continue;
        const row = sample * time + t;
        // The earlier step's cells, none at a sample's own beginning.
        const started = reverse ? t + 1 < lengths[sample]! : t > 0;
        const previous = (row - step) * units;
        const state = sample * units;
        const at = row * width;
        const from = sample * width;
        addLogistic(gates, at, recurrent, from, 2 * units);
        addTangent(gates, at + 2 * units, recurrent, from + 2 * units, units);
        addLogistic(gates, at + 3 * units, recurrent, from + 3 * units, units);
        const out = row * 2 * units + column;
        for (let unit = 0; unit < units; unit++) {
          const input = gates[at + unit]!;
          const forget = gates[at + units + unit]!;
          const candidate = gates[at + 2 * units + unit]!;
          const output = gates[at + 3 * units + unit]!;
          const cell = input * candidate + (started ? forget * cells[previous + unit]! : 0);
          const tangent = hyperbolicTangent(cell);
          cells[row * units + unit] = cell;
          bent[row * units + unit] = tangent;
          before[row * units + unit] = hidden[state + unit]!;
          const value = output * tangent;
          hidden[state + unit] = value;
          y[out + unit] = value;
        }
      }
    }
  };

  const backward = (dy: Float32Array, column: number, dx: Float32Array): Float32Array[] => {
    const dGates = new Float32Array(rows * width);
    const dHidden = new Float32Array(batch * units);
    const dCell = new Float32Array(batch * units);
    const dStep = new Float32Array(batch * width);
    for (let i = 0, t = begin + (time - 1) * step; i < time; i++, t -= step) {
      dStep.fill(0);
      for (let sample = 0; sample < batch; sample++) {
        if (t >= lengths[sample]!) continue;
        const row = sample * time + t;
        const started = reverse ? t + 1 < lengths[sample]! : t > 0;
        const previous = (row - step) * units;
        for (let unit = 0; unit < units; unit++) {
          const at = row * width + unit;
          const state = sample * units + unit;
          const input = gates[at]!;
          const forget = gates[at + units]!;
          const candidate = gates[at + 2 * units]!;
          const output = gates[at + 3 * units]!;
          const tangent = bent[row * units + unit]!;
          const dh = dy[row * 2 * units + column + unit]! + dHidden[state]!;
          const dc = dCell[state]! + dh * output * (1 - tangent * tangent);
          const earlier = started ? cells[previous + unit]! : 0;
          const dInput = dc * candidate * input * (1 - input);
          const dForget = dc * earlier * forget * (1 - forget);
          const dCandidate = dc * input * (1 - candidate * candidate);
          const dOutput = dh * tangent * output * (1 - output);
          dCell[state] = dc * forget;
          const to = sample * width + unit;
          dGates[at] = dStep[to] = dInput;
          dGates[at + units] = dStep[to + units] = dForget;
          dGates[at + 2 * units] = dStep[to + 2 * units] = dCandidate;
          dGates[at + 3 * units] = dStep[to + 3 * units] = dOutput;
        }
      }
      multiply(false, true, batch, units, width, dStep, recurrentKernel, dHidden, false);
    }
    const dKernel = new Float32Array(kernel.length);
    const dRecurrent = new Float32Array(recurrentKernel.length);
    multiply(true, false, inputs, width, rows, x, dGates, dKernel, false);
    multiply(true, false, units, width, rows, before, dGates, dRecurrent, false);
    multiply(false, true, rows, inputs, width, dGates, kernel, dx, true);
    const dBias = sumFrames(dGates, lengths, time, width);
    return [dKernel, dRecurrent, dBias, dBias.slice()];
  };
  return { forward, backward };
}

/** x and eight weights → B × T × 2·units, forward direction first. */
export function runBidirectionalLstm(
  multiply: MatrixMultiply,
  shape: LstmShape,
  lengths: Int32Array,
  x: Float32Array,
  forwardWeights: LstmArrays,
  backwardWeights: LstmArrays,
): HostResult {
  const { batch, time, units } = shape;
  const directions = [
    createDirection(multiply, shape, lengths, x, forwardWeights, false),
    createDirection(multiply, shape, lengths, x, backwardWeights, true),
  ];
  const y = new Float32Array(batch * time * 2 * units);
  directions.forEach((direction, i) => direction.forward(y, i * units));
  return {
    shape: [batch, time, 2 * units],
    values: y,
    backward: (dy) => {
      const dx = new Float32Array(x.length);
      const gradients = directions.map((direction, i) => direction.backward(dy, i * units, dx));
      clearPadding(dx, lengths, time, shape.inputs);
      return [dx, ...gradients.flat()];
    },
  };
}

import type { MatrixMultiply } from '../../../../compute/matrix.ts';
import { hyperbolicTangent, logistic } from './logistic.ts';
import type { HostResult } from './host-operation.ts';
import { floats, zeros } from './memory.ts';

export interface LstmShape {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly units: number;
}

/** kernel, recurrent kernel, bias, recurrent bias. */
export type LstmArrays = readonly [Float32Array, Float32Array, Float32Array, Float32Array];

interface Direction {
  /** T × B × units. */
  readonly hidden: Float32Array;
  /**
   * Adds to dx (T × B × inputs); returns the gradients of the four weights.
   * @param dHidden T × B × units; changed
   */
  backward(dHidden: Float32Array, dx: Float32Array): Float32Array[];
}

/** B × T × width → T × B × width, or back when the counts are swapped. */
function swapBatchAndTime(
  source: Float32Array,
  sourceWidth: number,
  sourceColumn: number,
  target: Float32Array,
  targetWidth: number,
  targetColumn: number,
  [outer, inner, width]: readonly [number, number, number],
): void {
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const from = (i * inner + j) * sourceWidth + sourceColumn;
      const to = (j * outer + i) * targetWidth + targetColumn;
      for (let k = 0; k < width; k++) target[to + k] = source[from + k]!;
    }
  }
}

/** One sample at one time: gates in place from pre-activations to their values, cell and output. */
function activateGates(
  gates: Float32Array,
  at: number,
  units: number,
  cells: Float32Array,
  tangents: Float32Array,
  hidden: Float32Array,
  state: number,
  previousCells: Float32Array,
  previous: number,
): void {
  for (let unit = 0; unit < units; unit++) {
    const place = at + unit;
    const input = logistic(gates[place]!);
    const forget = logistic(gates[place + units]!);
    const candidate = hyperbolicTangent(gates[place + 2 * units]!);
    const output = logistic(gates[place + 3 * units]!);
    gates[place] = input;
    gates[place + units] = forget;
    gates[place + 2 * units] = candidate;
    gates[place + 3 * units] = output;
    const cell = input * candidate + forget * previousCells[previous + unit]!;
    const tangent = hyperbolicTangent(cell);
    cells[state + unit] = cell;
    tangents[state + unit] = tangent;
    hidden[state + unit] = output * tangent;
  }
}

/** The gradient of the same: gates in place from values to gradients of pre-activations. */
function gateGradients(
  gates: Float32Array,
  at: number,
  units: number,
  tangents: Float32Array,
  dHidden: Float32Array,
  state: number,
  dCell: Float32Array,
  own: number,
  previousCells: Float32Array,
  previous: number,
): void {
  for (let unit = 0; unit < units; unit++) {
    const place = at + unit;
    const input = gates[place]!;
    const forget = gates[place + units]!;
    const candidate = gates[place + 2 * units]!;
    const output = gates[place + 3 * units]!;
    const tangent = tangents[state + unit]!;
    const dh = dHidden[state + unit]!;
    const dc = dCell[own + unit]! + dh * output * (1 - tangent * tangent);
    gates[place] = dc * candidate * input * (1 - input);
    gates[place + units] = dc * previousCells[previous + unit]! * forget * (1 - forget);
    gates[place + 2 * units] = dc * input * (1 - candidate * candidate);
    gates[place + 3 * units] = dh * tangent * output * (1 - output);
    dCell[own + unit] = dc * forget;
  }
}

/**
 * One direction over whole sequences. Gates stand in the order input, forget, cell, output. Beyond
 * a sample's true length its state is kept at zero, so that the reverse direction starts at the
 * true end with a state of zero.
 *
 * @param x T × B × inputs
 */
function runDirection(
  multiply: MatrixMultiply,
  { batch, time, inputs, units }: LstmShape,
  lengths: Int32Array,
  x: Float32Array,
  [kernel, recurrentKernel, bias, recurrentBias]: LstmArrays,
  reverse: boolean,
): Direction {
  const width = 4 * units;
  const rows = batch * time;
  const states = batch * units;
  /** Pre-activations, then activated gates, then their gradients. */
  const gates = floats(rows * width);
  const cells = floats(rows * units);
  /** tanh of the cells. */
  const tangents = floats(rows * units);
  const hidden = floats(rows * units);
  const nothing = zeros(states);
  const step = reverse ? -1 : 1;
  const begin = reverse ? time - 1 : 0;
  const gatesAt = (t: number) => gates.subarray(t * batch * width, (t + 1) * batch * width);

  for (let row = 0; row < rows * width; row += width) {
    for (let i = 0; i < width; i++) gates[row + i] = bias[i]! + recurrentBias[i]!;
  }
  multiply(false, false, rows, width, inputs, x, kernel, gates, true);
  for (let i = 0, t = begin; i < time; i++, t += step) {
    const earlier = (t - step) * states;
    if (i > 0) {
      const before = hidden.subarray(earlier, earlier + states);
      multiply(false, false, batch, width, units, before, recurrentKernel, gatesAt(t), true);
    }
    for (let sample = 0; sample < batch; sample++) {
      const row = t * batch + sample;
      const state = row * units;
      const own = sample * units;
      if (t < lengths[sample]!) {
        const previous = i > 0 ? earlier + own : own;
        const previousCells = i > 0 ? cells : nothing;
        activateGates(
          gates,
          row * width,
          units,
          cells,
          tangents,
          hidden,
          state,
          previousCells,
          previous,
        );
      } else {
        cells.fill(0, state, state + units);
        hidden.fill(0, state, state + units);
      }
    }
  }

  const backward = (dHidden: Float32Array, dx: Float32Array): Float32Array[] => {
    const dCell = zeros(states);
    for (let i = time - 1, t = begin + i * step; i >= 0; i--, t -= step) {
      const earlier = (t - step) * states;
      for (let sample = 0; sample < batch; sample++) {
        const row = t * batch + sample;
        const own = sample * units;
        if (t < lengths[sample]!) {
          const previous = i > 0 ? earlier + own : own;
          gateGradients(
            gates,
            row * width,
            units,
            tangents,
            dHidden,
            row * units,
            dCell,
            own,
            i > 0 ? cells : nothing,
            previous,
          );
        } else gates.fill(0, row * width, (row + 1) * width);
      }
      if (i === 0) continue;
      const dBefore = dHidden.subarray(earlier, earlier + states);
      multiply(false, true, batch, units, width, gatesAt(t), recurrentKernel, dBefore, true);
    }
    const dKernel = floats(kernel.length);
    multiply(true, false, inputs, width, rows, x, gates, dKernel, false);
    // Every step but the first began with the hidden state of the one before it.
    const dRecurrent = zeros(recurrentKernel.length);
    const later = rows - batch;
    const [from, to] = reverse ? [batch, 0] : [0, batch];
    multiply(
      true,
      false,
      units,
      width,
      later,
      hidden.subarray(from * units, (from + later) * units),
      gates.subarray(to * width, (to + later) * width),
      dRecurrent,
      true,
    );
    multiply(false, true, rows, inputs, width, gates, kernel, dx, true);
    const dBias = floats(width);
    multiply(false, false, 1, width, rows, floats(rows).fill(1), gates, dBias, false);
    return [dKernel, dRecurrent, dBias, dBias];
  };
  return { hidden, backward };
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
  const { batch, time, inputs, units } = shape;
  // Time first inside: what belongs to a step lies together.
  const xByTime = floats(x.length);
  swapBatchAndTime(x, inputs, 0, xByTime, inputs, 0, [batch, time, inputs]);
  const directions = [
    runDirection(multiply, shape, lengths, xByTime, forwardWeights, false),
    runDirection(multiply, shape, lengths, xByTime, backwardWeights, true),
  ];
  const y = floats(batch * time * 2 * units);
  directions.forEach(({ hidden }, i) =>
    swapBatchAndTime(hidden, units, 0, y, 2 * units, i * units, [time, batch, units]),
  );
  return {
    shape: [batch, time, 2 * units],
    values: y,
    backward: (dy) => {
      const dxByTime = zeros(x.length);
      const gradients = directions.map((direction, i) => {
        const dHidden = floats(batch * time * units);
        swapBatchAndTime(dy, 2 * units, i * units, dHidden, units, 0, [batch, time, units]);
        return direction.backward(dHidden, dxByTime);
      });
      const dx = floats(x.length);
      swapBatchAndTime(dxByTime, inputs, 0, dx, inputs, 0, [time, batch, inputs]);
      return [dx, ...gradients.flat()];
    },
  };
}

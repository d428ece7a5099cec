import type { Activation } from '../../description.ts';
import type { HostResult } from './host-operation.ts';
import { floats } from './memory.ts';
import { hyperbolicTangent } from './logistic.ts';

type Shape = HostResult['shape'];

export function activateValues(activation: Activation, shape: Shape, x: Float32Array): HostResult {
  switch (activation) {
    case 'relu':
      return relu(shape, x);
    case 'tanh':
      return tanh(shape, x);
    case 'gelu':
      return gelu(shape, x);
  }
}

function relu(shape: Shape, x: Float32Array): HostResult {
  const y = floats(x.length);
  // Signs are as good as random: a branch would be guessed wrongly every other time.
  for (let i = 0; i < x.length; i++) y[i] = 0.5 * (x[i]! + Math.abs(x[i]!));
  const backward = (dy: Float32Array) => {
    const dx = floats(x.length);
    const [bits, slopes, result] = [bitsOf(y), bitsOf(dy), bitsOf(dx)];
    // −bits >> 31 is all ones where y is above 0, else all zeros.
    for (let i = 0; i < result.length; i++) result[i] = slopes[i]! & (-bits[i]! >> 31);
    return [dx];
  };
  return { shape, values: y, backward };
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}

function tanh(shape: Shape, x: Float32Array): HostResult {
  const y = floats(x.length);
  for (let i = 0; i < x.length; i++) y[i] = hyperbolicTangent(x[i]!);
  const backward = (dy: Float32Array) => {
    const dx = floats(x.length);
    for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * (1 - y[i]! * y[i]!);
    return [dx];
  };
  return { shape, values: y, backward };
}

const geluScale = Math.sqrt(2 / Math.PI);
const geluCube = 0.044715;

function gelu(shape: Shape, x: Float32Array): HostResult {
  const y = floats(x.length);
  const bent = floats(x.length);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const bend = hyperbolicTangent(geluScale * value * (1 + geluCube * value * value));
    bent[i] = bend;
    y[i] = 0.5 * value * (1 + bend);
  }
  const backward = (dy: Float32Array) => {
    const dx = floats(x.length);
    for (let i = 0; i < dx.length; i++) {
      const value = x[i]!;
      const bend = bent[i]!;
      const inner = geluScale * (1 + 3 * geluCube * value * value);
      dx[i] = dy[i]! * 0.5 * (1 + bend + value * (1 - bend * bend) * inner);
    }
    return [dx];
  };
  return { shape, values: y, backward };
}

export function multiplyBy(factors: Float32Array, shape: Shape, x: Float32Array): HostResult {
  const product = (values: Float32Array) => {
    const result = floats(values.length);
    for (let i = 0; i < values.length; i++) result[i] = values[i]! * factors[i]!;
    return result;
  };
  return { shape, values: product(x), backward: (dy) => [product(dy)] };
}

import type { Activation } from '../../description.ts';
import { hyperbolicTangent } from './exponential.ts';
import type { HostResult } from './host-operation.ts';

type Shape = HostResult['shape'];

const geluScale = Math.sqrt(2 / Math.PI);
const geluCube = 0.044715;

export function activateValues(activation: Activation, shape: Shape, x: Float32Array): HostResult {
  const y = new Float32Array(x.length);
  const dx = new Float32Array(x.length);
  const backward = (slope: (index: number) => number) => (dy: Float32Array) => {
    for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * slope(i);
    return [dx];
  };
  switch (activation) {
    case 'relu':
      for (let i = 0; i < x.length; i++) y[i] = x[i]! > 0 ? x[i]! : 0;
      return { shape, values: y, backward: backward((i) => (y[i]! > 0 ? 1 : 0)) };
    case 'tanh':
      for (let i = 0; i < x.length; i++) y[i] = hyperbolicTangent(x[i]!);
      return { shape, values: y, backward: backward((i) => 1 - y[i]! * y[i]!) };
    case 'gelu': {
      const bend = new Float32Array(x.length);
      for (let i = 0; i < x.length; i++) {
        const value = x[i]!;
        if (value === 0) continue;
        bend[i] = hyperbolicTangent(geluScale * (value + geluCube * value ** 3));
        y[i] = 0.5 * value * (1 + bend[i]!);
      }
      const slope = (i: number) => {
        const [value, t] = [x[i]!, bend[i]!];
        const inner = geluScale * (1 + 3 * geluCube * value * value);
        return 0.5 * (1 + t) + 0.5 * value * (1 - t * t) * inner;
      };
      return { shape, values: y, backward: backward(slope) };
    }
  }
}

export function multiplyBy(factors: Float32Array, shape: Shape, x: Float32Array): HostResult {
  const product = (values: Float32Array) => {
    const result = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) result[i] = values[i]! * factors[i]!;
    return result;
  };
  return { shape, values: product(x), backward: (dy) => [product(dy)] };
}

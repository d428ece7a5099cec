import type { NetworkDescription } from './description.ts';
import { parametersFor, type ParameterDescription } from './parameters.ts';
import { childSeed, createNormal, createRandom } from './random.ts';
import { elementCount, type NamedTensor } from './weights.ts';

/** Rows of a square block made orthonormal (Gram–Schmidt on normal numbers). */
function orthogonalBlock(size: number, normal: () => number): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, normal);
    for (const earlier of rows) {
      let dot = 0;
      for (let i = 0; i < size; i++) dot += row[i]! * earlier[i]!;
      for (let i = 0; i < size; i++) row[i]! -= dot * earlier[i]!;
    }
    const norm = Math.hypot(...row);
    if (norm > 1e-6) rows.push(row.map((value) => value / norm));
  }
  return rows;
}

function orthogonal(shape: readonly number[], normal: () => number): Float32Array {
  const [units, width] = [shape[0]!, shape[1]!];
  const values = new Float32Array(units * width);
  for (let gate = 0; gate < width / units; gate++) {
    orthogonalBlock(units, normal).forEach((row, index) =>
      values.set(row, index * width + gate * units),
    );
  }
  return values;
}

function initialValues(parameter: ParameterDescription, random: () => number): Float32Array {
  const { shape, initializer } = parameter;
  const count = elementCount(shape);
  const normal = createNormal(random);
  const fanOut = shape.at(-1)!;
  const depthwise = parameter.name.includes('.depthwise.');
  // A depthwise channel sees its kernel only, whatever stands beside it.
  const fanIn = depthwise ? shape[0]! : count / fanOut;
  switch (initializer) {
    case 'he': {
      const deviation = Math.sqrt(2 / fanIn);
      return Float32Array.from({ length: count }, () => normal() * deviation);
    }
    case 'glorot': {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return Float32Array.from({ length: count }, () => (2 * random() - 1) * limit);
    }
    case 'orthogonal':
      return orthogonal(shape, normal);
    case 'forget-gate': {
      // Gates: input, forget, cell, output. An open forget gate lets gradients through from the start.
      const units = count / 4;
      return Float32Array.from({ length: count }, (_, i) => (i >= units && i < 2 * units ? 1 : 0));
    }
    case 'zeros':
      return new Float32Array(count);
    case 'ones':
      return new Float32Array(count).fill(1);
  }
}

/** Fresh weights; the same for the same description and seed. */
export function initialWeights(description: NetworkDescription, seed: number): NamedTensor[] {
  return parametersFor(description).map((parameter, index) => ({
    name: parameter.name,
    shape: [...parameter.shape],
    values: initialValues(parameter, createRandom(childSeed(seed, index))),
  }));
}

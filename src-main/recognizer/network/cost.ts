import { layerStride, layerWidths, type Layer, type NetworkDescription } from './description.ts';

/**
 * Multiply-adds of one forward pass over a sample of `length` readings, as the literature counts
 * them: products with weights only, no normalisation, activation or bias. Branches of a depthwise
 * layer count as the one kernel into which they are folded.
 */
export function multiplyAdds({ layers, inputs }: NetworkDescription, length: number): number {
  return ofLayers(layers, inputs, length);
}

function ofLayers(layers: readonly Layer[], inputs: number, length: number): number {
  const widths = layerWidths(layers, inputs);
  let frames = length;
  let sum = 0;
  layers.forEach((layer, index) => {
    const before = frames;
    frames = Math.ceil(frames / layerStride(layer));
    sum +=
      layer.kind === 'residual'
        ? ofLayers(layer.layers, widths[index]!.inputs, before)
        : frames * perFrame(layer, widths[index]!.inputs);
  });
  return sum;
}

/** For every frame that comes out. */
function perFrame(layer: Exclude<Layer, { kind: 'residual' }>, inputs: number): number {
  switch (layer.kind) {
    case 'convolution':
      return layer.kernel * inputs * layer.filters;
    case 'separable-convolution': {
      const width = inputs * layer.multiplier;
      return width * Math.max(...layer.kernels) + width * layer.filters;
    }
    case 'bidirectional-lstm': {
      const { units, layers } = layer;
      const first = inputs + units;
      const further = (layers - 1) * (2 * units + units);
      return 2 * (first + further) * 4 * units;
    }
    case 'linear':
      return inputs * layer.units;
    case 'pooling':
    case 'normalization':
    case 'activation':
    case 'dropout':
      return 0;
  }
}

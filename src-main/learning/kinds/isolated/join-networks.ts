import {
  parseNetwork,
  type Layer,
  type NetworkDescription,
} from '../../../recognizer/network/description.ts';
import { parametersFor } from '../../../recognizer/network/parameters.ts';
import { elementCount, type NamedTensors } from '../../../recognizer/network/weights.ts';

/**
 * Why networks of this kind cannot be joined; undefined when they can. In an LSTM, a normalisation
 * over channels or a separable convolution the members would not stay apart.
 */
export function whyNotJoined(layers: readonly Layer[]): string | undefined {
  for (const layer of layers) {
    if (layer.kind === 'bidirectional-lstm' || layer.kind === 'separable-convolution') {
      return `a ${layer.kind}`;
    }
    if (layer.kind === 'normalization' && layer.over === 'layer') return 'a normalisation by layer';
    if (layer.kind === 'residual') {
      const inner = whyNotJoined(layer.layers);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** So many networks side by side in one, which share input and last layer. */
export function joinedDescription(
  description: NetworkDescription,
  members: number,
): NetworkDescription {
  if (members === 1) return description;
  const problem = whyNotJoined(description.layers);
  if (problem !== undefined) throw new RangeError(`networks with ${problem} cannot be joined`);
  const last = description.layers.length - 1;
  return parseNetwork({
    ...description,
    layers: description.layers.map((layer, index) =>
      index === last ? layer : widened(layer, members),
    ),
  });
}

function widened<Wide extends Layer>(layer: Wide, members: number): Wide {
  switch (layer.kind) {
    case 'convolution':
      return { ...layer, filters: members * layer.filters };
    case 'linear':
      return { ...layer, units: members * layer.units };
    case 'residual':
      return { ...layer, layers: layer.layers.map((inner) => widened(inner, members)) };
    default:
      return layer;
  }
}

/**
 * One network whose logits are the means of the members' logits: their kernels lie in blocks, with
 * zeros between them, and the last layer takes the mean.
 * @param members weights of networks of the same description
 */
export function joinNetworks(
  description: NetworkDescription,
  members: readonly NamedTensors[],
): { readonly network: NetworkDescription; readonly weights: NamedTensors } {
  const network = joinedDescription(description, members.length);
  const lastLayer = `${description.layers.length - 1}.`;
  const weights = parametersFor(network).map(({ name, shape }, index) => {
    const values = new Float32Array(elementCount(shape));
    const outputs = shape.at(-1)!;
    const inputs = shape.length === 3 ? shape[1]! : 1;
    members.forEach((member, place) => {
      const own = member[index]!;
      const ownOutputs = own.shape.at(-1)!;
      const ownInputs = own.shape.length === 3 ? own.shape[1]! : 1;
      // What members share is added up, so each gives its part.
      const shared = name.startsWith(lastLayer);
      const firstOutput = shared ? 0 : place * ownOutputs;
      const firstInput = inputs === ownInputs ? 0 : place * ownInputs;
      const scale = shared ? 1 / members.length : 1;
      const rows = own.values.length / ownOutputs;
      for (let row = 0; row < rows; row += 1) {
        const tap = Math.floor(row / ownInputs);
        const target = tap * inputs + firstInput + (row % ownInputs);
        for (let output = 0; output < ownOutputs; output += 1) {
          const at = target * outputs + firstOutput + output;
          values[at] = values[at]! + scale * own.values[row * ownOutputs + output]!;
        }
      }
    });
    return { name, shape: [...shape], values };
  });
  return { network, weights };
}

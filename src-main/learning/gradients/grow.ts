import { isDeepStrictEqual } from 'node:util';
import type { Layer, NetworkDescription } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { layerPrefix, parametersFor } from '../../recognizer/network/parameters.ts';
import type { NamedTensor, NamedTensors } from '../../recognizer/network/weights.ts';

/**
 * Weights for a network that has residual blocks more than the one it grows from. What both have is
 * taken over; a new block ends with a layer of zeros, so the grown network gives the very logits of
 * the smaller one until it learns (after Net2DeeperNet, Chen et al., arXiv 1511.05641).
 *
 * @param seed of the fresh weights within the new blocks
 * @returns undefined when `network` is anything but `smaller` with such blocks between its layers
 */
export function grownWeights(
  network: NetworkDescription,
  smaller: NetworkDescription,
  weights: NamedTensors,
  seed: number,
): NamedTensors | undefined {
  const grown = matchNetworks(network, smaller);
  if (!grown) return undefined;
  const names = parametersFor(smaller).map(({ name }) => name);
  const known = new Map(weights.map((tensor, index) => [names[index]!, tensor]));
  return initialWeights(network, seed).map((fresh) => {
    const [layer] = fresh.name.split('.', 1);
    const match = grown[Number(layer)]!;
    if (match.kind === 'kept') {
      const { values } = known.get(fresh.name.replace(/^\d+/, String(match.index)))!;
      return { ...fresh, values };
    }
    return match.zero.some((prefix) => fresh.name.startsWith(prefix)) ? zeros(fresh) : fresh;
  });
}

/** Whether `network` is `smaller`, or has residual blocks more. */
export function growsFrom(network: NetworkDescription, smaller: NetworkDescription): boolean {
  return matchNetworks(network, smaller) !== undefined;
}

type Match =
  | { readonly kind: 'kept'; readonly index: number }
  /** `zero`: beginnings of the names of what must be 0 for the block to add nothing. */
  | { readonly kind: 'new'; readonly zero: readonly string[] };

function matchNetworks(
  network: NetworkDescription,
  smaller: NetworkDescription,
): Match[] | undefined {
  return network.inputs === smaller.inputs
    ? matchLayers(network.layers, smaller.layers)
    : undefined;
}

function matchLayers(layers: readonly Layer[], smaller: readonly Layer[]): Match[] | undefined {
  const matches: Match[] = [];
  let next = 0;
  for (const [index, layer] of layers.entries()) {
    if (isDeepStrictEqual(layer, smaller[next])) {
      matches.push({ kind: 'kept', index: next });
      next += 1;
      continue;
    }
    const zero = silencing(layer, layerPrefix(layer, index));
    if (!zero) return undefined;
    matches.push({ kind: 'new', zero });
  }
  return next === smaller.length ? matches : undefined;
}

/** What to set to 0 so that a block adds nothing; undefined where there is no such layer at its end. */
function silencing(block: Layer, prefix: string): string[] | undefined {
  if (block.kind !== 'residual') return undefined;
  // Activations of ours give 0 for 0, and dropout leaves it.
  const last = block.layers.findLastIndex(
    ({ kind }) => kind !== 'activation' && kind !== 'dropout',
  );
  const layer = block.layers[last];
  if (layer?.kind !== 'convolution' && layer?.kind !== 'linear') return undefined;
  const name = layerPrefix(layer, last, prefix);
  return [`${name}.kernel`, `${name}.bias`];
}

function zeros(tensor: NamedTensor): NamedTensor {
  return { ...tensor, values: new Float32Array(tensor.values.length) };
}

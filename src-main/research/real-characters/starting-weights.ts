import { blankLabel, type Alphabet } from '../../contract/alphabet.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { layerPrefix } from '../../recognizer/network/parameters.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';

export interface Start {
  readonly network: NetworkDescription;
  readonly weights: NamedTensors;
}

/** A network for other characters: all its layers but the width of the last. */
export function networkFor(network: NetworkDescription, alphabet: Alphabet): NetworkDescription {
  const classes = alphabet.length + 1;
  const layers = [...network.layers.slice(0, -1), { kind: 'linear' as const, units: classes }];
  return parseNetwork({ inputs: network.inputs, classes, layers });
}

/**
 * A model's network and weights, made to read another alphabet: the output layer keeps the blank and
 * the characters that both have, what is new starts fresh by the seed.
 */
export function startFromModel(
  { manifest, weights }: Pick<ModelPackage, 'manifest' | 'weights'>,
  alphabet: Alphabet,
  seed: number,
): Start {
  const network = networkFor(manifest.network, alphabet);
  const output = network.layers.length - 1;
  const prefix = layerPrefix(network.layers[output]!, output);
  const old = new Map(weights.map((tensor) => [tensor.name, tensor]));
  const classes = [
    blankLabel,
    ...alphabet.map((character) => manifest.alphabet.indexOf(character) + 1),
  ];
  return {
    network,
    weights: initialWeights(network, seed).map((fresh) => {
      const known = old.get(fresh.name)!;
      if (!fresh.name.startsWith(prefix)) return { ...known, values: known.values.slice() };
      // Kernel (1 × inputs × classes) and bias (classes) alike: classes stand last.
      const width = manifest.network.classes;
      const values = fresh.values.map((value, index) => {
        const label = index % classes.length;
        const from = classes[label]!;
        if (label !== blankLabel && from === blankLabel) return value;
        return known.values[Math.floor(index / classes.length) * width + from]!;
      });
      return { ...fresh, values };
    }),
  };
}

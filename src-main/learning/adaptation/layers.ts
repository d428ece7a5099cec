import { affineVariables } from './affine-input.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { parametersFor } from '../../recognizer/network/parameters.ts';

/**
 * What of a network may change:
 * - `head`: the last layer, and scales and offsets of normalisation
 * - `all`
 * - `affine`: nothing but an affine map of its input (`AffineInput`)
 */
export type Layers = 'head' | 'all' | 'affine';

const known = new WeakMap<NetworkDescription, Map<Layers, ReadonlySet<string>>>();

/** Names of the variables that may change. */
export function learnedAt(layers: Layers, network: NetworkDescription): ReadonlySet<string> {
  let sets = known.get(network);
  if (!sets) known.set(network, (sets = new Map<Layers, ReadonlySet<string>>()));
  let names = sets.get(layers);
  if (!names) sets.set(layers, (names = namesOf(layers, network)));
  return names;
}

function namesOf(layers: Layers, network: NetworkDescription): ReadonlySet<string> {
  if (layers === 'affine') return new Set(affineVariables(network.layers[0]!));
  const last = `${network.layers.length - 1}.`;
  const all = parametersFor(network).filter(({ trainable }) => trainable);
  const names = all.map(({ name }) => name);
  if (layers === 'all') return new Set(names);
  return new Set(
    names.filter((name) => name.startsWith(last) || /normalization\.(scale|offset)$/.test(name)),
  );
}

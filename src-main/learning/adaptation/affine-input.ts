import { assignValues } from '../../compute/assign-values.ts';
import type { Layer } from '../../recognizer/network/description.ts';
import { layerPrefix } from '../../recognizer/network/parameters.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';

/**
 * A map x → x A + o before the first convolution, one for each writer: as if the pen sat otherwise in
 * the hand. It is folded into kernel and bias (K' = A K, b' = b + o K), so the network stays as it is
 * described; at the very ends of a recording, where the convolution reads zeros, that is not exact.
 * A and o are learnt with Adam (Kingma and Ba 2015) by the gradients of kernel and bias.
 */
export class AffineInput {
  readonly #network: TrainableNetwork;
  readonly #names: readonly [kernel: string, bias: string];
  readonly #kernel: Float32Array;
  readonly #bias: Float32Array;
  readonly #inputs: number;
  readonly #filters: number;
  /** A row by row, then o. */
  readonly #values: Float64Array;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  #updates = 0;

  /** @throws RangeError when the first layer is no convolution */
  constructor(network: TrainableNetwork) {
    const { layers, inputs } = network.description;
    this.#network = network;
    this.#names = affineVariables(layers[0]!);
    const [kernel, bias] = this.#names.map((name) => network.variables.get(name)!);
    this.#kernel = kernel!.dataSync<'float32'>().slice();
    this.#bias = bias!.dataSync<'float32'>().slice();
    this.#inputs = inputs;
    this.#filters = this.#bias.length;
    const size = inputs * (inputs + 1);
    this.#values = new Float64Array(size);
    for (let channel = 0; channel < inputs; channel += 1) {
      this.#values[channel * (inputs + 1)] = 1;
    }
    this.#mean = new Float64Array(size);
    this.#square = new Float64Array(size);
  }

  update(gradients: ReadonlyMap<string, Float32Array>, learningRate: number): void {
    const slopes = this.#slopes(gradients.get(this.#names[0])!, gradients.get(this.#names[1])!);
    this.#updates += 1;
    slopes.forEach((slope, at) => {
      const mean = (this.#mean[at] = 0.9 * this.#mean[at]! + 0.1 * slope);
      const square = (this.#square[at] = 0.999 * this.#square[at]! + 0.001 * slope * slope);
      const step = mean / (1 - 0.9 ** this.#updates);
      const size = Math.sqrt(square / (1 - 0.999 ** this.#updates)) + 1e-8;
      this.#values[at] = this.#values[at]! - (learningRate * step) / size;
    });
    this.#fold();
  }

  /** Gradients of A and o by those of the folded kernel and bias. */
  #slopes(kernel: Float32Array, bias: Float32Array): Float64Array {
    const slopes = new Float64Array(this.#values.length);
    this.#each((tap, read, given, filter) => {
      const own = this.#kernel[this.#at(tap, given, filter)]!;
      const at = read * this.#inputs + given;
      slopes[at] = slopes[at]! + kernel[this.#at(tap, read, filter)]! * own;
    });
    for (let channel = 0; channel < this.#inputs; channel += 1) {
      const at = this.#inputs ** 2 + channel;
      this.#eachOf(channel, (own, filter) => (slopes[at] = slopes[at]! + own * bias[filter]!));
    }
    return slopes;
  }

  #fold(): void {
    const kernel = new Float32Array(this.#kernel.length);
    const bias = this.#bias.slice();
    this.#each((tap, read, given, filter) => {
      const at = this.#at(tap, read, filter);
      const share = this.#values[read * this.#inputs + given]!;
      kernel[at] = kernel[at]! + share * this.#kernel[this.#at(tap, given, filter)]!;
    });
    for (let channel = 0; channel < this.#inputs; channel += 1) {
      const offset = this.#values[this.#inputs ** 2 + channel]!;
      this.#eachOf(channel, (own, filter) => (bias[filter] = bias[filter]! + offset * own));
    }
    assignValues(this.#network.variables.get(this.#names[0])!, kernel);
    assignValues(this.#network.variables.get(this.#names[1])!, bias);
  }

  #at(tap: number, channel: number, filter: number): number {
    return (tap * this.#inputs + channel) * this.#filters + filter;
  }

  #each(visit: (tap: number, read: number, given: number, filter: number) => void): void {
    const taps = this.#kernel.length / (this.#inputs * this.#filters);
    for (let tap = 0; tap < taps; tap += 1) {
      for (let read = 0; read < this.#inputs; read += 1) {
        for (let given = 0; given < this.#inputs; given += 1) {
          for (let filter = 0; filter < this.#filters; filter += 1) visit(tap, read, given, filter);
        }
      }
    }
  }

  #eachOf(channel: number, visit: (weight: number, filter: number) => void): void {
    const taps = this.#kernel.length / (this.#inputs * this.#filters);
    for (let tap = 0; tap < taps; tap += 1) {
      for (let filter = 0; filter < this.#filters; filter += 1) {
        visit(this.#kernel[this.#at(tap, channel, filter)]!, filter);
      }
    }
  }
}

/** Names of kernel and bias that the map is folded into. @throws RangeError */
export function affineVariables(first: Layer): readonly [string, string] {
  if (first.kind !== 'convolution') throw new RangeError('the first layer is no convolution');
  const prefix = layerPrefix(first, 0);
  return [`${prefix}.kernel`, `${prefix}.bias`];
}

import type { TrainableNetwork } from '../../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly size: number;
  readonly trainable: boolean;
}

/** Where each variable of a network lies in one flat array that threads share. */
export class VariableLayout {
  readonly places: readonly Place[];
  /** Values in all. */
  readonly length: number;

  constructor({ variables, trainableVariables }: TrainableNetwork) {
    const trainable = new Set(trainableVariables);
    let start = 0;
    this.places = [...variables].map(([name, variable]) => {
      const place = {
        name,
        shape: variable.shape,
        start,
        size: variable.size,
        trainable: trainable.has(variable),
      };
      start += variable.size;
      return place;
    });
    this.length = start;
  }

  /** A view, not a copy. */
  view(flat: Float32Array, { start, size }: Place): Float32Array {
    return flat.subarray(start, start + size);
  }

  write(flat: Float32Array, values: ReadonlyMap<string, ArrayLike<number>>): void {
    for (const place of this.places) {
      const own = values.get(place.name);
      if (own) flat.set(own, place.start);
      else flat.fill(0, place.start, place.start + place.size);
    }
  }

  /** Views, for a network to load. */
  tensors(flat: Float32Array): NamedTensors {
    return this.places.map((place) => ({
      name: place.name,
      shape: [...place.shape],
      values: this.view(flat, place),
    }));
  }
}

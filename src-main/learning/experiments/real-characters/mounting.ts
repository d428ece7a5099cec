import { channelCount, channelIndex } from '../../../contract/sensors.ts';
import type { ModelPackage } from '../../../recognizer/model/package.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import {
  multiply,
  rotationFromVector,
  type Matrix3,
  type Vector3,
} from '../../../simulator/rotation.ts';
import { simulateText } from '../../../simulator/simulate.ts';
import { turnAxes } from '../../augment-writing.ts';
import type { LabeledWindow } from '../../sample.ts';
import { readSingles, type Network, type SingleReading } from './judge.ts';
import { startFromModel } from './starting-weights.ts';

const accelerometer = channelIndex('ax');
/** Turns about gravity that are tried. */
const turns = 24;
const fullTurn = 2 * Math.PI;

/** The same recording by a pen whose board sits otherwise in the barrel. */
export function remounted(sample: LabeledWindow, rotation: Matrix3): LabeledWindow {
  const values = sample.window.values.slice();
  turnAxes(values, Float64Array.from(rotation));
  return { ...sample, window: { ...sample.window, values } };
}

/**
 * Rotations of the sensors' axes after which the pen is held, on average, as the simulator's: its
 * board may sit in the barrel in any way, but where up is it says itself. About that direction it
 * may be turned at will, so there are several.
 */
export function possibleMountings(samples: readonly LabeledWindow[]): Matrix3[] {
  const up = meanDirection(samples.map(({ window }) => window.values));
  const usual = usualDirection();
  const upright = rotationBetween(up, usual);
  return Array.from({ length: turns }, (_, turn) => {
    const angle = (turn * fullTurn) / turns;
    return multiply(
      rotationFromVector(angle * usual[0], angle * usual[1], angle * usual[2]),
      upright,
    );
  });
}

export interface FoundMounting {
  readonly rotation: Matrix3;
  /** Reads what it was found by, with the model as it is. */
  readonly read: (samples: readonly LabeledWindow[]) => Promise<readonly SingleReading[]>;
  dispose(): void;
}

/** So many recordings, evenly chosen, decide. */
const asked = 80;

/**
 * The mounting with which a model that was never trained on this pen finds the labels of some
 * recordings least surprising. Which way a board is turned about the barrel cannot be told from
 * gravity; what is written tells it.
 * @param samples of the training part
 * @returns undefined when the model knows none of the characters
 */
export async function findMounting(
  tensorflow: Network['tensorflow'],
  model: ModelPackage,
  samples: readonly LabeledWindow[],
): Promise<FoundMounting | undefined> {
  const known = samples.filter(({ text }) => model.manifest.alphabet.includes(text));
  if (known.length === 0) return undefined;
  const alphabet = [...new Set(known.map(({ text }) => text))].sort();
  const { network: description, weights } = startFromModel(model, alphabet, 0);
  const network = createTrainableNetwork(description, { seed: 0, weights });
  const { channels, normalization } = model.manifest;
  const recipe = { alphabet, channels, normalization, network: description };
  const read = (windows: readonly LabeledWindow[]) =>
    readSingles({ tensorflow, network, recipe }, windows);
  const every = Math.ceil(known.length / asked);
  const some = known.filter((_, index) => index % every === 0);
  let best: { rotation: Matrix3; loss: number } | undefined;
  for (const rotation of possibleMountings(samples)) {
    const readings = await read(some.map((sample) => remounted(sample, rotation)));
    const loss = readings.reduce((sum, one) => sum + one.loss, 0);
    if (!best || loss < best.loss) best = { rotation, loss };
  }
  const { rotation } = best!;
  const allowed = new Set(alphabet);
  return {
    rotation,
    read: (windows) =>
      read(
        windows
          .filter(({ text }) => allowed.has(text))
          .map((sample) => remounted(sample, rotation)),
      ),
    dispose: () => network.dispose(),
  };
}

let usual: Vector3 | undefined;

/** Specific force in the axes of the simulator's pens, on average over writers. */
function usualDirection(): Vector3 {
  usual ??= meanDirection(
    Array.from({ length: 24 }, (_, seed) => simulateText('hand', { seed, rateHz: 100 }).values),
  );
  return usual;
}

function meanDirection(all: readonly Float32Array[]): Vector3 {
  const sum: [number, number, number] = [0, 0, 0];
  for (const values of all) {
    for (let at = accelerometer; at < values.length; at += channelCount) {
      for (let axis = 0; axis < 3; axis += 1) sum[axis]! += values[at + axis]!;
    }
  }
  const size = Math.hypot(...sum);
  return size < 1e-9 ? [0, 0, 1] : [sum[0] / size, sum[1] / size, sum[2] / size];
}

/** The smallest rotation that takes one unit vector to another. */
function rotationBetween(from: Vector3, to: Vector3): Matrix3 {
  const axis: Vector3 = [
    from[1] * to[2] - from[2] * to[1],
    from[2] * to[0] - from[0] * to[2],
    from[0] * to[1] - from[1] * to[0],
  ];
  const sine = Math.hypot(...axis);
  const cosine = from[0] * to[0] + from[1] * to[1] + from[2] * to[2];
  if (sine > 1e-6) {
    const scale = Math.atan2(sine, cosine) / sine;
    return rotationFromVector(scale * axis[0], scale * axis[1], scale * axis[2]);
  }
  if (cosine > 0) return rotationFromVector(0, 0, 0);
  // Opposite: half a turn about any axis across.
  const across: Vector3 = Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const along = from[0] * across[0] + from[1] * across[1] + from[2] * across[2];
  const other = across.map((value, at) => value - along * from[at]!);
  const scale = Math.PI / Math.hypot(...other);
  return rotationFromVector(scale * other[0]!, scale * other[1]!, scale * other[2]!);
}

import { RandomGenerator } from '../../simulator/random.ts';
import type { GreyImage } from '../../learning/images/grey-image.ts';
import type { LabelledPicture } from '../characters/fit-single.ts';
import type { LabelledSeries } from '../characters/labelled-series.ts';

const sinusoidLength = 200;
export const sinusoidLabels = Array.from('0123456789');
/** Whole oscillations of class 0, and how many more each next class has. */
const slowest = 2;
const step = 0.5;

export interface Sinusoid {
  readonly series: LabelledSeries;
  /** The Gramian angular summation field of the signal without noise. */
  readonly picture: LabelledPicture;
}

export interface SinusoidsOptions {
  readonly perClass: number;
  /** Uniform from −noise to +noise is added to a signal of amplitude 1. */
  readonly noise: number;
  /** Rows and columns of the images. */
  readonly side: number;
  readonly seed: string;
}

/** Ten classes that differ in frequency, each sample with a phase of its own. */
export function sinusoids({ perClass, noise, side, seed }: SinusoidsOptions): Sinusoid[] {
  const random = new RandomGenerator(`${seed}/sinusoids`);
  return sinusoidLabels.flatMap((label, place) =>
    Array.from({ length: perClass }, (): Sinusoid => {
      const phase = random.uniform(0, 2 * Math.PI);
      const pace = (2 * Math.PI * (slowest + step * place)) / sinusoidLength;
      const clean = Float32Array.from({ length: sinusoidLength }, (_, t) =>
        Math.sin(pace * t + phase),
      );
      const values = clean.map((value) => value + random.uniform(-noise, noise));
      return {
        series: { label, length: sinusoidLength, values: normalised(values) },
        picture: { label, image: gramianAngularField(clean, side) },
      };
    }),
  );
}

function normalised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(square || 1));
}

/**
 * Gramian angular summation field (Wang and Oates 2015): with the signal, averaged in `side` equal
 * parts and scaled to −1 … 1, as cos φ, the pixel of two parts is cos(φᵢ + φⱼ); −1 is black.
 */
export function gramianAngularField(signal: ArrayLike<number>, side: number): GreyImage {
  const parts = Array.from({ length: side }, (_, part) => {
    const from = Math.floor((part * signal.length) / side);
    const to = Math.max(from + 1, Math.floor(((part + 1) * signal.length) / side));
    let sum = 0;
    for (let t = from; t < to; t += 1) sum += signal[t]!;
    return sum / (to - from);
  });
  const [low, high] = [Math.min(...parts), Math.max(...parts)];
  const cosines = parts.map((value) => (high > low ? (2 * (value - low)) / (high - low) - 1 : 0));
  const sines = cosines.map((cosine) => Math.sqrt(Math.max(0, 1 - cosine * cosine)));
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    const field = cosines[row]! * cosines[column]! - sines[row]! * sines[column]!;
    return Math.round(127.5 * (1 + field));
  });
  return { width: side, height: side, pixels };
}

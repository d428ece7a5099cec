import * as v from 'valibot';
import type { Alphabet } from '../../contract/alphabet.ts';
import { MappedWarping } from './mapped-warping.ts';
import type { Series } from './time-warping.ts';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** How templates are compared with what is read (`MappedWarping`). */
export const comparisonSchema = v.strictObject({
  band: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  detour: amount,
  ends: v.strictObject({
    share: v.pipe(v.number(), v.gtValue(0), v.maxValue(0.5)),
    weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
  /** Of 0 a map would cost nothing, and could not always be found. */
  stiffness: positive,
  rounds: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
});
export type Comparison = v.InferOutput<typeof comparisonSchema>;

/**
 * Recordings that a model of single characters keeps, normalised and of its fixed length: what is read
 * is the likelier a character the nearer it is to one of them. Their values stand in the weights file after
 * those of the network, readings × channels each.
 */
export const templatesSchema = v.strictObject({
  /** What each of them is, from the alphabet. */
  characters: v.pipe(v.array(v.string()), v.minLength(1)),
  comparison: comparisonSchema,
  /** How much a unit of distance lowers the score (logit) of a character. */
  weight: amount,
});
export type TemplatesDescription = v.InferOutput<typeof templatesSchema>;

/** Templates in memory. */
export interface TemplateSet {
  readonly description: TemplatesDescription;
  readonly readings: number;
  readonly channels: number;
  /** characters.length × readings × channels. */
  readonly values: Float32Array;
}

/** Compares recordings with templates. */
export class TemplateMatcher {
  readonly #series: readonly Series[];
  readonly #labels: readonly number[];
  readonly #warping: MappedWarping;

  constructor(
    { description, readings, channels, values }: TemplateSet,
    private readonly alphabet: Alphabet,
  ) {
    const size = readings * channels;
    this.#series = description.characters.map((_, index) => ({
      length: readings,
      channels,
      values: values.subarray(index * size, (index + 1) * size),
    }));
    this.#labels = description.characters.map((character) => alphabet.indexOf(character));
    this.#warping = new MappedWarping(description.comparison);
  }

  /**
   * Distance of a recording to the nearest template of each character of the alphabet; a character
   * without templates is as far as the farthest.
   */
  distances(recording: Series): Float64Array {
    const distances = new Float64Array(this.alphabet.length).fill(Infinity);
    this.#series.forEach((template, index) => {
      const label = this.#labels[index]!;
      const distance = this.#warping.distance(recording, template);
      if (distance < distances[label]!) distances[label] = distance;
    });
    const farthest = distances.reduce((far, one) => (one < Infinity && one > far ? one : far), 0);
    return distances.map((one) => Math.min(one, farthest));
  }
}

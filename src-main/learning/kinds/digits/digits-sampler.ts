import { allChannels } from '../../../contract/sensors.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import { drawPenHardware } from '../../../simulator/pen-hardware.ts';
import { simulateText, type TextSimulationOptions } from '../../../simulator/simulate.ts';
import { drawWriterStyle } from '../../../simulator/writer.ts';
import { augmentSignal } from '../../samples/augment-signal.ts';
import { augmentWriting } from '../../samples/augment-writing.ts';
import { joinWindows } from '../../samples/join.ts';
import { alphabetOf, type Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';

/** Draws training samples from recordings and from the simulator, as the recipe says. */
export class Sampler {
  readonly #recipe: Recipe;
  readonly #byText = new Map<string, LabeledWindow[]>();
  readonly #texts: readonly string[];

  constructor(recipe: Recipe, recordings: readonly LabeledWindow[]) {
    this.#recipe = recipe;
    for (const recording of recordings) {
      const list = this.#byText.get(recording.text);
      if (list) list.push(recording);
      else this.#byText.set(recording.text, [recording]);
    }
    this.#texts = [...this.#byText.keys()];
  }

  /** One augmented sample; `step` decides how long sequences may be by now. */
  draw(step: number, random: RandomGenerator): LabeledWindow {
    const { sequences, simulator } = this.#recipe;
    const grown = Math.min(1, (step + 1) / Math.max(1, sequences.growUntilStep));
    const maximum = Math.max(Math.min(3, sequences.maximum), Math.round(grown * sequences.maximum));
    const count = random.chance(sequences.singleProbability) ? 1 : random.integer(1, maximum);
    return random.chance(simulator.share)
      ? this.#simulated(count, random)
      : this.#recorded(count, random);
  }

  /** Every label is as likely as any other, however few recordings it has. */
  #recorded(count: number, random: RandomGenerator): LabeledWindow {
    const { augmentation } = this.#recipe.recordings;
    const { gapMs, restMs, restProbability } = this.#recipe.sequences;
    const parts = Array.from({ length: count }, () => {
      const recording = random.pick(this.#byText.get(random.pick(this.#texts))!);
      return augmentWriting(recording, augmentation, random);
    });
    const joined = joinWindows(parts, random, { gapMs, restMs, restProbability });
    return augmentSignal(joined, augmentation, random);
  }

  #simulated(count: number, random: RandomGenerator): LabeledWindow {
    const { augmentation, spaceProbability, familiar } = this.#recipe.simulator;
    const text = randomText(this.#recipe, count, random);
    let written = '';
    for (const character of text) {
      if (written !== '' && random.chance(spaceProbability)) written += ' ';
      written += character;
    }
    const sample = simulateSample(this.#recipe, written, random.integer(0, 0x7fff_ffff), {
      leadMs: random.uniform(50, 700),
      trailMs: random.uniform(50, 700),
      ...(random.chance(familiar.share) && person(random.pick(familiar.seeds))),
    });
    return augmentSignal(augmentWriting(sample, augmentation, random), augmentation, random);
  }
}

/** Every character of the alphabet equally likely. */
export function randomText(recipe: Recipe, count: number, random: RandomGenerator): string {
  const alphabet = alphabetOf(recipe);
  return Array.from({ length: count }, () => random.pick(alphabet)).join('');
}

/** Writer and pen as the simulated pen draws them from its seed. */
function person(seed: number): Pick<TextSimulationOptions, 'writer' | 'pen'> {
  return { writer: drawWriterStyle(seed), pen: drawPenHardware(seed) };
}

/** A writer drawn from `seed` writing `written`; characters outside the alphabet are not labelled. */
export function simulateSample(
  recipe: Recipe,
  written: string,
  seed: number,
  options: Omit<TextSimulationOptions, 'seed' | 'rateHz'> = {},
): LabeledWindow {
  const { rateHz } = recipe;
  const alphabet = alphabetOf(recipe);
  const writing = simulateText(written, { seed, rateHz, ...options });
  const characters = writing.characters.filter(({ character }) => alphabet.includes(character));
  const reading = (timeMs: number) =>
    Math.min(writing.length, Math.max(0, Math.round((timeMs * rateHz) / 1000)));
  return {
    text: Array.from(written)
      .filter((character) => alphabet.includes(character))
      .join(''),
    window: {
      rateHz,
      mask: allChannels,
      length: writing.length,
      values: writing.values,
      startMs: 0,
    },
    spans: characters.map(({ character, startMs, endMs }) => ({
      character,
      start: reading(startMs),
      end: reading(endMs),
    })),
  };
}

import type { Alphabet } from '../../contract/alphabet.ts';
import type { LabelScorer } from '../ctc/beam.ts';
import type { Language } from './language.ts';
import { TextModel, type TextState } from './text-model.ts';

export interface LanguageWeights {
  /** How much the language counts against the network: exponent of P(text); 0 is without language. */
  readonly weight: number;
  /** Added for every character: long words must not lose against short ones. */
  readonly insertionBonus: number;
  /** How far a word is believed to tell the next one, 0..1; default `usualContext`. */
  readonly context?: number | undefined;
}

/** Where a model says nothing of its own; `language tune` finds better ones. */
export const defaultLanguageWeights: LanguageWeights = { weight: 0.5, insertionBonus: 1.5 };

/** The text model that these weights ask for. */
export function textModelFor(
  alphabet: Alphabet,
  languages: readonly Language[],
  { context }: Pick<LanguageWeights, 'context'>,
): TextModel {
  return new TextModel(alphabet, languages, context === undefined ? {} : { context });
}

/** weight × ln P(character | text so far) + bonus; at the end of the text weight × ln P(end). */
export class LanguageScorer implements LabelScorer<TextState> {
  readonly highest: number;

  constructor(
    private readonly model: TextModel,
    private readonly weights: LanguageWeights,
  ) {
    this.highest = weights.insertionBonus;
  }

  start(context: readonly number[]): TextState {
    return context.reduce((state, label) => this.model.next(state, label), this.model.start);
  }

  extend(state: TextState, label: number): { state: TextState; score: number } {
    const { weight, insertionBonus } = this.weights;
    const score = weight * Math.log(this.model.probability(state, label)) + insertionBonus;
    return { state: this.model.next(state, label), score };
  }

  finish(state: TextState): number {
    return this.weights.weight * Math.log(this.model.endProbability(state));
  }
}

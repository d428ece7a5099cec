import type { LabelScorer } from '../ctc/beam.ts';
import type { TextModel, TextState } from './text-model.ts';

export interface LanguageWeights {
  /** How much the language counts against the network: exponent of P(text); 0 is without language. */
  readonly weight: number;
  /** Added for every character: long words must not lose against short ones. */
  readonly insertionBonus: number;
}

/** Where a model says nothing of its own; `language tune` finds better ones. */
export const defaultLanguageWeights: LanguageWeights = { weight: 0.5, insertionBonus: 1.5 };

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

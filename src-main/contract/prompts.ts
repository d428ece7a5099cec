import * as v from 'valibot';

/** What is practised besides small letters. */
export const promptKinds = ['letters', 'capitals', 'digits'] as const;
export type PromptKind = (typeof promptKinds)[number];

export const promptRequestSchema = v.strictObject({
  /** How many prompts: the more, the more of the language's pairs of letters. */
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
  kinds: v.pipe(v.array(v.picklist(promptKinds)), v.minLength(1)),
});
export type PromptRequest = v.InferOutput<typeof promptRequestSchema>;

/** Prompts that were chosen, and what they cover. */
export interface PromptChoice {
  readonly prompts: readonly string[];
  /** Characters that are to be covered. */
  readonly characters: readonly string[];
  /** Those that the prompts cover. */
  readonly covered: number;
  /** After how many prompts all that can be covered are. */
  readonly coveredAfter: number;
  /** Share of the pairs of letters in running text that the prompts hold, 0..1. */
  readonly pairs: number;
}

/** What is wrong with a take, with what to do about it. */
export interface TakeProblem {
  readonly code: 'saturated' | 'lost-samples' | 'too-short' | 'reads-differently';
  readonly message: string;
}

export interface PromptItem {
  readonly text: string;
  /** `doubtful`: written, but something seems wrong; it is offered again. */
  readonly state: 'open' | 'kept' | 'doubtful' | 'skipped';
  /** What the user says was written instead. */
  readonly written?: string;
  /** What the model read. */
  readonly reading?: string;
}

/**
 * - `waiting`: for the first stroke
 * - `writing`: the piece grows
 * - `review`: it was read, and the user decides
 * - `done`: no prompt is left
 */
export type PromptPhase = 'waiting' | 'writing' | 'review' | 'done';

/** Where a prompted session stands. */
export interface PromptedState {
  /** Name of the session. */
  readonly session: string;
  /** Id of the writer. */
  readonly writer: string;
  readonly prompts: readonly PromptItem[];
  /** Index of the prompt that is shown; left out when all is done. */
  readonly current?: number;
  readonly phase: PromptPhase;
  /** What was read of the current prompt, so far or finally. */
  readonly reading: string;
  readonly problems: readonly TakeProblem[];
  /** Characters that kept takes cover, of those that are to be covered. */
  readonly covered: number;
  readonly characters: number;
}

/** A prompted session as a list shows it. */
export interface PromptedSummary {
  readonly session: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly prompts: number;
  readonly kept: number;
  readonly doubtful: number;
  readonly open: number;
}

import type { PromptedState } from '$contract/prompts.ts';

export interface PromptGuidance {
  readonly tone: 'waiting' | 'writing' | 'good' | 'doubtful' | 'done';
  /** What to do now, in one line. */
  readonly headline: string;
}

/** What the page says below the prompt. @param penReady whether samples arrive */
export function guidanceOf(state: PromptedState, penReady: boolean): PromptGuidance {
  const { phase, prompts, current, problems } = state;
  if (phase === 'done') return { tone: 'done', headline: 'All words are written.' };
  // What was written can be judged without a pen.
  if (phase === 'review') {
    const [problem] = problems;
    return problem === undefined
      ? { tone: 'good', headline: 'Press Enter for the next word.' }
      : { tone: 'doubtful', headline: problem.message };
  }
  if (!penReady) return { tone: 'waiting', headline: 'No samples arrive: connect the pen.' };
  if (phase === 'writing') return { tone: 'writing', headline: 'Writing … rest when it is done.' };
  const state0 = prompts[current ?? -1]?.state;
  return {
    tone: 'waiting',
    headline:
      state0 === 'doubtful'
        ? 'This one did not work out. Write it once more.'
        : 'Write this word on paper.',
  };
}

/** `12 of 20 · all letters covered` */
export function progressOf({ prompts, covered, characters }: PromptedState): string {
  const kept = prompts.filter(({ state }) => state === 'kept').length;
  const letters =
    covered === characters
      ? 'all characters covered'
      : `${covered} of ${characters} characters covered`;
  return `${kept} of ${prompts.length} · ${letters}`;
}

import type { PromptedState } from '$contract/prompts.ts';
import { said, t } from '../../language/language.svelte.ts';

export interface PromptGuidance {
  readonly tone: 'waiting' | 'writing' | 'good' | 'doubtful' | 'done';
  /** What to do now, in one line. */
  readonly headline: string;
}

/** What the page says below the prompt. @param penReady whether samples arrive */
export function guidanceOf(state: PromptedState, penReady: boolean): PromptGuidance {
  const { phase, prompts, current, problems } = state;
  if (phase === 'done') return { tone: 'done', headline: t('All words are written.') };
  // What was written can be judged without a pen.
  if (phase === 'review') {
    const [problem] = problems;
    return problem === undefined
      ? { tone: 'good', headline: t('Press Enter for the next word.') }
      : { tone: 'doubtful', headline: said(problem.message) };
  }
  if (!penReady) return { tone: 'waiting', headline: t('No samples arrive: connect the pen.') };
  if (phase === 'writing')
    return { tone: 'writing', headline: t('Writing … rest when it is done.') };
  const state0 = prompts[current ?? -1]?.state;
  return {
    tone: 'waiting',
    headline:
      state0 === 'doubtful'
        ? t('This one did not work out. Write it once more.')
        : t('Write this word on paper.'),
  };
}

/** `12 of 20 · all letters covered` */
export function progressOf({ prompts, covered, characters }: PromptedState): string {
  const kept = prompts.filter(({ state }) => state === 'kept').length;
  const letters =
    covered === characters
      ? t('all characters covered')
      : t('{{covered}} of {{all}} characters covered', { covered, all: characters });
  return `${t('{{kept}} of {{all}}', { kept, all: prompts.length })} · ${letters}`;
}

/**
 * How long the rest will take, in words, at the pace so far; empty before there is a pace.
 * @param seconds since the first word was asked for
 */
export function timeLeft({ prompts, current }: PromptedState, seconds: number): string {
  if (current === undefined) return '';
  const open = prompts.filter(({ state }) => state === 'open' || state === 'doubtful').length;
  const done = prompts.length - open;
  if (done < 2 || open === 0) return '';
  const minutes = (open * seconds) / done / 60;
  return minutes < 1
    ? t('less than a minute left')
    : t('about {{minutes}} min left', { minutes: Math.round(minutes) });
}

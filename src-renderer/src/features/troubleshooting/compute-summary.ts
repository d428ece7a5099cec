import type { ComputeReport } from '$contract/compute.ts';
import { t } from '../../language/language.svelte.ts';

/**
 * Where networks run, in one sentence, for example `Runs on the processor (wasm), 1.8 ms a word: no
 * graphics driver was found.`
 */
export function computeSummary({ checkedAt, reading }: ComputeReport): string {
  const chosen = reading.find(({ state }) => state === 'chosen');
  if (chosen === undefined) {
    return checkedAt === undefined
      ? t('Not tried yet: words are read on the processor meanwhile.')
      : t('Nothing on this computer runs the model; see the details.');
  }
  const engine = chosen.title;
  const runs =
    chosen.milliseconds === undefined
      ? t('Runs on {{engine}}.', { engine })
      : t('Runs on {{engine}}, {{pace}} ms a word.', {
          engine,
          pace: chosen.milliseconds.toFixed(1),
        });
  // Those before it in the list would be faster, if they could be used.
  const faster = reading.slice(0, reading.indexOf(chosen)).find(({ state }) => state === 'out');
  if (faster?.reason === undefined) return runs;
  const other = t('{{engine}} cannot be used: {{reason}}.', {
    engine: faster.title,
    reason: lowerFirst(faster.reason),
  });
  return `${runs} ${other}`;
}

function lowerFirst(text: string): string {
  const plain = text.replace(/\.$/u, '');
  return /^[A-Z][a-z]/u.test(plain) ? plain[0]!.toLowerCase() + plain.slice(1) : plain;
}

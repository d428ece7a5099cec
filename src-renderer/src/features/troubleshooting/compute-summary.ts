import type { ComputeReport } from '$contract/compute.ts';

/**
 * Where networks run, in one sentence, for example `Runs on the processor (wasm), 1.8 ms a word: no
 * graphics driver was found.`
 */
export function computeSummary({ checkedAt, reading }: ComputeReport): string {
  const chosen = reading.find(({ state }) => state === 'chosen');
  if (chosen === undefined) {
    return checkedAt === undefined
      ? 'Not tried yet: words are read on the processor meanwhile.'
      : 'Nothing on this computer runs the model; see the details.';
  }
  const pace =
    chosen.milliseconds === undefined ? '' : `, ${chosen.milliseconds.toFixed(1)} ms a word`;
  const runs = `Runs on ${chosen.title}${pace}`;
  // Those before it in the list would be faster, if they could be used.
  const faster = reading.slice(0, reading.indexOf(chosen)).find(({ state }) => state === 'out');
  if (faster?.reason === undefined) return `${runs}.`;
  return `${runs}. ${faster.title} cannot be used: ${lowerFirst(faster.reason)}.`;
}

function lowerFirst(text: string): string {
  const plain = text.replace(/\.$/u, '');
  return /^[A-Z][a-z]/u.test(plain) ? plain[0]!.toLowerCase() + plain.slice(1) : plain;
}

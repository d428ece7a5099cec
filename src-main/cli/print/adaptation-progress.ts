import type { AdaptationProgress } from '../../contract/adaptation.ts';

/** On a terminal one line in place, else one at every reading of what was kept back. */
export function adaptationProgress() {
  const live = process.stderr.isTTY;
  return ({ phase, curve, unadapted, secondsLeft }: AdaptationProgress): void => {
    const last = curve.at(-1);
    if (phase !== 'learning' || !last || !unadapted) return;
    const line = `step ${last.step}: kept back CER ${percent(last.cer)} (as it came ${percent(unadapted.cer)}), loss ${last.loss.toFixed(2)} · ${Math.ceil(secondsLeft)} s left`;
    process.stderr.write(live ? `\r\u001b[K${line}${secondsLeft === 0 ? '\n' : ''}` : `${line}\n`);
  };
}

export function percent(fraction: number): string {
  // Characters that stand in one recording alone do not count: there may be none left.
  if (!Number.isFinite(fraction)) return 'unknown';
  return `${(100 * fraction).toFixed(1)} %`;
}

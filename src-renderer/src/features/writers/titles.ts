import type { CalibrationStep } from '$contract/sensor-calibration.ts';
import type { Dictionary } from '$contract/settings.ts';
import { t } from '../../language/language.svelte.ts';

export const languageTitles: Readonly<Record<Dictionary, string>> = {
  english: 'English',
  german: 'German',
  both: 'English and German',
  off: 'None',
};

export const stepTitles: Readonly<Record<CalibrationStep, string>> = {
  rest: 'Lay it down',
  turn: 'Turn it',
  light: 'Write lightly',
  firm: 'Write firmly',
};

/** 0.1234 → 12.3 % */
export function formatRate(rate: number): string {
  const percent = 100 * rate;
  return `${percent >= 9.95 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

export function formatLoss(loss: number): string {
  return loss.toFixed(2);
}

/** How long something still takes, as one says it. */
export function formatLeft(seconds: number): string {
  if (seconds < 5) return t('a few seconds left');
  if (seconds < 90) return t('about {{seconds}} s left', { seconds: Math.ceil(seconds / 5) * 5 });
  return t('about {{minutes}} min left', { minutes: Math.ceil(seconds / 60) });
}

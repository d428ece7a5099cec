import { currentLanguage, t } from '../language/language.svelte.ts';

/** 83 → 1:23 */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const tail = String(whole % 60).padStart(2, '0');
  if (hours === 0) return `${minutes}:${tail}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
}

/** 1234567 → 1.2 MB */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]!}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString(locale());
}

/** 30 Nov 2026, 10:44 */
export function formatMoment(time: number): string {
  return new Date(time).toLocaleString(locale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Today, Yesterday, else the date. @param now milliseconds since 1970 */
export function formatDay(time: number, now = Date.now()): string {
  const day = (at: number) => new Date(at).toDateString();
  if (day(time) === day(now)) return t('Today');
  if (day(time) === day(now - 24 * 3600_000)) return t('Yesterday');
  return new Date(time).toLocaleDateString(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** 10:44 */
export function formatTime(time: number): string {
  return new Date(time).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
}

/** 10:44:22 */
export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString(locale());
}

function locale(): string {
  return currentLanguage() === 'de' ? 'de-DE' : 'en-GB';
}

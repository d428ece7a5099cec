import papaparse from 'papaparse';

/** What stands between values, the most telling first. */
export const separators = [';', '\t', '|', ',', ' '] as const;
export type Separator = (typeof separators)[number];

/** No pen has more columns; a line with more is none of a pen. */
export const mostColumns = 1000;
/** A longer line is no row of a thousand numbers. */
const longestRow = 32 * mostColumns;

/**
 * The cells of one line; quotes are understood.
 * @returns undefined for a line that is too long for a row
 */
export function cellsOf(line: string, separator: Separator): string[] | undefined {
  if (line.length > longestRow) return undefined;
  if (separator === ' ') return line.trim().split(/\s+/, mostColumns + 1);
  if (!line.includes('"')) return line.split(separator, mostColumns + 1);
  return papaparse.parse<string[]>(line, { delimiter: separator, newline: '\n' }).data[0] ?? [];
}

const missing = /^(|-|nan|null|none|n\/?a|-?inf(inity)?|#n\/?a|ovf)$/i;

/** Whether the cell stands for a number, be it one that is missing. */
export function isNumeric(cell: string): boolean {
  const text = cell.trim();
  return missing.test(text) || !Number.isNaN(numberIn(text));
}

/**
 * The number in a cell, with decimal point or decimal comma; NaN for what is none. A comma that
 * does not separate cells is the decimal sign of half the world.
 */
export function numberIn(cell: string): number {
  const text = cell.trim();
  if (text === '') return Number.NaN;
  const comma = text.lastIndexOf(',');
  if (comma < 0) return Number(text);
  const point = text.lastIndexOf('.');
  // Both: the later one is the decimal sign, the other one sets off thousands.
  if (point < 0) return Number(text.replace(',', '.'));
  return Number(
    comma > point ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', ''),
  );
}

const clock = /(?:^|[T\s])(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?\s*(?:Z|[+-]\d{2}:?\d{2})?$/;

/** A time as number, or as date and time of day, which gives ms of some day; NaN for what is none. */
export function timeIn(cell: string): number {
  const number = numberIn(cell);
  if (!Number.isNaN(number)) return number;
  const text = cell.trim();
  const match = clock.exec(text);
  if (!match) return Number.NaN;
  const [, hours, minutes, seconds, fraction = '0'] = match;
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return 1000 * (ofDay + Number(`0.${fraction}`)) + dayIn(text.slice(0, match.index));
}

/** ms of a date; a file that runs past midnight must not jump back. */
function dayIn(text: string): number {
  const iso = /(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (iso) return Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const local = /(\d{1,2})[./](\d{1,2})[./](\d{4})/.exec(text);
  return local ? Date.UTC(Number(local[3]), Number(local[2]) - 1, Number(local[1])) : 0;
}

/** Whether a time is said as date or time of day. */
export function isClockTime(cell: string): boolean {
  return clock.test(cell.trim());
}

import type { ExperimentCell, ExperimentTable } from '$contract/experiments.ts';

/**
 * Two decimals are as many as such figures deserve, and three digits of what is smaller; what could not be
 * computed is a dash.
 */
export function shownCell(cell: ExperimentCell): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  const size = Math.abs(cell);
  const text =
    size >= 100
      ? cell.toFixed(0)
      : String(Number(size >= 0.1 ? cell.toFixed(2) : cell.toPrecision(3)));
  return text.replace('-', '−');
}

/** Columns of numbers stand to the right. */
export function isNumeric({ rows }: ExperimentTable, column: number): boolean {
  return rows.some((row) => typeof row[column] === 'number');
}

/** Pieces of a paragraph: what stands between back quotes is a command. */
export function piecesOf(paragraph: string): { text: string; code: boolean }[] {
  return paragraph
    .split('`')
    .map((text, at) => ({ text, code: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/** For an `img`, where a drawing can neither run nor fetch anything. */
export function imageAddress(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

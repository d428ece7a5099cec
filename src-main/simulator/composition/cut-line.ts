import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import { boundsOf } from './ink.ts';
import { xHeightOf } from './placement.ts';

/** Between words lies at least so much white, x-heights, and so many times that between letters. */
const leastGap = 0.35;
const clearRatio = 1.35;
/** Taller than this, x-heights, are two lines. */
const tallestLine = 6;
/** Marks that sources set off by a space, but people do not. */
const setOff = /\s+(?=[.,?!;:)])/gu;

interface Column {
  left: number;
  right: number;
  readonly strokes: InkStroke[];
}

/**
 * Cuts one line of writing into its words, where the white between them is clearly wider than that
 * within them and there are as many as its label has.
 * @param most words that stay together, with the writer's own way from one to the next
 * @returns every word, and every row of up to `most` words; nothing where words cannot be told apart
 */
export function cutLine(sample: HandwritingSample, most: number): HandwritingSample[] {
  const label = (sample.label ?? '').replaceAll(setOff, '').trim();
  const texts = label.split(/\s+/u);
  const columns = columnsOf(sample, texts.length);
  if (!columns) return [];
  const pieces: HandwritingSample[] = [];
  for (let first = 0; first < texts.length; first += 1) {
    for (let count = 1; count <= most && first + count <= texts.length; count += 1) {
      const strokes = inOrder(sample, columns.slice(first, first + count));
      pieces.push({ ...sample, label: texts.slice(first, first + count).join(' '), strokes });
    }
  }
  return pieces;
}

/** Ink word by word; undefined where it falls into another number of words. */
function columnsOf({ label, strokes }: HandwritingSample, words: number): Column[] | undefined {
  const xHeight = xHeightOf([{ ...(label !== undefined && { label }), strokes }]);
  const { top, bottom } = boundsOf(strokes);
  if (xHeight === undefined || top - bottom > tallestLine * xHeight) return undefined;
  const columns = mergedColumns(strokes);
  const gaps = columns.slice(1).map(({ left }, index) => left - columns[index]!.right);
  const sorted = gaps.toSorted((a, b) => b - a);
  const narrowest = words > 1 ? sorted[words - 2] : Infinity;
  const widestWithin = Math.max(sorted[words - 1] ?? 0, 0.15 * xHeight);
  if (narrowest === undefined || narrowest < leastGap * xHeight) return undefined;
  if (narrowest < clearRatio * widestWithin) return undefined;
  const joined: Column[] = [];
  for (const [index, column] of columns.entries()) {
    if (index === 0 || gaps[index - 1]! >= narrowest) joined.push({ ...column });
    else {
      const last = joined.at(-1)!;
      last.right = Math.max(last.right, column.right);
      last.strokes.push(...column.strokes);
    }
  }
  return joined.length === words ? joined : undefined;
}

/** Strokes that stand above one another, from left to right. */
function mergedColumns(strokes: readonly InkStroke[]): Column[] {
  const columns: Column[] = [];
  const placed = strokes
    .map((stroke) => ({ stroke, ...boundsOf([stroke]) }))
    .sort((a, b) => a.left - b.left);
  for (const { stroke, left, right } of placed) {
    const last = columns.at(-1);
    if (last && left <= last.right) {
      last.right = Math.max(last.right, right);
      last.strokes.push(stroke);
    } else columns.push({ left, right, strokes: [stroke] });
  }
  return columns;
}

/** As they were written: a dot may have been set when the line was done. */
function inOrder({ strokes }: HandwritingSample, columns: readonly Column[]): InkStroke[] {
  const own = new Set(columns.flatMap((column) => column.strokes));
  return strokes.filter((stroke) => own.has(stroke));
}

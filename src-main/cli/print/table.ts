export interface Column {
  readonly title: string;
  /** Numbers stand on the right. Default `left`. */
  readonly align?: 'left' | 'right';
}

/**
 * A table for the terminal: columns as wide as they have to be, two spaces between them, a rule
 * under each title.
 * @returns lines without line ends and without spaces behind the last column
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(width(title), ...rows.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => padded(cells[index] ?? '', widths[index]!, align))
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const rules = titles.map((title, index) => (title === '' ? '' : '─'.repeat(widths[index]!)));
  return [line(titles), line(rules), ...rows.map(line)];
}

/** Tables or lists side by side, each as wide as it is. */
export function besideOneAnother(blocks: readonly (readonly string[])[], gap = 4): string[] {
  const height = Math.max(0, ...blocks.map((block) => block.length));
  const widths = blocks.map((block) => Math.max(0, ...block.map(width)));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, index) => padded(block[row] ?? '', widths[index]! + gap))
      .join('')
      .trimEnd(),
  );
}

/** A bar of so many cells, in eighths: 0 … 1 of the width. */
export function bar(share: number, cells: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
  const rest = ' ▏▎▍▌▋▊▉'[eighths % 8]!;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === ' ' ? '' : rest);
}

/** Code points, which are what a terminal shows one cell of in the scripts that we write. */
function width(text: string): number {
  return Array.from(text).length;
}

function padded(text: string, size: number, align: Column['align'] = 'left'): string {
  const fill = ' '.repeat(Math.max(0, size - width(text)));
  return align === 'right' ? fill + text : text + fill;
}

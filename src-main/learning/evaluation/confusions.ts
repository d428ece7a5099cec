/** One edit on the way from what was written to what was read; one of the two may be empty. */
export interface CharacterPair {
  readonly written: string;
  readonly read: string;
}

/**
 * The edits of a shortest alignment of two texts (Wagner and Fischer 1974), by code points.
 * Substitutions come before deletions and insertions where several alignments are equally short.
 */
export function confusionsOf(written: string, read: string): CharacterPair[] {
  const from = Array.from(written);
  const to = Array.from(read);
  const width = to.length + 1;
  const costs = new Uint32Array((from.length + 1) * width);
  const cost = (row: number, column: number) => costs[row * width + column]!;
  for (let row = 0; row <= from.length; row += 1) {
    for (let column = 0; column <= to.length; column += 1) {
      if (row === 0 || column === 0) {
        costs[row * width + column] = row + column;
        continue;
      }
      const differs = from[row - 1] === to[column - 1] ? 0 : 1;
      costs[row * width + column] = Math.min(
        cost(row - 1, column - 1) + differs,
        cost(row - 1, column) + 1,
        cost(row, column - 1) + 1,
      );
    }
  }
  const pairs: CharacterPair[] = [];
  let row = from.length;
  let column = to.length;
  while (row > 0 || column > 0) {
    const here = cost(row, column);
    const differs = row > 0 && column > 0 && from[row - 1] !== to[column - 1] ? 1 : 0;
    if (row > 0 && column > 0 && here === cost(row - 1, column - 1) + differs) {
      row -= 1;
      column -= 1;
      if (differs === 1) pairs.push({ written: from[row]!, read: to[column]! });
    } else if (row > 0 && here === cost(row - 1, column) + 1) {
      row -= 1;
      pairs.push({ written: from[row]!, read: '' });
    } else {
      column -= 1;
      pairs.push({ written: '', read: to[column]! });
    }
  }
  return pairs.reverse();
}

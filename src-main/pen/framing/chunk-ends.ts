import { NumberRow } from './number-row.ts';

/** So many chunks in a row, each a row by itself and none with a line end, are the pen's rows. */
const evidenceNeeded = 8;
/** Longer than any notification. */
const longestChunk = 512;
/** Shorter rows are messages, not samples. */
const shortestRow = 3;

/**
 * Whether the end of a chunk ends a row of text: pens that send a row in each Bluetooth notification
 * often leave the line end out.
 */
export class ChunkEnds {
  private readonly row = new NumberRow();
  private evidence = 0;
  private count = 0;

  /** @param stated as the profile says; left out: found out by the chunks */
  constructor(private readonly stated?: 'chunks' | 'none') {}

  /** @param ended whether a line end is in the chunk */
  endsRow(chunk: Uint8Array, ended: boolean): boolean {
    if (this.stated !== undefined) return this.stated === 'chunks';
    if (ended || chunk.length > longestChunk) this.evidence = 0;
    else this.weigh(chunk);
    return this.evidence >= evidenceNeeded;
  }

  private weigh(chunk: Uint8Array): void {
    const isRow = this.row.read(chunk, chunk.length) === 'row' && this.row.count >= shortestRow;
    this.evidence = isRow && this.row.count === this.count ? this.evidence + 1 : 0;
    this.count = this.row.count;
  }
}

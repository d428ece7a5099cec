import type { PenInformation } from '../../contract/pens.ts';
import { channelsIn } from '../../contract/sensors.ts';
import type { PenColumn, PenProfile } from '../profiles/schema.ts';
import { ForceScale } from './force-scale.ts';
import {
  guessColumns,
  guessForce,
  isGuessableCount,
  resolveUnits,
  type ColumnGuess,
} from './guess-columns.ts';
import { ChunkEnds } from './chunk-ends.ts';
import { NumberRow, rowLimit } from './number-row.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import { RowSet } from './row-set.ts';
import { SampleAssembler } from './sample-assembler.ts';
import { createCounters, type DecoderStatistics } from './statistics.ts';

/** Longest line; longer ones are damage or something else altogether. */
export const lineLimit = 1024;
/** Rows that a guess is made from; they are held back until then and none is lost. */
export const guessRows = 16;
/** Shorter rows are messages ("ready 1"), not samples. */
const shortestRow = 3;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const closingBracket = 0x5d;
const closingBrace = 0x7d;

/** Rows of numbers in lines of text, or in JSON arrays and objects. */
export class TextRowDecoder implements PenDecoder {
  private readonly counters = createCounters();
  private readonly line = new Uint8Array(lineLimit);
  /** Bytes of the line so far; more than fit means an overlong line. */
  private lineLength = 0;
  /** Whether a line end has been seen: before it there may be the rest of a row. */
  private aligned = false;
  private readonly row: NumberRow;
  /** Names of the columns in rows that name their values. */
  private readonly keys: readonly Uint8Array[] | undefined;
  private readonly keyed = new Float64Array(rowLimit);
  /** What the last line said, by column. */
  private values: Float64Array;
  private count = 0;
  private readonly ends: ChunkEnds;
  private readonly held = new RowSet(guessRows, rowLimit);
  private readonly columns: readonly PenColumn[] | undefined;
  private assembler: SampleAssembler | undefined;
  /** A force whose unit is a guess; -1 when there is none. */
  private forceColumn = -1;
  private forceScale: ForceScale | undefined;
  private explanation = '';

  constructor(
    private readonly profile: PenProfile,
    private readonly sink: DecoderSink,
  ) {
    this.columns = profile.framing === 'text' ? profile.columns : undefined;
    this.keys = keysOf(this.columns);
    this.row = new NumberRow(this.keys !== undefined);
    this.values = this.keys === undefined ? this.row.values : this.keyed;
    this.ends = new ChunkEnds(profile.framing === 'text' ? profile.boundaries : undefined);
    if (this.columns && !this.columns.some(({ unit }) => unit === 'guess')) {
      this.use({ columns: this.columns, explanation: '' });
    }
  }

  get statistics(): DecoderStatistics {
    return this.counters;
  }

  push(chunk: Uint8Array, arrivalMs: number): void {
    this.counters.bytes += chunk.length;
    const { line } = this;
    let ended = false;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (
        byte === lineFeed ||
        byte === carriageReturn ||
        byte === closingBracket ||
        byte === closingBrace
      ) {
        if (this.lineLength > 0) this.finishLine(arrivalMs);
        this.aligned = true;
        ended = true;
      } else {
        if (this.lineLength < lineLimit) line[this.lineLength] = byte;
        this.lineLength += 1;
      }
    }
    if (!this.ends.endsRow(chunk, ended)) return;
    if (this.lineLength > 0) this.finishLine(arrivalMs);
    this.aligned = true;
  }

  reset(): void {
    this.counters.garbageBytes += this.lineLength;
    this.lineLength = 0;
    this.aligned = false;
  }

  private finishLine(arrivalMs: number): void {
    const length = this.lineLength;
    this.lineLength = 0;
    if (!this.aligned) {
      this.counters.garbageBytes += length;
      return;
    }
    const kind = length > lineLimit ? 'bad' : this.row.read(this.line, length);
    if (kind === 'blank') return;
    if (kind === 'row' && this.readColumns() && this.takeRow(arrivalMs)) return;
    this.counters.garbageBytes += length;
    if (kind === 'bad' || (kind === 'row' && this.row.count >= shortestRow)) {
      this.counters.badFrames += 1;
    }
  }

  /** Puts the values that were read in the order of the columns. @returns false when it is no row */
  private readColumns(): boolean {
    const { row, keys } = this;
    if (keys === undefined) {
      this.count = row.count;
      return row.count >= shortestRow;
    }
    let found = 0;
    for (let column = 0; column < keys.length; column += 1) {
      let place = 0;
      while (place < row.count && !row.isNamed(place, keys[column]!)) place += 1;
      if (place < row.count) found += 1;
      this.keyed[column] = place < row.count ? row.values[place]! : Number.NaN;
    }
    this.count = keys.length;
    return found >= shortestRow;
  }

  /** @returns false when the row has not the columns of this pen */
  private takeRow(arrivalMs: number): boolean {
    const { count, values } = this;
    if (this.assembler?.columnCount === count) {
      this.held.clear(0);
      this.counters.frames += 1;
      this.judgeForce(values);
      this.assembler.assemble(values, 0, arrivalMs);
      return true;
    }
    if (this.columns ? this.columns.length !== count : !isGuessableCount(count)) return false;
    // Rows of another length in a row mean other firmware; a single one is a damaged line.
    const known = this.assembler !== undefined;
    if (this.held.columns !== count) this.held.clear(count);
    if (this.held.add(values, arrivalMs)) this.guess();
    if (!known) this.counters.frames += 1;
    return !known;
  }

  private guess(): void {
    const guess = this.columns ? resolveUnits(this.columns, this.held) : guessColumns(this.held);
    if (guess) {
      const assembler = this.use(guess);
      for (let row = 0; row < this.held.count; row += 1) {
        assembler.assemble(this.held.values, row * rowLimit, this.held.arrivalsMs[row]!);
      }
    }
    this.held.clear(0);
  }

  /** A pen that rests says nothing about the unit of its force; the first touch does. */
  private judgeForce(values: Float64Array): void {
    if (!this.forceScale) return;
    const { raw, largest } = this.forceScale.judge(values[this.forceColumn]!);
    values[this.forceColumn] = raw;
    if (largest === undefined) return;
    const { unit, scale, words } = guessForce(largest);
    this.assembler!.convert(this.forceColumn, unit, scale);
    this.tell(`${this.explanation}; now force in ${words}`);
  }

  private use(guess: ColumnGuess): SampleAssembler {
    const { rateHz } = this.profile;
    const startPeriodMs = this.held.periodMs();
    this.assembler = new SampleAssembler(guess.columns, this.counters, this.sink, {
      ...(rateHz !== undefined && { rateHz }),
      ...(startPeriodMs !== undefined && { startPeriodMs }),
    });
    this.forceColumn = guess.forceColumn ?? -1;
    this.forceScale =
      guess.forceColumn === undefined ? undefined : new ForceScale(guess.largestForce ?? 0);
    this.explanation = guess.explanation;
    this.tell(guess.explanation);
    return this.assembler;
  }

  private tell(guess: string): void {
    const { rateHz } = this.profile;
    const information: PenInformation = {
      channels: channelsIn(this.assembler!.mask),
      ...(rateHz !== undefined && { rateHz }),
      ...(guess !== '' && { guess }),
    };
    this.sink.onInformation(information);
  }
}

function keysOf(columns: readonly PenColumn[] | undefined): readonly Uint8Array[] | undefined {
  const keys = columns?.flatMap(({ key }) => (key === undefined ? [] : [key])) ?? [];
  return keys.length === 0 ? undefined : keys.map((key) => new TextEncoder().encode(key));
}

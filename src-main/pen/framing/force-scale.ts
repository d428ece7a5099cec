import { forceCeiling } from './guess-columns.ts';

/** Text has no checksum and lines lose bytes: one reading proves nothing about a unit, two in a row do. */
const agreement = 2;
/** So many readings within the old range, with so many fractions among them, were no counts after all. */
const calmReadings = 500;
const fractions = 50;

/** Whether the unit that was guessed for a force still holds. */
export class ForceScale {
  #ceiling: number;
  #before: number | undefined;
  #beyond: number[] = [];
  #believed = 0;
  #calm = 0;
  #fractions = 0;

  /** @param largest raw force that the unit was guessed from */
  constructor(largest: number) {
    this.#ceiling = forceCeiling(largest);
  }

  /**
   * @param raw one reading, NaN where the pen had none
   * @returns the reading, or the one before it while it is in doubt; `largest` when the unit has to be
   *   guessed again
   */
  judge(raw: number): { readonly raw: number; readonly largest?: number } {
    if (!(raw > this.#ceiling)) return this.#within(raw);
    this.#beyond.push(raw);
    this.#calm = 0;
    if (this.#beyond.length < agreement) return { raw: this.#believed };
    this.#before ??= this.#ceiling;
    return this.#change(raw, Math.min(...this.#beyond));
  }

  #within(raw: number): { readonly raw: number; readonly largest?: number } {
    this.#beyond = [];
    if (Number.isFinite(raw)) this.#believed = raw;
    if (this.#before === undefined) return { raw };
    const calm = !(raw > this.#before);
    this.#calm = calm ? this.#calm + 1 : 0;
    this.#fractions = calm ? this.#fractions + (Number.isInteger(raw) ? 0 : 1) : 0;
    if (this.#calm < calmReadings || this.#fractions < fractions) return { raw };
    const largest = this.#before;
    this.#before = undefined;
    return this.#change(raw, largest);
  }

  #change(raw: number, largest: number): { readonly raw: number; readonly largest: number } {
    this.#ceiling = forceCeiling(largest);
    this.#beyond = [];
    this.#believed = raw;
    this.#calm = 0;
    this.#fractions = 0;
    return { raw, largest };
  }
}

/** How a word stands in a text: as `word`, `Word` or `WORD`, as bits. */
export const shapes = { small: 1, capital: 2, capitals: 4 } as const;
export const allShapes = shapes.small | shapes.capital | shapes.capitals;

/** Shapes that are still possible after a letter. @param index of the letter in its word */
export function shapesAfter(possible: number, upper: boolean, index: number): number {
  if (upper) return possible & (index === 0 ? shapes.capital | shapes.capitals : shapes.capitals);
  return possible & (index === 0 ? shapes.small : shapes.small | shapes.capital);
}

/** P(shape) by the bits of the possible ones: `table[possible]` is the sum over them. */
export type ShapeTable = Float64Array;

/** @param capital, capitals shares of the shapes; the rest is small */
function shapeTable(capital: number, capitals: number): ShapeTable {
  return Float64Array.from(
    { length: allShapes + 1 },
    (_, possible) =>
      (possible & shapes.small ? 1 - capital - capitals : 0) +
      (possible & shapes.capital ? capital : 0) +
      (possible & shapes.capitals ? capitals : 0),
  );
}

/** Share of words all in capitals. */
const allCapitals = 0.04;
/** Words that a list has with a capital and a text has not: lists capitalise “What” and “Yes”. */
const forgottenCapital = 0.25;
const afterSentence = 0.7;

/** What stands before a word, as far as its capitals are concerned. */
export type Place = 'beginning' | 'sentence' | 'middle' | 'joined';

export interface ShapeTables {
  /** Of words that the list has small, and with a capital. */
  readonly small: ShapeTable;
  readonly capital: ShapeTable;
  /** Of words that are in no list: more names among them. */
  readonly unlisted: ShapeTable;
}

/** @param capitals share of words with a capital in the middle of a text, of those that the list has small */
export function shapeTables(capitals: number): Readonly<Record<Place, ShapeTables>> {
  const tables = (small: number, forgotten: number, unlisted: number): ShapeTables => ({
    small: shapeTable(small, allCapitals),
    capital: shapeTable(1 - allCapitals - forgotten, allCapitals),
    unlisted: shapeTable(unlisted, allCapitals),
  });
  return {
    middle: tables(capitals, forgottenCapital, Math.max(0.2, capitals)),
    // A piece of writing may go on with a sentence or begin one.
    beginning: tables(Math.max(0.2, capitals), forgottenCapital, 0.3),
    sentence: tables(afterSentence, forgottenCapital / 5, afterSentence),
    joined: tables(0.02, 0.5, 0.1),
  };
}

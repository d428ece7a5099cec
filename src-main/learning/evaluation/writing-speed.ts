import { downSamplingOf, type NetworkDescription } from '../../recognizer/network/description.ts';

/** Characters a second that a network can still tell apart. */
export interface WritingSpeed {
  /** While neighbours differ: CTC needs a frame for each. */
  readonly distinct: number;
  /** When all are the same letter: CTC needs a blank between two. */
  readonly repeated: number;
}

/** People write two to four characters a second; six is fast. */
export function fastestWriting(network: NetworkDescription, rateHz: number): WritingSpeed {
  const framesPerSecond = rateHz / downSamplingOf(network);
  return { distinct: framesPerSecond, repeated: framesPerSecond / 2 };
}

/** For model cards, for example `12.5 characters a second, 6.25 where a letter is doubled`. */
export function describeFastestWriting(network: NetworkDescription, rateHz: number): string {
  const { distinct, repeated } = fastestWriting(network, rateHz);
  const number = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
  return `${number(distinct)} characters a second, ${number(repeated)} where a letter is doubled`;
}

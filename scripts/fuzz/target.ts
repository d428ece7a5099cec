import { UserError } from '../../src-main/contract/alerts.ts';
import type { RandomGenerator } from '../../src-main/simulator/random.ts';

export interface Target {
  readonly name: string;
  /**
   * One hostile input.
   * @throws what must never come out: a fault was found
   */
  readonly run: (random: RandomGenerator) => void | Promise<void>;
  /** Files are written and read: so many times fewer cases are run. Default 1. */
  readonly share?: number;
}

/** Runs what may refuse: in words, never with a foreign exception. */
export async function refusesInWords(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.message === '' || error.remedy === '') {
      throw new Error(`${error.code} says nothing.`, { cause: error });
    }
  }
}

import type { CharacterSet } from '../real-characters/sets.ts';
import type { CharacterSettings } from './one-run.ts';

/** A set that is cross-validated. */
export interface FoldedSet {
  readonly set: CharacterSet;
  readonly folds: number;
  readonly settings: CharacterSettings;
}

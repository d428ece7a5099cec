import type { WorkerBatches } from '../../runs/threads/gradient-worker.ts';
import type { SentPeople } from './people.ts';
import { WordPictures } from './word-pictures.ts';
import { WordsBatches } from './words-batches.ts';
import { loadWordsCorpus, type WordsFiles } from './words-corpus.ts';
import type { WordsRecipe } from './words-recipe.ts';
import { WordsSampler } from './words-sampler.ts';

/** What a gradient thread makes its batches of. */
export interface WordsBatchSource {
  readonly recipe: WordsRecipe;
  readonly files: WordsFiles;
  /** Read once for all threads. */
  readonly people?: SentPeople;
}

/** Called by the gradient threads. */
export async function createBatches(source: unknown, worker: number): Promise<WorkerBatches> {
  const { recipe, files, people } = source as WordsBatchSource;
  const corpus = await loadWordsCorpus(recipe, files, people);
  const pictures = recipe.teacher ? new WordPictures(recipe.teacher, corpus) : undefined;
  return new WordsBatches(recipe, new WordsSampler(recipe, corpus), worker, pictures);
}

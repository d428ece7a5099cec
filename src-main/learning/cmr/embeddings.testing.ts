import { createRandom } from '../../recognizer/network/random.ts';
import type { EmbeddingGradients, Embeddings } from './distances.ts';

/** Random features in double precision, −1 … 1. */
export function randomEmbeddings(
  series: number,
  images: number,
  shape: Embeddings['shape'],
  seed = 5,
): Embeddings {
  const random = createRandom(seed);
  const draw = (samples: number) =>
    Float64Array.from({ length: samples * shape.steps * shape.width }, () => 2 * random() - 1);
  return { shape, series: draw(series), images: draw(images) };
}

/** Largest difference between gradients and central differences, over every feature. */
export function worstDifference(
  embeddings: Embeddings,
  gradients: EmbeddingGradients,
  loss: (embeddings: Embeddings) => number,
): number {
  const step = 1e-5;
  let worst = 0;
  for (const modality of ['series', 'images'] as const) {
    const values = embeddings[modality];
    values.forEach((_, index) => {
      const moved = (by: number) => {
        const changed = values.slice();
        changed[index]! += by;
        return loss({ ...embeddings, [modality]: changed });
      };
      const expected = (moved(step) - moved(-step)) / (2 * step);
      worst = Math.max(worst, Math.abs(expected - gradients[modality][index]!));
    });
  }
  return worst;
}

import { join } from 'node:path';
import { assembleModel } from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { dealIntoFolds, type IsolatedCorpus } from './isolated-corpus.ts';
import { modelOf } from './isolated-model.ts';
import { readingOf, type IsolatedRecipe } from './isolated-recipe.ts';
import { seriesOf } from './isolated-samples.ts';
import { TimeWarping } from '../../../recognizer/templates/time-warping.ts';
import type { IsolatedProgress } from './train-isolated.ts';
import { trainMembers } from './train-members.ts';

/** Accuracies on recordings that training did not see. */
export interface DivisionFigures {
  readonly accuracy: number;
  /** Mean over the characters, however many recordings each has. */
  readonly balanced: number;
  /** Of the network without its templates, for comparison, where the recipe has any. */
  readonly network?: number;
  /** Of the nearest of the training recordings by dynamic time warping, for comparison. */
  readonly nearestNeighbour: number;
}

export interface CrossValidationFigures {
  readonly recordings: number;
  readonly folds: number;
  /** Networks that read each fold. */
  readonly members: number;
  readonly divisions: readonly DivisionFigures[];
  /** Most frequent first, over all divisions. */
  readonly confusions: readonly { written: string; read: string; count: number }[];
}

export interface CrossValidationOptions {
  /** Each fold has runs of its own in it; those that stand there are gone on with. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: string, progress: IsolatedProgress) => void;
}

/**
 * Trains once for every fold of every division, on the recordings of the other folds, and reads the
 * fold with the very recogniser that users get.
 * @returns undefined when it was stopped by the signal
 */
export async function crossValidate(
  recipe: IsolatedRecipe,
  { recordings, sha256 }: IsolatedCorpus,
  { folder, signal, onProgress }: CrossValidationOptions,
): Promise<CrossValidationFigures | undefined> {
  const { folds, divisions, members = recipe.training.members } = recipe.crossValidation;
  const labels = recordings.map(({ text }) => text);
  const distances = distancesOf(recipe, recordings);
  const figures: DivisionFigures[] = [];
  const mistakes = new Map<string, { written: string; read: string; count: number }>();
  for (let division = 0; division < divisions; division += 1) {
    const dealt = dealIntoFolds(labels, folds, recipe.seed + division);
    const read = labels.map(() => '');
    const readByNetwork = labels.map(() => '');
    for (let fold = 0; fold < folds; fold += 1) {
      const part = `division ${division + 1} of ${divisions}, fold ${fold + 1} of ${folds}`;
      const learnt = recordings.filter((_, index) => dealt[index] !== fold);
      const trained = await trainMembers(recipe, learnt, {
        members,
        folder: join(folder, `${division + 1}-${fold + 1}`),
        seed: recipe.seed + 1000 * (division + 1) + 100 * fold,
        data: { sha256, division, fold },
        ...(signal && { signal }),
        ...(onProgress && { onProgress: (progress) => onProgress(part, progress) }),
      });
      if (!trained) return undefined;
      const model = assembleModel(folder, modelOf(recipe, trained, learnt));
      const recognizer = await Recognizer.open(model);
      try {
        for (const [index, { window }] of recordings.entries()) {
          if (dealt[index] !== fold) continue;
          read[index] = (await recognizer.recognize(window)).text;
          // Readings of what is still being written leave out the templates.
          readByNetwork[index] = (await recognizer.recognize(window, { partial: true })).text;
        }
      } finally {
        await recognizer.dispose();
      }
    }
    labels.forEach((written, index) => {
      if (read[index] === written) return;
      const key = JSON.stringify([written, read[index]]);
      const count = (mistakes.get(key)?.count ?? 0) + 1;
      mistakes.set(key, { written, read: read[index]!, count });
    });
    figures.push({
      accuracy: accuracyOf(labels, read),
      balanced: balancedAccuracy(labels, read),
      ...(recipe.templates && { network: accuracyOf(labels, readByNetwork) }),
      nearestNeighbour: accuracyOf(labels, nearestLabels(labels, distances, dealt)),
    });
  }
  return {
    recordings: recordings.length,
    folds,
    members,
    divisions: figures,
    confusions: [...mistakes.values()].sort((a, b) => b.count - a.count),
  };
}

/** Pairwise, row by row. */
function distancesOf(recipe: IsolatedRecipe, recordings: readonly LabeledWindow[]): Float64Array {
  const reading = readingOf(recipe);
  const series = recordings.map((recording) => seriesOf(recording, reading));
  const count = series.length;
  const distances = new Float64Array(count * count);
  const warping = new TimeWarping();
  for (let one = 0; one < count; one += 1) {
    for (let other = 0; other < one; other += 1) {
      const distance = warping.align(series[one]!, series[other]!);
      distances[one * count + other] = distance;
      distances[other * count + one] = distance;
    }
  }
  return distances;
}

/** For every recording the label of the nearest one of another fold. */
export function nearestLabels(
  labels: readonly string[],
  distances: Float64Array,
  fold: readonly number[],
): string[] {
  return labels.map((_, one) => {
    let nearest = '';
    let least = Infinity;
    labels.forEach((label, other) => {
      const distance = distances[one * labels.length + other]!;
      if (fold[other] === fold[one] || distance >= least) return;
      least = distance;
      nearest = label;
    });
    return nearest;
  });
}

function accuracyOf(written: readonly string[], read: readonly string[]): number {
  return written.filter((text, index) => text === read[index]).length / written.length;
}

export function balancedAccuracy(written: readonly string[], read: readonly string[]): number {
  const labels = [...new Set(written)];
  const shares = labels.map((label) => {
    const own = written.flatMap((text, index) => (text === label ? [index] : []));
    return own.filter((index) => read[index] === label).length / own.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / labels.length;
}

/** One line a figure, for terminal and model card alike. */
export function describeCrossValidation({
  recordings,
  folds,
  members,
  divisions,
}: CrossValidationFigures): string[] {
  const line = (name: string, of: (figures: DivisionFigures) => number) =>
    `${name}: ${spread(divisions.map(of))}`;
  return [
    `cross-validation of ${recordings} recordings in ${folds} folds, ${members === 1 ? 'one network' : `${members} networks`} each, ${divisions.length === 1 ? 'divided once' : `${divisions.length} divisions, mean ± standard deviation`}`,
    line('accuracy', ({ accuracy }) => accuracy),
    line('mean accuracy of the characters', ({ balanced }) => balanced),
    ...(divisions[0]?.network === undefined
      ? []
      : [line('network without templates', ({ network = 0 }) => network)]),
    line('nearest neighbour by dynamic time warping', ({ nearestNeighbour }) => nearestNeighbour),
  ];
}

function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const percent = (value: number) => (100 * value).toFixed(1);
  if (values.length < 2) return `${percent(mean)} %`;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${percent(mean)} ± ${percent(Math.sqrt(squares / (values.length - 1)))} %`;
}

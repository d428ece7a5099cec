import { channels as channelTable } from '../../../contract/sensors.ts';
import { parameterCount } from '../../../recognizer/network/parameters.ts';
import type { Corpus } from './digits-corpus.ts';
import { describeConfusions, describeFigures, type TestFigures } from './digits-figures.ts';
import { alphabetOf, type Recipe } from './digits-recipe.ts';
import type { TrainingResult } from './train-digits.ts';

export interface CardContent {
  readonly recipe: Recipe;
  readonly corpus: Corpus;
  readonly result: Pick<TrainingResult, 'step' | 'seconds' | 'skipped' | 'best'>;
  readonly figures: TestFigures;
  readonly versions: Readonly<Record<string, string>>;
}

/** How far training went, for example `3600`, and why no further. */
export function stepsDone(
  step: number,
  { steps, patience }: { readonly steps: number; readonly patience?: number | undefined },
): string {
  if (step >= steps) return String(steps);
  return `${step} (${steps} were planned; ${patience} checks in a row were no better)`;
}

/** The text that stands beside the weights: what they were made of, how, and how good they are. */
export function modelCard({ recipe, corpus, result, figures, versions }: CardContent): string {
  const { name, title, description, recordings, simulator, sequences, training } = recipe;
  const { origin } = corpus;
  const command = `npm run -s train -- --recipe ${name}`;
  const sensors = new Set(
    channelTable
      .filter((channel) => recipe.channels.includes(channel.name))
      .map(({ sensor }) => sensor),
  );
  return `# ${title}

${description}

| | |
| --- | --- |
| reads | ${alphabetOf(recipe).join(' ')} |
| sensors | ${[...sensors].join(', ')}; what a pen lacks is read as zero |
| rate | ${recipe.rateHz} Hz; other rates are resampled |
| parameters | ${parameterCount(recipe.network).toLocaleString('en')} |

## Made by

\`${command}\`

with seed ${recipe.seed}, ${Object.entries(versions)
    .map(([what, version]) => `${what} ${version}`)
    .join(
      ', ',
    )}. Weights are those of step ${result.best?.step ?? result.step} of ${stepsDone(result.step, training)}, the
best on the validation part; ${result.skipped} steps were skipped for gradients that were not finite;
${Math.round(result.seconds / 60)} minutes. The recipe is \`models/recipes/${name}.json\`.

## Data

- Recordings: ${recordings.origin}. ${origin.recordings} recordings, of which
  ${corpus.training.length} were trained on, ${corpus.validation.length} chose the checkpoint and ${corpus.test.length} were kept for the
  figures below. The parts are divided by recording and by label, with the seed.
  sha256 of the file: \`${origin.sha256}\`. The recordings are not part of this program.
- This program's own simulator: ${percent(simulator.share)} of the training samples, by writers and pens
  drawn anew for each${familiarOf(recipe)}.

Recordings were joined to sequences of up to ${sequences.maximum}, turned, stretched in time, cut and made
noisy as the recipe says; labels were drawn evenly, however many recordings they have.

## Figures

On the ${corpus.test.length} recordings kept for test, and on writers and pens of the simulator that training
did not draw:

${describeFigures(figures)
  .map((line) => `- ${line}`)
  .join('\n')}

\`${command} --evaluate-only\` prints these figures again. ${mistakesOf(figures)}

## Limits

- All recordings are of one person and one pen. Other people and other pens are known only from the
  simulator: expect many more errors until the model has been adapted.
- Only ${alphabetOf(recipe).length} characters; anything else is read as one of them or as nothing.
- Sequences were joined from single recordings: digits that run into one another were not seen.
`;
}

function familiarOf({ simulator: { familiar } }: Recipe): string {
  if (familiar.share === 0) return '';
  return `, but for one in ${Math.round(1 / familiar.share)}, which the simulated pen's own writer writes`;
}

function mistakesOf(figures: TestFigures): string {
  const lines = describeConfusions(figures);
  return lines.length === 0 ? 'There were no mistakes.' : `Mistakes: ${lines.join('; ')}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

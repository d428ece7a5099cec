import { channels as channelTable } from '../../../contract/sensors.ts';
import type { ModelManifest } from '../../../recognizer/model/manifest.ts';
import { parameterCount } from '../../../recognizer/network/parameters.ts';
import type { TrainingResult } from '../../runs/run.ts';
import { describeFastestWriting } from '../../evaluation/writing-speed.ts';
import { describePassedOver, type RecordingsCorpus } from './recordings-corpus.ts';
import { describeRecordingsFigures, type RecordingsFigures } from './recordings-figures.ts';

export interface RecordingsCardContent {
  readonly corpus: RecordingsCorpus;
  readonly from: ModelManifest | undefined;
  readonly result: Pick<TrainingResult, 'step' | 'seconds' | 'skipped' | 'best'>;
  readonly figures: RecordingsFigures;
  readonly versions: Readonly<Record<string, string>>;
}

/** The text that stands beside the weights: what they were made of, how, and how good they are. */
export function recordingsCard(content: RecordingsCardContent): string {
  const { corpus, from, result, figures, versions } = content;
  const { recipe, split, stored, files, passedOver } = corpus;
  const sensors = new Set(
    channelTable.filter(({ name }) => recipe.channels.includes(name)).map(({ sensor }) => sensor),
  );
  const { workers } = recipe.training;
  const byWriter = split.by === 'writers';
  const passed = describePassedOver(passedOver);
  const sums = Object.entries(files);
  return `# ${recipe.title}

${recipe.description}

| | |
| --- | --- |
| reads | ${recipe.alphabet.map((one) => (one === ' ' ? '(space)' : one)).join(' ')} |
| sensors | ${[...sensors].join(', ')}; what a pen lacks is read as zero |
| rate | ${recipe.rateHz} Hz; other rates are resampled |
| parameters | ${parameterCount(recipe.network).toLocaleString('en')} |
| fastest writing | ${describeFastestWriting(recipe.network, recipe.rateHz)} |

## Made by

\`npm run -s train -- --recipe … --recordings …${from ? ` --from ${from.name}` : ''}\`

with the recipe “${recipe.name}”, seed ${recipe.seed}, ${workers === 1 ? 'one thread' : `${workers} threads`}, ${Object.entries(
    versions,
  )
    .map(([what, version]) => `${what} ${version}`)
    .join(', ')}.
${from ? `Training started from the model “${from.name}” (weights \`${from.weights.sha256}\`).` : 'Training started from random weights.'}
Weights are those of step ${result.best?.step ?? result.step} of ${recipe.training.steps}, the best on the validation part;
${result.skipped} steps were skipped for gradients that were not finite; ${Math.round(result.seconds / 60)} minutes.

## Data

${recipe.data.origin === '' ? 'The recordings of whoever made this model.' : `${recipe.data.origin}.`}

| part | recordings | writers |
| --- | --- | --- |
${(['training', 'validation', 'test'] as const).map((part) => `| ${part} | ${corpus[part].length} | ${writersIn(corpus[part])} |`).join('\n')}

${byWriter ? 'Nobody is in two parts.' : 'The parts were divided by recording: the same writers are in all of them.'}${split.given ? ' The test part is the one that the data set itself keeps from training.' : ''}${passed === '' ? '' : ` Passed over were ${passed}.`}
sha256 of all windows: \`${stored.sha256}\`.${sums.map(([file, sum]) => `\nsha256 of ${file}: \`${sum}\`.`).join('')}

## Figures

${describeRecordingsFigures(figures, split.by)
  .map((line) => `- ${line}`)
  .join('\n')}

The same command with \`--evaluate-only\` prints these figures again.

## What it cannot do

- ${byWriter ? 'It knows the pens of these recordings; others are read worse until the model has been adapted.' : 'The figures say how these writers are read, and nothing of anybody else.'}
- Text is read as letters, without a dictionary.
`;
}

function writersIn(part: RecordingsCorpus['training']): string {
  const names = new Set(part.flatMap(({ writer }) => writer ?? []));
  return names.size === 0 ? 'not named' : String(names.size);
}

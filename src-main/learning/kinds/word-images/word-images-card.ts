import { type ImageFigures, describeImageFigures } from './image-figures.ts';
import { stepsDone } from '../digits/digits-card.ts';
import type { TrainingResult } from '../../runs/run.ts';
import type { ImageReaderDescription } from '../../images/image-reader.ts';
import type { WordsCorpus } from '../words/words-corpus.ts';
import { fileNamed } from '../words/words-corpus.ts';
import type { WordsRecipe } from '../words/words-recipe.ts';
import { alphabetOf } from '../digits/digits-recipe.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import type { WordImagesRecipe } from './word-images-recipe.ts';

export interface WordImagesCardContent {
  readonly recipe: WordImagesRecipe;
  readonly words: WordsRecipe;
  readonly corpus: WordsCorpus;
  /** sha256 by file. */
  readonly data: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: ImageFigures;
  readonly best: { readonly step: number; readonly weights: NamedTensors };
  /** The reader that training went on from. */
  readonly from?: Pick<ImageReaderDescription, 'sha256' | 'training'>;
  readonly state: Pick<TrainingResult, 'step' | 'seconds' | 'skipped'>;
}

/** The text beside the weights: what they were made of, how, and how good they are. */
export function wordImagesCard(content: WordImagesCardContent): string {
  const { recipe, words, corpus, data, versions, figures, best, state, from } = content;
  const { pictures, samples, encoder, training } = recipe;
  const command = `npm run -s train -- --recipe ${recipe.name}`;
  const parameters = best.weights.reduce((sum, { values }) => sum + values.length, 0);
  const { writers } = corpus;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return `# ${recipe.title}

${recipe.description}

| | |
| --- | --- |
| reads | images (PNG) of single words: ${alphabetOf(words).join(' ')} |
| height | ${encoder.height} rows; other images are brought to it |
| parameters | ${parameters.toLocaleString('en')} |

\`npm run -s recognize -- IMAGE.png\` reads with it.

## Made by

\`${command}\`

with seed ${recipe.seed}, ${Object.entries(versions)
    .map(([what, version]) => `${what} ${version}`)
    .join(
      ', ',
    )}. Weights are those of step ${best.step} of ${stepsDone(state.step, training)}, ${training.batchSize} images each, the best on
the validation writers; ${Math.round(state.seconds / 60)} minutes on a part of one core. Every step had new images. The recipe
is \`models/recipes/${recipe.name}.json\`.${from ? describeStart(from) : ''}

## Data

All images are drawn by the program; none was photographed. Words and strings of up to
${samples.characters[1]} characters in the hands of ${writers.training.length} writers of tablets, ${percent(pictures.fonts)} in script and
print of the program's fonts;${describePeople(pictures.people, corpus)} ${percent(pictures.plain)} clean ink on white, the others with paper, light, blur and
grain as a camera sees them. ${writers.validation.length} writers chose the checkpoint, ${writers.test.length} were kept for the figures.

${words.data.origin.map((line) => `- ${line}`).join('\n')}

${Object.entries(data)
  .map(([file, hash]) => `- ${fileNamed(words, file)}: sha256 \`${hash}\``)
  .join('\n')}

## Figures

${describeImageFigures(figures)
  .map((line) => `- ${line}`)
  .join('\n')}

No font is among the hands of the test; held-out words are composed of letters that the test writers wrote
one by one. \`${command} --evaluate-only\` prints these figures again.

## Limits

- Real photographs were not measured: expect more errors than in the figures.
- One word at a time, dark ink on light paper; lines and pages must be cut to words first.
- Joined script it knows from fonts alone.
`;
}

function describeStart({ sha256, training }: NonNullable<WordImagesCardContent['from']>): string {
  const recipe = training?.['recipe'];
  const made = typeof recipe === 'string' ? ` of the recipe \`${recipe}\`` : '';
  return ` It went on from a reader${made}
(weights \`${sha256.slice(0, 16)}…\`).`;
}

function describePeople(share: number | undefined, { people }: WordsCorpus): string {
  if (share === undefined || !people) return '';
  return ` ${Math.round(100 * share)} % of all images show words as ${people.training.length} people
wrote them, of whom ${people.validation.length} more chose the checkpoint and ${people.test.length} are in the figures;`;
}

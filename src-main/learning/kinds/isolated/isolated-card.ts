import { parameterCount } from '../../../recognizer/network/parameters.ts';
import { describeCrossValidation, type CrossValidationFigures } from './cross-validation.ts';
import type { IsolatedCorpus } from './isolated-corpus.ts';
import type { IsolatedRecipe } from './isolated-recipe.ts';
import type { TrainedMembers } from './train-members.ts';

export interface IsolatedCardContent {
  readonly recipe: IsolatedRecipe;
  readonly corpus: IsolatedCorpus;
  readonly trained: TrainedMembers;
  readonly figures: CrossValidationFigures;
  readonly versions: Readonly<Record<string, string>>;
}

/** The text that stands beside the weights: what they were made of, how, and how good they are. */
export function isolatedCard(content: IsolatedCardContent): string {
  const { recipe, corpus, trained, figures, versions } = content;
  const { name, samples, templates, training } = recipe;
  const { members } = training;
  const command = `npm run -s train -- --recipe ${name}`;
  const counts = Array.from(
    recipe.alphabet,
    (one) => corpus.recordings.filter(({ text }) => text === one).length,
  );
  const confusions = figures.confusions
    .slice(0, 8)
    .map(({ written, read, count }) => `${written} as ${read} (${count})`);
  return `# ${recipe.title}

${recipe.description}

| | |
| --- | --- |
| reads | one of ${Array.from(recipe.alphabet).join(' ')} in every recording, never more and never none |
| channels | ${recipe.channels.join(', ')}; others are not looked at |
| rate | ${recipe.rateHz} Hz; recordings without times are taken as they are |
| parameters | ${parameterCount(trained.network).toLocaleString('en')}${members > 1 ? `, of which ${(members * parameterCount(recipe.network)).toLocaleString('en')} are not zero` : ''} |

The end of a recording that only repeats its last reading is padding and cut off; what remains is
smoothed, brought to ${recipe.fixedLength.readings} readings and normalised per channel.${templates ? templatesText(corpus.recordings.length) : ''}

## Made by

\`${command}\`

with seed ${recipe.seed}, ${Object.entries(versions)
    .map(([what, version]) => `${what} ${version}`)
    .join(
      ', ',
    )}. ${members > 1 ? `${members} networks that differ in initial\nweights and samples lie side by side in one, whose output is the mean of theirs. ` : ''}Trained on all recordings,
${members > 1 ? 'each for ' : ''}${training.steps} steps of ${training.batchSize} samples, of which ${trained.skipped} were skipped for gradients that were not finite;
${(trained.seconds / 60).toFixed(1)} minutes. The recipe is \`models/recipes/${name}.json\`.

## Data

${recipe.data.origin}. ${corpus.recordings.length} recordings, ${Math.min(...counts)} to ${Math.max(...counts)} of a character${corpus.passedOver > 0 ? `; ${corpus.passedOver} were passed over` : ''}.
sha256 of the file: \`${corpus.sha256}\`. ${templates ? 'They are in the model, as templates.' : 'The recordings are not part of this program.'}

Characters were drawn evenly, however many recordings they have. ${Math.round(100 * samples.blended)} % of the samples were drawn
between two recordings of one character along their alignment by dynamic time warping (Kamycki et al.
2019), and all were varied as the recipe says: in speed, where they begin and end, by a linear map of
the channels near the unit map, by slow and quick noise.

## Figures

Every recording was read by a network that had been trained, by the same recipe, without it:

${describeCrossValidation(figures)
  .map((line) => `- ${line}`)
  .join('\n')}

\`${command} --evaluate-only\` prints these figures again. Most frequent mistakes: ${confusions.join(', ') || 'none'}.

Published accuracies on the official test cases, which were not here: about 66 % (InceptionTime), about
61 % (nearest neighbour by dynamic time warping). They are of other recordings than the figures above,
trained on all ${corpus.recordings.length}.

## Limits

- How it reads recordings of other people, sensors and ways to wear them has not been measured; expect little
  until the network has been trained on some.
- Whatever is recorded is read as one character.
`;
}

function templatesText(count: number): string {
  return `

The model holds its ${count} training recordings as templates. The distance to the nearest of each character,
by time warping of channels that may be mapped linearly at a cost, lowers the network's score of it
(\`recognizer/templates\`).`;
}

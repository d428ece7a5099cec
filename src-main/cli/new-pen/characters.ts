import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { fittedRecording, type ProfileFit } from '../../data/fitted-recording.ts';
import { homeFolders } from '../../data/home.ts';
import type { PenRecording } from '../../data/recording.ts';
import { exampleModel, exampleRateHz } from '../../learning/kinds/isolated/example-model.ts';
import type { PenFinding } from '../../learning/pen-fit/pen-verdict.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { assembleModel, saveModel } from '../../recognizer/model/package.ts';
import { Recognizer } from '../../recognizer/recognizer.ts';
import { resampleUniform } from '../../signal/resample.ts';
import type { PenProfile } from '../../pen/profiles.ts';
import { findingLines, penJson } from './report.ts';
import { storeProfile } from './store.ts';

interface CharactersOptions {
  readonly base: {
    readonly profile: PenProfile;
    readonly fit: ProfileFit;
    readonly known: boolean;
  };
  readonly findings: readonly PenFinding[];
  readonly name?: string;
}

/** Of each character so many are learnt from; what there is more judges them. */
const examplesOfEach = 2;

/** What stands in the way of words only. */
const wordsOnly = new Set<PenFinding['code']>(['no-gyroscope', 'no-gravity', 'no-force']);

/**
 * Learns single characters from two examples of each; those that there are more judge what is read. All
 * are then kept as examples.
 * @throws UserError `new-pen-characters`
 */
export async function learnCharacters(
  recordings: readonly PenRecording[],
  { base, findings, name }: CharactersOptions,
): Promise<{ readonly json: string; readonly text: string }> {
  const takes = recordings.flatMap((recording) => takeOf(fittedRecording(recording, base.fit)));
  const { examples, keptBack } = divideExamples(takes);
  const stored = await storeProfile(base.profile, name);
  const { id, title } = stored.profile;
  const model = `${id}-letters`.slice(0, 64);
  const about = { name: model, title: `Letters of ${title}` };
  const judged = await judge(examples, keptBack, about);
  const folder = join(homeFolders().models, model);
  await saveModel(folder, { ...exampleModel(takes, about), card: cardOf(title, takes, judged) });
  const verdict = verdictOf(judged, findings);
  const characters = [...new Set(takes.map(({ text }) => text))].sort();
  const document = {
    pen: penJson(stored, base.known),
    verdict,
    model: { id: model, folder },
    characters,
    examples: takes.length,
    kept_back: keptBack.length,
    before: null,
    after: judged ? { accuracy: judged.right / judged.of } : null,
  };
  const result = judged
    ? `Of ${judged.of} letters that were kept back ${judged.right} are read rightly, after two examples of each.`
    : 'Every character has two examples or fewer: none is left to judge by.';
  const lines = [
    `${takes.length} examples of ${characters.length} characters: ${characters.join(' ')}`,
    ...findingLines(verdict.findings),
    result,
    `The pen reads single letters with --model ${model}: pause after each, longer for a space.`,
    `The pen is stored as “${id}” (${stored.file}), the model in ${folder}.`,
  ];
  return { json: `${JSON.stringify(document, undefined, 2)}\n`, text: `${lines.join('\n')}\n` };
}

function takeOf({ label = '', timesMs, values, mask }: PenRecording): LabeledWindow[] {
  const text = label.normalize('NFC').trim();
  if (Array.from(text).length !== 1) return [];
  const window = resampleUniform(timesMs, values, mask, exampleRateHz);
  return [{ text, window, spans: [{ character: text, start: 0, end: window.length }] }];
}

function divideExamples(takes: readonly LabeledWindow[]) {
  const counts = new Map<string, number>();
  const examples: LabeledWindow[] = [];
  const keptBack: LabeledWindow[] = [];
  for (const take of takes) {
    const count = (counts.get(take.text) ?? 0) + 1;
    counts.set(take.text, count);
    (count <= examplesOfEach ? examples : keptBack).push(take);
  }
  const lonely = [...counts].filter(([, count]) => count < examplesOfEach).map(([text]) => text);
  if (counts.size < 2 || lonely.length > 0) {
    throw new UserError(
      'new-pen-characters',
      counts.size < 2
        ? 'Recordings of at least two different characters are needed, one character each with its label.'
        : `Of ${lonely.join(' ')} there is only one example; two of each are needed.`,
      'Write every letter twice, each a recording of its own.',
    );
  }
  return { examples, keptBack };
}

interface Judged {
  readonly right: number;
  readonly of: number;
}

async function judge(
  examples: readonly LabeledWindow[],
  keptBack: readonly LabeledWindow[],
  about: { readonly name: string; readonly title: string },
): Promise<Judged | undefined> {
  if (keptBack.length === 0) return undefined;
  const recognizer = await Recognizer.open(assembleModel('', exampleModel(examples, about)));
  try {
    let right = 0;
    for (const { text, window } of keptBack) {
      if ((await recognizer.recognize(window)).text === text) right += 1;
    }
    return { right, of: keptBack.length };
  } finally {
    await recognizer.dispose();
  }
}

function verdictOf(judged: Judged | undefined, all: readonly PenFinding[]) {
  const findings = all.filter(({ code }) => !wordsOnly.has(code));
  if (!judged) return { reads: 'unknown', reason: 'Nothing was kept back.', findings };
  const share = judged.right / judged.of;
  const reads = share >= 0.9 ? 'letters' : share >= 0.6 ? 'badly' : 'not';
  return { reads, reason: `${judged.right} of ${judged.of} are right.`, findings };
}

function cardOf(
  title: string,
  takes: readonly LabeledWindow[],
  judged: Judged | undefined,
): string {
  const result = judged
    ? `After two examples of each, ${judged.right} of ${judged.of} others were read rightly.`
    : 'Nothing was kept back to judge it by.';
  return `# Letters of ${title}

Reads single characters of one pen: a window is what the nearest of ${takes.length} examples is, by time
warping with a linear map of the channels. There is no trained network in it. ${result}

## What it cannot do

- It knows no other pen, and other writers less well than whoever wrote the examples.
- It reads one character a window: pause after each.
`;
}

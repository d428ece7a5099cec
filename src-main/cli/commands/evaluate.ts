import type { Command } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings } from '../../data/recording.ts';
import {
  evaluateRecordings,
  type RecordingEvaluation,
} from '../../learning/evaluation/evaluate.ts';
import { readerFor, type PenFits } from '../../learning/pen-fit/fit-recordings.ts';
import {
  openHandwriting,
  simulatedRecordings,
} from '../../learning/samples/simulated-handwriting.ts';
import { wasTrainedOn } from '../../learning/evaluation/trained-on.ts';
import { openLanguages } from '../../library/languages.ts';
import type { OpenRecognizerOptions } from '../../library/models.ts';
import { readsLetters } from '../../recognizer/language/label-kinds.ts';
import { withoutWords } from '../../recognizer/language/language.ts';
import { isHeldOutWord } from '../../simulator/composition/held-out-words.ts';
import { addBackendOption, openOnBackend, type BackendOption } from '../options/compute.ts';
import { evaluationFields, evaluationJson, evaluationText } from '../print/evaluation-report.ts';
import {
  addLanguageOptions,
  defaultLanguages,
  recognizerOptions,
  type LanguageOptions,
} from '../options/language-options.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { addProfileOption, throughProfile, type ProfileOption } from '../options/profile-option.ts';
import { addReadingOptions, readingOf, type ReadingOptions } from '../options/reading-options.ts';
import { recordingKinds } from '../options/recording-kinds.ts';
import { ProgressLine } from '../print/progress-line.ts';
import {
  addTrajectoryOptions,
  simulationOptions,
  type TrajectoryOptions,
} from '../options/trajectory-options.ts';
import {
  addUnknownPenOption,
  findFits,
  fitsJson,
  fitsText,
  type UnknownPenOption,
} from '../options/unknown-pen.ts';
import { addModelOptions, chosenModel } from '../options/writer-option.ts';

interface EvaluateOptions
  extends
    TrajectoryOptions,
    LanguageOptions,
    BackendOption,
    UnknownPenOption,
    ProfileOption,
    ReadingOptions {
  readonly withoutHeldOut?: boolean;
  readonly withoutContext?: boolean;
  readonly model?: string;
  readonly pens?: string;
  readonly trajectories?: string;
  readonly writer?: string;
  readonly json?: boolean;
}

export function addEvaluateCommand(command: Command): void {
  command
    .option('--pens <file>', `labelled ${recordingKinds}`)
    .option(
      '--trajectories <file>',
      'pen-tip trajectories for the simulated pen: characters are composed into held-out words, words taken as they are',
    );
  addReadingOptions(
    addProfileOption(
      addUnknownPenOption(
        addBackendOption(
          addLanguageOptions(addTrajectoryOptions(addModelOptions(command), 500, 'held-out')),
        ),
      ),
    ),
  )
    .option(
      '--without-held-out',
      'take the words that are held out of training out of the dictionaries too',
    )
    .option('--without-context', 'read every word by itself, whatever the words before it are')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', evaluationFields)
    .action(async (given: EvaluateOptions) => {
      const model = await chosenModel(given);
      const options = { ...given, model };
      const { json } = options;
      process.stderr.write(withoutEffect(command, given));
      const problems = new ProblemReport();
      const outcome = await evaluateModel(options, problems);
      const { evaluation, known } = outcome;
      if (known) process.stderr.write(knownData(model, options.pens!));
      if (outcome.fits) process.stderr.write(fitsText(outcome.fits));
      process.stdout.write(
        json === true
          ? `${JSON.stringify(documentOf(options, outcome, problems), undefined, 2)}\n`
          : evaluationText(evaluation),
      );
      if (problems.skipped > 0) process.exitCode = 1;
    });
}

/** Options of the simulated pen's writings, by their flags. */
const forTrajectories = {
  ...{ words: '--words', seed: '--seed', rate: '--rate', vocabulary: '--vocabulary' },
  ...{ wordsList: '--words-list', supplement: '--supplement' },
} as const satisfies Record<keyof TrajectoryOptions, string>;

/** What was given and changes nothing, so that nobody takes it to have. */
function withoutEffect(command: Command, options: EvaluateOptions): string {
  const idle = options.pens === undefined ? [] : Object.entries(forTrajectories);
  const lines = idle
    .filter(([name]) => command.getOptionValueSource(name) === 'cli')
    .map(([, flag]) => `! ${flag} is for --trajectories and changes nothing here.\n`);
  const alone = options.lexicon !== undefined || options.language?.length === 0;
  if (options.withoutHeldOut === true && alone) {
    lines.push('! --without-held-out is for dictionaries, of which none is read with here.\n');
  }
  return lines.join('');
}

type SettledOptions = EvaluateOptions & { readonly model: string };

interface Outcome {
  readonly evaluation: RecordingEvaluation;
  readonly languages: readonly string[];
  /** Whether the model was trained on these very recordings. */
  readonly known: boolean;
  /** Of pens that were taken for unknown ones. */
  readonly fits?: PenFits;
}

async function evaluateModel(options: SettledOptions, problems: ProblemReport): Promise<Outcome> {
  const { model, pens, trajectories, unknownPen = false } = options;
  if ((pens === undefined) === (trajectories === undefined)) {
    throw new UserError(
      'evaluate-source',
      'One of --pens and --trajectories says what to evaluate on.',
      'Give --pens with recordings of a pen, or --trajectories with pen-tip trajectories.',
    );
  }
  for (const [flag, given] of [
    ['--unknown-pen', unknownPen],
    ['--profile', options.profile !== undefined],
  ] as const) {
    if (!given || pens !== undefined) continue;
    throw new UserError(
      'evaluate-source',
      `${flag} is for recordings of a pen; the simulated pen is one that the model knows.`,
      `Give --pens with recordings, or leave out ${flag}.`,
    );
  }
  const corpus =
    trajectories === undefined
      ? undefined
      : await openHandwriting(trajectories, { onProblem: problems.add });
  const recognizer = await openOnBackend(model, options, await withOptions(options));
  const languages = recognizer.languages;
  // Without one that is read with, English tells words from other strings.
  const dictionaries = readsLetters(recognizer.manifest.alphabet)
    ? await openLanguages(languages.length > 0 ? languages : defaultLanguages)
    : [];
  try {
    if (corpus === undefined) {
      const through = await throughProfile(options, pens!);
      // Without a label nothing can be evaluated, however the pen is built.
      const searched = unknownPen && (await hasLabel(pens!, options));
      const fits = searched ? await findFits(recognizer, [pens!], readingOf(options)) : undefined;
      const evaluation = await evaluateRecordings(recognizer, pens!, {
        readerOf: (recording) => readerFor(recognizer, fits, recording),
        through,
        dictionaries,
        onProblem: problems.add,
        ...readingOf(options),
        onProgress: (done) => {
          if (done % 100 === 0) process.stderr.write(`${done} samples read\n`);
        },
      });
      const known = await wasTrainedOn(recognizer.manifest, pens!);
      return { evaluation, languages, known, ...(fits && { fits }) };
    }
    const simulation = {
      ...simulationOptions(options, 'held-out'),
      count: options.words,
      labeledOnly: true,
    };
    const evaluation = await evaluateRecordings(
      recognizer,
      simulatedRecordings(corpus, trajectories!, simulation),
      { dictionaries, onProgress: new ProgressLine(options.words, 'samples').update },
    );
    return { evaluation, languages, known: false };
  } finally {
    problems.finish();
    await recognizer.dispose();
  }
}

async function hasLabel(path: string, options: ReadingOptions): Promise<boolean> {
  for await (const { label } of readRecordings(path, readingOf(options))) {
    if (label !== undefined) return true;
  }
  return false;
}

async function withOptions(options: EvaluateOptions): Promise<OpenRecognizerOptions> {
  const { languageNames, ...known } = await recognizerOptions(options);
  const rest = { ...known, wordsBefore: options.withoutContext !== true };
  if (options.withoutHeldOut !== true || languageNames === undefined) {
    return { ...rest, ...(languageNames && { languageNames }) };
  }
  const languages = await openLanguages(languageNames);
  return { ...rest, languages: languages.map((one) => withoutWords(one, isHeldOutWord)) };
}

function knownData(model: string, file: string): string {
  return `! “${model}” was trained on ${file}: the figures include what it has learnt by heart.\n  → Judge it on other recordings, or with train --evaluate-only on the part kept for test.\n`;
}

function documentOf(
  { model, writer, trajectories, seed }: SettledOptions,
  { evaluation, languages, known, fits }: Outcome,
  { count, skipped }: ProblemReport,
): object {
  const seeded = trajectories !== undefined && { seed };
  return evaluationJson(evaluation, {
    model,
    ...(writer !== undefined && { writer }),
    languages,
    ...seeded,
    ...(fits && { pens: fitsJson(fits) }),
    known,
    problems: count,
    skipped,
  });
}

import type { Command } from 'commander';
import { UserError } from '../contract/alerts.ts';
import { evaluateRecordings, type RecordingEvaluation } from '../learning/evaluate.ts';
import { readerFor, type PenFits } from '../learning/pen-fit/fit-recordings.ts';
import { openHandwriting, simulatedRecordings } from '../learning/simulated-handwriting.ts';
import { wasTrainedOn } from '../learning/trained-on.ts';
import { openLanguages } from '../live/languages.ts';
import type { OpenRecognizerOptions } from '../live/models.ts';
import { readsLetters } from '../recognizer/language/label-kinds.ts';
import { withoutWords } from '../recognizer/language/language.ts';
import { isHeldOutWord } from '../simulator/composition/held-out-words.ts';
import { addBackendOption, openOnBackend, type BackendOption } from './compute.ts';
import { evaluationFields, evaluationJson, evaluationText } from './evaluation-report.ts';
import {
  addLanguageOptions,
  defaultLanguages,
  recognizerOptions,
  type LanguageOptions,
} from './language-options.ts';
import { ProblemReport } from './problem-report.ts';
import { ProgressLine } from './progress-line.ts';
import {
  addTrajectoryOptions,
  simulationOptions,
  type TrajectoryOptions,
} from './trajectory-options.ts';
import {
  addUnknownPenOption,
  findFits,
  fitsJson,
  fitsText,
  type UnknownPenOption,
} from './unknown-pen.ts';
import { addModelOptions, chosenModel } from './writer-option.ts';

interface EvaluateOptions
  extends TrajectoryOptions, LanguageOptions, BackendOption, UnknownPenOption {
  readonly withoutHeldOut?: boolean;
  readonly model?: string;
  readonly pens?: string;
  readonly trajectories?: string;
  readonly writer?: string;
  readonly json?: boolean;
}

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'Compare what a model reads with the labels of recordings, or with what the simulated pen writes.',
    )
    .option(
      '--pens <file>',
      'labelled recordings: .ndjson(.gz) in the pens format, an OnHW folder, sessions',
    )
    .option(
      '--trajectories <file>',
      'pen-tip trajectories for the simulated pen: characters are composed into held-out words, words taken as they are',
    );
  addUnknownPenOption(
    addBackendOption(
      addLanguageOptions(addTrajectoryOptions(addModelOptions(command), 500, 'held-out')),
    ),
  )
    .option(
      '--without-held-out',
      'take the words that are held out of training out of the dictionaries too',
    )
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', evaluationFields)
    .action(async (given: EvaluateOptions) => {
      const model = await chosenModel(given);
      const options = { ...given, model };
      const { json } = options;
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
  if (unknownPen && pens === undefined) {
    throw new UserError(
      'evaluate-source',
      '--unknown-pen is for recordings of a pen; the simulated pen is one that the model knows.',
      'Give --pens with recordings, or leave out --unknown-pen.',
    );
  }
  if ((pens === undefined) === (trajectories === undefined)) {
    throw new UserError(
      'evaluate-source',
      'Either --pens or --trajectories says what to evaluate on, not both.',
      'Give --pens with recordings of a pen, or --trajectories with pen-tip trajectories.',
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
      const fits = unknownPen ? await findFits(recognizer, pens!) : undefined;
      const evaluation = await evaluateRecordings(recognizer, pens!, {
        readerOf: (recording) => readerFor(recognizer, fits, recording),
        dictionaries,
        onProblem: problems.add,
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

async function withOptions(options: EvaluateOptions): Promise<OpenRecognizerOptions> {
  const { languageNames, ...rest } = await recognizerOptions(options);
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

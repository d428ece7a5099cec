import type { Command } from 'commander';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdaptationRates, AdaptationResult } from '../../contract/adaptation.ts';
import { UserError } from '../../contract/alerts.ts';
import { hands, type ModelVersion, type Writer, type WriterHand } from '../../contract/writers.ts';
import { homeFolders } from '../../data/home.ts';
import { snapshotTakes } from '../../data/writers/takes.ts';
import { writerFolders } from '../../data/writers/writer-folders.ts';
import { learningThreads } from '../../learning/adaptation/adapt.ts';
import { runAdaptation } from '../../learning/adaptation/run-adaptation.ts';
import { dictionaryFiles } from '../../library/languages.ts';
import { defaultModel, modelFolders } from '../../library/places.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import { chooseLearning } from '../options/learning-place.ts';
import { wholeNumber } from '../options/number-options.ts';
import { adaptWriterWith, existingWriter } from '../adapted-writer.ts';
import { adaptationProgress, percent } from '../print/adaptation-progress.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { stoppable } from '../stopping.ts';

interface AdaptOptions {
  readonly writer: string;
  readonly recordings?: readonly string[];
  readonly model?: string;
  readonly hand?: WriterHand;
  readonly seed?: number;
  readonly backend?: string;
  readonly json?: boolean;
}

export function addAdaptCommand(command: Command): void {
  command
    .requiredOption('--writer <name>', 'whose hand it is; made when there is no such writer')
    .option(
      '--recordings <file...>',
      'labelled recordings: pens NDJSON, OnHW folders, recorded sessions (default: what the writer wrote in the window)',
    )
    .option(
      '--model <name>',
      `model folder or name to start from (default: the writer's model, else ${defaultModel})`,
    )
    .option('--hand <hand>', `of a new writer: ${hands.join(' or ')}`, handArgument)
    .option('--seed <number>', 'decides division and samples (default: 1)', wholeNumber)
    .option(
      '--backend <id>',
      'learn there and nowhere else; npm run -s doctor shows what works here (default: the fastest that is right)',
    )
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', documentFields)
    .action((options: AdaptOptions) =>
      stoppable((signal) => adaptWriter(options, signal), 'Stopped; the writer is read as before.'),
    );
}

const documentFields = `
The document of --json:
  writer, model             the writer's folder, and the model that was started from
  version                   number of the new version; absent where none was kept
  takes, held_back          recordings learnt from, and those that before and after are of
  before, after             cer, wer and loss of the network alone, fractions, and cerWithDictionary
                            of what the writer's dictionaries make of it; after by versions
                            that had not learnt what they read (cer: of characters that other
                            recordings hold too; null where there are none)
  kept, reason              whether the new version is in use, and why
  method, seconds           what was changed, and how long it took
  learned_on                where it was learnt
  passed_over               recordings that cannot be learnt from, and why; empty where there are none
  readings                  what was written, and read before and after
  problems, skipped         damage in the recordings`;

async function adaptWriter(options: AdaptOptions, signal: AbortSignal): Promise<void> {
  // What is wrong with the model must be known before a writer is made.
  const known = await existingWriter(options.writer);
  const name = options.model ?? (known?.model || defaultModel);
  const model = await resolveModel(name, { folders: modelFolders() });
  if (known === undefined && options.recordings === undefined) throw noRecordings(options.writer);
  const { backend } = options;
  await chooseLearning(
    { network: model.manifest.network, threads: learningThreads },
    backend === undefined ? {} : { backend },
  );
  const home = homeFolders();
  const problems = new ProblemReport();
  const adapted = await adaptWriterWith(known, {
    newWriter: {
      name: options.writer,
      ...(options.hand && { hand: options.hand }),
      ...(options.model !== undefined && { model: options.model }),
    },
    base: model.manifest.name,
    learn: async (writer, output) => {
      const snapshot = join(writerFolders(home, writer.id).root, `.takes-${process.pid}.ndjson`);
      try {
        if (options.recordings === undefined) {
          await snapshotTakes(home, writer, snapshot, problems.add);
        }
        return await runAdaptation(
          {
            model: model.folder,
            recordings: options.recordings ?? [snapshot],
            output,
            title: `${model.manifest.title}, ${writer.name}`,
            dictionaries: await dictionaryFiles(writer.language),
            ...(options.seed !== undefined && { seed: options.seed }),
          },
          { signal, onProblem: problems.add, onProgress: adaptationProgress() },
        );
      } finally {
        await rm(snapshot, { force: true });
      }
    },
  });
  const { writer, version, result } = adapted;
  problems.finish();
  if (adapted.made) {
    process.stderr.write(`There was no writer “${writer.name}”: made (${writer.id}).\n`);
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(documentOf(writer, name, version, result, problems), undefined, 2)}\n`
      : textOf(writer, version, result),
  );
}

function noRecordings(writer: string): UserError {
  return new UserError(
    'writer-unknown',
    `There is no writer “${writer}”, and nothing that they wrote.`,
    'Give labelled recordings with --recordings FILE…; the writer is then made.',
  );
}

function handArgument(text: string): WriterHand {
  const hand = hands.find((one) => one === text);
  if (hand) return hand;
  throw new UserError('writer-hand', `“${text}” is no hand.`, `Say ${hands.join(' or ')}.`);
}

function textOf(
  writer: Writer,
  version: ModelVersion | undefined,
  { takes, before, after, reason, method, learnedOn, seconds, passedOver }: AdaptationResult,
): string {
  const lines = [
    `${takes} recordings of ${writer.name}${passedOver === '' ? '' : `; passed over: ${passedOver}`}`,
    `as it came  ${ratesText(before)}`,
    `learnt      ${ratesText(after)} (${method}, ${seconds.toFixed(0)} s on ${learnedOn})`,
    reason,
    version
      ? `Kept as version ${version.version}: --writer ${writer.id} reads with it.`
      : 'Nothing was kept. More recordings help, above all of words that are read badly.',
  ];
  return `${lines.join('\n')}\n`;
}

function ratesText({ cer, wer, cerWithDictionary }: AdaptationRates): string {
  const spelled =
    cerWithDictionary === undefined ? '' : `, CER ${percent(cerWithDictionary)} with a dictionary`;
  return `CER ${percent(cer)}, WER ${percent(wer)}${spelled}`;
}

function documentOf(
  writer: Writer,
  model: string,
  version: ModelVersion | undefined,
  result: AdaptationResult,
  { count, skipped }: ProblemReport,
): object {
  const { takes, heldBack, before, after, reason, method, learnedOn, seconds } = result;
  const { passedOver, readings } = result;
  return {
    writer: writer.id,
    model,
    ...(version && { version: version.version }),
    takes,
    held_back: heldBack,
    before,
    after,
    kept: version !== undefined,
    ...{ reason, method, seconds },
    learned_on: learnedOn,
    passed_over: passedOver,
    readings,
    problems: count,
    skipped,
  };
}

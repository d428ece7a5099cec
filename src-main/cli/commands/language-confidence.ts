import { type Command, Option } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings } from '../../data/recording.ts';
import type { Calibration } from '../../learning/evaluation/calibration.ts';
import {
  fitConfidence,
  wordCases,
  type ConfidenceSample,
  type FittedConfidence,
} from '../../learning/language/fit-confidence.ts';
import { tuningSamples, wordsDataOf } from '../../learning/language/tuning-samples.ts';
import { openLanguages } from '../../library/languages.ts';
import { modelFolders } from '../../library/places.ts';
import type { Language } from '../../recognizer/language/language.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { changeManifest, type ModelPackage } from '../../recognizer/model/package.ts';
import { Recognizer } from '../../recognizer/recognizer.ts';
import { resampleUniform } from '../../signal/resample.ts';
import { defaultLanguages, languageNames } from '../options/language-options.ts';
import { positiveWholeNumber } from '../options/number-options.ts';
import { ProgressLine } from '../print/progress-line.ts';
import { onStop } from '../stopping.ts';

interface ConfidenceOptions {
  readonly model: string;
  readonly data?: string;
  readonly pens?: string;
  readonly samples: number;
  readonly language: readonly string[];
  readonly save: boolean;
  readonly json?: boolean;
}

export function addConfidence(command: Command): void {
  command
    .command('confidence')
    .description(
      'Make the confidence of a word the share of such words that are right, on the validation writers of a model; the result goes into its manifest.',
    )
    .requiredOption('--model <name>', 'model folder or name')
    .option('--data <folder>', 'data that the model was trained on (default: as its recipe says)')
    .option(
      '--pens <file>',
      'labelled recordings of people whom the model has not learnt from, instead of that data',
    )
    .option('--samples <count>', 'samples in all', positiveWholeNumber, 400)
    .addOption(
      new Option('--language <names>', 'dictionaries that are mostly read with')
        .argParser(languageNames)
        .default(defaultLanguages, 'english'),
    )
    .option('--no-save', 'print only; the manifest stays as it is')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', fields)
    .action(async (options: ConfidenceOptions) => {
      const abort = new AbortController();
      onStop(() => abort.abort());
      await fitModel(options, abort.signal);
    });
}

const fields = `
The document of --json: with_language and alone (read without a dictionary), each with weights, and with
raw and fitted: words, ece, auc; raw as network and language say, fitted by writers on whom the weights were
not fitted. One that had too few words is left out.
`;

async function fitModel(options: ConfidenceOptions, signal: AbortSignal): Promise<void> {
  const model = await resolveModel(options.model, { folders: modelFolders() });
  const samples = await samplesOf(model.manifest, options);
  const languages = await openLanguages(options.language);
  const withLanguage = await fitWith(model, languages, samples, signal);
  const alone = await fitWith(model, [], samples, signal);
  if (withLanguage === undefined && alone === undefined) {
    throw new UserError(
      'confidence-words',
      'Too few words were read to tell how sure they are: at least 50, ten of them wrong, are needed.',
      'Give more samples, with --samples COUNT or --pens FILE.',
    );
  }
  if (options.save) {
    await changeManifest(model.folder, {
      confidence: {
        ...model.manifest.confidence,
        ...(withLanguage && { withLanguage: rounded(withLanguage.weights) }),
        ...(alone && { alone: rounded(alone.weights) }),
      },
    });
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ with_language: withLanguage, alone }, undefined, 2)}\n`
      : textOf({ 'with language': withLanguage, 'network alone': alone }, options.save, model),
  );
}

async function samplesOf(
  manifest: ModelManifest,
  { pens, data, samples: count }: ConfidenceOptions,
): Promise<readonly ConfidenceSample[]> {
  if (pens === undefined) return tuningSamples(await wordsDataOf(manifest, data), count);
  const samples: ConfidenceSample[] = [];
  for await (const { label, writer, timesMs, values, mask } of readRecordings(pens)) {
    if (label === undefined) continue;
    const window = resampleUniform(timesMs, values, mask, manifest.rateHz);
    samples.push({ text: label, window, ...(writer !== undefined && { writer }) });
    if (samples.length === count) break;
  }
  return samples;
}

async function fitWith(
  { folder, manifest: whole, ...model }: ModelPackage,
  languages: readonly Language[],
  samples: readonly ConfidenceSample[],
  signal: AbortSignal,
): Promise<FittedConfidence | undefined> {
  // Fitted is what network and language say, never what was fitted before.
  const manifest = { ...whole };
  delete manifest.confidence;
  const recognizer = await Recognizer.open({ folder, manifest, ...model }, { languages });
  try {
    const onProgress = new ProgressLine(samples.length, 'samples').update;
    return fitConfidence(await wordCases(recognizer, samples, { onProgress, signal }));
  } finally {
    await recognizer.dispose();
  }
}

function rounded(weights: readonly number[]): number[] {
  return weights.map((weight) => Math.round(weight * 10_000) / 10_000);
}

function textOf(
  fitted: Readonly<Record<string, FittedConfidence | undefined>>,
  saved: boolean,
  { folder }: ModelPackage,
): string {
  const row = (name: string, { words, ece, auc }: Calibration) =>
    `  ${name.padEnd(10)} ${words} words, ECE ${ece.toFixed(3)}, AUC ${auc?.toFixed(3) ?? 'unknown'}`;
  const lines = Object.entries(fitted).flatMap(([name, one]) =>
    one === undefined
      ? [`${name}: too few words`]
      : [name, row('as it came', one.raw), row('fitted', one.fitted)],
  );
  lines.push(saved ? `Kept in ${folder}/manifest.json.` : 'Not kept (--no-save).');
  return `${lines.join('\n')}\n`;
}

import { type Command, Option } from 'commander';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { buildLanguageFolder } from '../../learning/language/build-language.ts';
import { tuneLanguage, type Trial, type Tuning } from '../../learning/language/tune-language.ts';
import { languageFigures } from '../../learning/language/language-figures.ts';
import {
  testWritings,
  tuningSamples,
  wordsDataOf,
} from '../../learning/language/tuning-samples.ts';
import { openLanguages } from '../../library/languages.ts';
import { languageFolders, modelFolders, ownLanguageFolder } from '../../library/places.ts';
import { listLanguages } from '../../recognizer/language/language-library.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import { changeManifest } from '../../recognizer/model/package.ts';
import { Recognizer } from '../../recognizer/recognizer.ts';
import { evaluationText, kindsTable } from '../print/evaluation-report.ts';
import { addConfidence } from './language-confidence.ts';
import { defaultLanguages, languageNames } from '../options/language-options.ts';
import { positiveWholeNumber } from '../options/number-options.ts';
import { onStop } from '../stopping.ts';

export function addLanguageCommand(command: Command): void {
  addBuild(command);
  addTune(command);
  addConfidence(command);
  addEvaluate(command);
  command
    .command('list')
    .description('Which dictionaries are there, and how long they take to open.')
    .action(async () => {
      for (const name of await listLanguages(languageFolders())) {
        const start = process.cpuUsage();
        const [language] = await openLanguages([name]);
        const { user, system } = process.cpuUsage(start);
        const milliseconds = ((user + system) / 1000).toFixed(0);
        const words = [...language!.words.words()].length.toLocaleString('en');
        process.stdout.write(
          `${name}: ${words} words, ${milliseconds} ms of processor time to open\n`,
        );
      }
    });
}

interface BuildOptions {
  readonly name: string;
  readonly words?: string;
  readonly ngrams?: string;
  readonly title?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly out?: string;
}

function addBuild(command: Command): void {
  command
    .command('build')
    .description(
      'Build a dictionary from a list of words, or english from the list that came along.',
    )
    .requiredOption('--name <name>', 'small letters, digits, hyphens; for example german')
    .option('--words <file>', 'one word a line, or a word and its count')
    .option(
      '--ngrams <file>',
      'an n-gram model in the ARPA format: what words say about the next ones',
    )
    .option('--title <text>', 'for people (default: the name)')
    .option('--source <text>', 'where the list is from, for the card')
    .option('--licence <text>', 'licence of the list, for the card')
    .option(
      '--out <folder>',
      'where the dictionary goes (default: languages/NAME of the home folder)',
    )
    .action(async ({ name, words, ngrams, title, source, licence, out }: BuildOptions) => {
      const folder = out ?? join(ownLanguageFolder(), name);
      const built = await buildLanguageFolder(folder, {
        name,
        ...(words !== undefined && { words }),
        ...(ngrams !== undefined && { ngrams }),
        origin: {
          ...(title !== undefined && { title }),
          ...(source !== undefined && { source }),
          ...(licence !== undefined && { licence }),
        },
      });
      process.stdout.write(
        `${folder}: ${built.words} words, ${built.pairs} pairs of words, ${built.ngrams} character n-grams, ${Math.round(built.bytes / 1000)} kB\n`,
      );
    });
}

interface TuneOptions {
  readonly model: string;
  readonly data?: string;
  readonly samples: number;
  readonly language: readonly string[];
  readonly save: boolean;
  readonly json?: boolean;
}

function addTune(command: Command): void {
  command
    .command('tune')
    .description(
      'Find out how much dictionaries should count beside a model, on its validation writers; the result goes into the manifest of the model.',
    )
    .requiredOption('--model <name>', 'model folder or name')
    .option('--data <folder>', 'data that the model was trained on (default: as its recipe says)')
    .option('--samples <count>', 'samples in all', positiveWholeNumber, 400)
    .addOption(
      new Option('--language <names>', 'dictionaries, for example english,german')
        .argParser(languageNames)
        .default(defaultLanguages, 'english'),
    )
    .option('--no-save', 'print only; the manifest stays as it is')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: TuneOptions) => {
      const abort = new AbortController();
      onStop(() => abort.abort());
      if (options.language.length === 0) {
        throw new UserError(
          'language-none',
          'Without a dictionary there is nothing to tune.',
          'Name one with --language, for example english.',
        );
      }
      const model = await resolveModel(options.model, { folders: modelFolders() });
      const languages = await openLanguages(options.language);
      const data = await wordsDataOf(model.manifest, options.data);
      const samples = tuningSamples(data, options.samples);
      const recognizer = await Recognizer.open(model);
      try {
        const tuning = await tuneLanguage(recognizer, languages, samples, {
          signal: abort.signal,
          onTrial: (trial) => process.stderr.write(`${trialLine(trial)}\n`),
        });
        const { weight, insertionBonus, context } = tuning.best;
        const weights = { weight, insertionBonus, ...(context !== undefined && { context }) };
        if (options.save) await changeManifest(model.folder, { language: weights });
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify(tuning, undefined, 2)}\n`
            : tuningText(tuning, options.save ? model.folder : undefined),
        );
      } finally {
        await recognizer.dispose();
      }
    });
}

type EvaluateOptions = Omit<TuneOptions, 'samples' | 'save'>;

function addEvaluate(command: Command): void {
  command
    .command('evaluate')
    .description(
      'What dictionaries do for a model of words: held-out words of its test writers, with and without the held-out words in the dictionaries.',
    )
    .requiredOption('--model <name>', 'model folder or name')
    .option('--data <folder>', 'data that the model was trained on (default: as its recipe says)')
    .addOption(
      new Option('--language <names>', 'dictionaries, for example english,german')
        .argParser(languageNames)
        .default(defaultLanguages, 'english'),
    )
    .option('--json', 'one JSON document on standard output')
    .action(async ({ model: name, data, language, json }: EvaluateOptions) => {
      const model = await resolveModel(name, { folders: modelFolders() });
      const languages = await openLanguages(language);
      const samples = testWritings(await wordsDataOf(model.manifest, data));
      const figures = await languageFigures(model, languages, samples);
      process.stdout.write(
        json === true
          ? `${JSON.stringify(figures, undefined, 2)}\n`
          : `${evaluationText(figures.withLanguage)}\nwithout held-out words in the dictionary\n${kindsTable(figures.withoutHeldOut).join('\n')}\n`,
      );
    });
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`.padStart(8);

function trialLine({ weight, insertionBonus, context, cer, wer }: Trial): string {
  const words = context === undefined ? '' : `  context ${context.toFixed(2)}`;
  return `weight ${weight.toFixed(2)}  bonus ${insertionBonus.toFixed(2).padStart(5)}${words}  CER ${percent(cer)}  WER ${percent(wer)}`;
}

function tuningText({ best, greedy, kinds, ...tuning }: Tuning, folder?: string): string {
  const lines = [
    `validation, ${best.samples} samples   network alone        with language`,
    `                            CER       WER        CER       WER`,
    row('all', greedy, best),
  ];
  for (const kind of Object.keys(kinds.best) as (keyof typeof kinds.best)[]) {
    lines.push(row(kind, kinds.greedy[kind]!, kinds.best[kind]!));
  }
  lines.push(
    '',
    `best: ${trialLine(best)}`,
    `${tuning.msPerSample.toFixed(1)} ms of processor time a sample to decode, ${tuning.msPartial.toFixed(1)} ms while it is being written`,
    folder === undefined ? 'Not kept (--no-save).' : `Kept in ${join(folder, 'manifest.json')}.`,
  );
  return `${lines.join('\n')}\n`;
}

type Rates = Tuning['greedy'];

function row(name: string, alone: Rates, together: Rates): string {
  const title = `${name} (${together.samples})`.padEnd(24);
  return `${title}${percent(alone.cer)}  ${percent(alone.wer)}   ${percent(together.cer)}  ${percent(together.wer)}`;
}

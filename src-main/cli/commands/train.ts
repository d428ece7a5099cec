import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { homeFolders } from '../../data/home.ts';
import {
  type DescribedProgress,
  type Figures,
  loadTrainer,
} from '../../learning/kinds/train-recipe.ts';
import { startingModel } from '../../learning/runs/starting-model.ts';
import { chooseLearning, tellLoss } from '../options/learning-place.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { onStop } from '../stopping.ts';

interface TrainOptions {
  readonly recipe: string;
  readonly resume?: boolean;
  readonly data?: string;
  readonly recordings?: readonly string[];
  readonly from?: string;
  readonly run?: string;
  readonly out?: string;
  readonly evaluateOnly?: boolean;
  readonly backend?: string;
  readonly json?: boolean;
}

export function addTrainCommand(command: Command): void {
  command
    .requiredOption('--recipe <name>', 'a recipe of models/recipes, or the path of a JSON file')
    .option('--resume', 'go on with the run that was interrupted, to the same result')
    .option(
      '--data <path>',
      'data instead of those that the recipe names: a file of recordings, or for words a folder',
    )
    .option(
      '--recordings <file...>',
      'learn from these recordings, by any recipe: pens NDJSON, OnHW folders, recorded sessions',
    )
    .option(
      '--from <model>',
      'for words and with recordings: go on from this model instead of random weights',
    )
    .option('--run <folder>', 'checkpoints and log (default: runs/NAME in the home folder)')
    .option(
      '--out <folder>',
      'where the model goes (default: models/NAME of the program, with own data of the home folder)',
    )
    .option('--evaluate-only', 'no training: compute the test figures of the trained model again')
    .option(
      '--backend <id>',
      'learn there and nowhere else; npm run -s doctor shows what works here (default: the fastest that is right, with --resume where the run has learnt)',
    )
    .option('--json', 'one JSON document on standard output')
    .action(async (options: TrainOptions) => {
      const abort = new AbortController();
      onStop(() => abort.abort());
      const problems = new ProblemReport();
      const { data, recordings, from } = options;
      const trainer = await loadTrainer(options.recipe, {
        ownRecordings: recordings !== undefined,
      });
      const { name } = trainer.recipe;
      const places = {
        signal: abort.signal,
        onProblem: problems.add,
        ...(data !== undefined && { data }),
        ...(recordings && { recordings }),
        ...(from !== undefined && { from }),
        ...modelFolder(options, name),
      };
      if (from !== undefined && !trainer.startsFrom) throw noStart(options.recipe);
      if (options.evaluateOnly === true) {
        const figures = await trainer.evaluate(places).finally(() => problems.finish());
        printFigures(figures, options.json === true);
        return;
      }
      const runFolder = options.run ?? join(homeFolders().runs, name);
      const { backend } = options;
      const start = trainer.startsFrom === 'pen model' ? await startingModel(from) : undefined;
      const needs = { ...trainer.needs, ...(start && { network: start.manifest.network }) };
      await chooseLearning(needs, {
        ...(backend !== undefined && { backend }),
        ...(options.resume === true && { resumed: runFolder }),
      });
      const print = progressPrinter();
      const outcome = await trainer
        .train({
          ...places,
          runFolder,
          resume: options.resume === true,
          onProgress: (progress) => {
            print(progress);
            for (const lost of progress.lost ?? []) void tellLoss(needs, lost);
          },
        })
        .catch((error: unknown) => {
          // Stopped while the trained model was being judged: the run is kept all the same.
          if (error === abort.signal.reason) return undefined;
          throw error;
        })
        .finally(() => {
          problems.finish();
        });
      if (outcome?.model === undefined) {
        process.stderr.write(
          `Stopped; everything is kept in ${runFolder}.\n→ Go on with: ${resumeCommand(options)}\n`,
        );
        process.exitCode = 1;
        return;
      }
      process.stderr.write(`Model written to ${outcome.model.folder}\n`);
      printFigures(outcome.model.figures, options.json === true);
    });
}

/** What continues this very run: the same places, given as they were. */
export function resumeCommand({
  recipe,
  data,
  recordings,
  from,
  run,
  out,
  backend,
}: Pick<
  TrainOptions,
  'recipe' | 'data' | 'recordings' | 'from' | 'run' | 'out' | 'backend'
>): string {
  const words = ['npm', 'run', '-s', 'train', '--', '--recipe', recipe, '--resume'];
  for (const [name, value] of Object.entries({ data, recordings, from, run, out, backend })) {
    if (value !== undefined)
      words.push(`--${name}`, ...(typeof value === 'string' ? [value] : value));
  }
  return words.map(quoted).join(' ');
}

function noStart(recipe: string): UserError {
  return new UserError(
    'train-from',
    `The recipe “${recipe}” starts from random weights.`,
    'Give --recordings FILE… to go on from a model with recordings, or leave out --from.',
  );
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * What was learnt from a user's own data never takes the place of a model that came along, and is what
 * is judged with these data where it is there.
 */
function modelFolder(
  { out, data, evaluateOnly }: TrainOptions,
  name: string,
): { modelFolder?: string } {
  if (out !== undefined) return { modelFolder: out };
  if (data === undefined) return {};
  const own = join(homeFolders().models, name);
  if (evaluateOnly === true && !existsSync(own)) return {};
  if (evaluateOnly === true) process.stderr.write(`Judging the model in ${own}.\n`);
  return { modelFolder: own };
}

/** On a terminal one line in place, else every fiftieth step; validations always stay. */
function progressPrinter() {
  const live = process.stderr.isTTY;
  return ({ step, checked, line }: DescribedProgress): void => {
    if (checked) process.stderr.write(`${live ? '\r\u001b[K' : ''}${line}\n`);
    else if (live) process.stderr.write(`\r\u001b[K${line}`);
    else if (step % 50 === 0) process.stderr.write(`${line}\n`);
  };
}

function printFigures({ lines, values }: Figures, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(values, undefined, 2)}\n`);
  else process.stdout.write(`${lines.join('\n')}\n`);
}

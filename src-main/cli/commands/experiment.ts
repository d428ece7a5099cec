import type { Command } from 'commander';
import { join } from 'node:path';
import { homeFolders } from '../../data/home.ts';
import { experiments, findExperiment } from '../../research/registry.ts';
import { jsonOf, markdownOf } from '../../research/report.ts';
import { runExperiment } from '../../research/run-experiment.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import { onStop } from '../stopping.ts';

interface ExperimentOptions {
  readonly parts?: readonly string[];
  readonly methods?: readonly string[];
  readonly sizes?: readonly string[];
  readonly seeds?: readonly string[];
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly data: string;
  readonly out?: string;
}

export function addExperimentCommand(command: Command): void {
  const longest = Math.max(...experiments.map(({ name }) => name.length));
  const list = experiments.map(({ name, summary }) => `  ${name.padEnd(longest)}  ${summary}`);
  command
    .argument('<name>', 'which one, see below')
    .option('--quick', 'small, in a minute or two; rougher figures')
    .option(
      '--parts <names>',
      'adaptation: writers, pens or both; unseen-pen: search, apart or both',
      listed,
    )
    .option('--methods <names>', 'adaptation: only these, for example ours,head', listed)
    .option('--sizes <numbers>', 'adaptation: only so many words, for example 20,50', listed)
    .option('--seeds <numbers>', 'adaptation: with these seeds, for example 1,2,3', listed)
    .option('--json', 'the tables as one JSON document on standard output')
    .option(
      '--data <folder>',
      'the folder that holds pens/, trajectories/ and words/',
      join(repositoryRoot, '..', 'shared', 'data'),
    )
    .option(
      '--out <folder>',
      'where tables and plots go (default: experiments/NAME in the home folder)',
    )
    .addHelpText('after', `\nExperiments:\n${list.join('\n')}`)
    .action(async (name: string, options: ExperimentOptions) => {
      const experiment = findExperiment(name);
      const { quick = false, json, data, parts, methods, sizes, seeds } = options;
      const folder = `${name}${quick ? '-quick' : ''}`;
      const out = options.out ?? join(homeFolders().experiments, folder);
      const abort = new AbortController();
      onStop(() => abort.abort());
      const report = await runExperiment(experiment, {
        data,
        out,
        quick,
        choices: {
          ...(parts && { parts }),
          ...(methods && { methods }),
          ...(sizes && { sizes }),
          ...(seeds && { seeds }),
        },
        signal: abort.signal,
        note: (message) => process.stderr.write(`${message}\n`),
      });
      process.stdout.write(
        json === true
          ? `${JSON.stringify(jsonOf(report), undefined, 2)}\n`
          : `${markdownOf(report)}\n`,
      );
      process.stderr.write(`Tables and plots: ${out}\n`);
    });
}

function listed(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

import type { Command } from 'commander';
import { UserError } from '../contract/alerts.ts';
import { evaluateRecordings, type RecordingEvaluation } from '../learning/evaluate.ts';
import { openHandwriting, simulatedRecordings } from '../learning/simulated-handwriting.ts';
import { openRecognizer } from '../live/models.ts';
import { defaultModel } from '../live/places.ts';
import { ProgressLine } from './progress-line.ts';
import {
  addTrajectoryOptions,
  ProblemReport,
  simulationOptions,
  type TrajectoryOptions,
} from './trajectory-options.ts';
import { refuseWriter } from './writer-option.ts';

interface EvaluateOptions extends TrajectoryOptions {
  readonly model: string;
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
    .option('--model <name>', 'model folder or name', defaultModel)
    .option(
      '--pens <file>',
      'labelled recordings: .ndjson(.gz) in the pens format, an OnHW folder, sessions',
    )
    .option(
      '--trajectories <file>',
      'pen-tip trajectories for the simulated pen: characters are composed into held-out words, words taken as they are',
    );
  addTrajectoryOptions(command, 500)
    .option('--writer <name>', 'read with what was learnt from this writer')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: EvaluateOptions) => {
      const { model, writer, json } = options;
      refuseWriter(writer);
      const evaluation = await evaluateModel(options);
      process.stdout.write(json === true ? asJson(model, evaluation) : asText(evaluation));
    });
}

async function evaluateModel(options: EvaluateOptions): Promise<RecordingEvaluation> {
  const { model, pens, trajectories } = options;
  if ((pens === undefined) === (trajectories === undefined)) {
    throw new UserError(
      'evaluate-source',
      'Either --pens or --trajectories says what to evaluate on, not both.',
      'Give --pens with recordings of a pen, or --trajectories with pen-tip trajectories.',
    );
  }
  const problems = new ProblemReport();
  const corpus =
    trajectories === undefined
      ? undefined
      : await openHandwriting(trajectories, { onProblem: problems.add });
  const recognizer = await openRecognizer(model);
  try {
    if (corpus === undefined) {
      return await evaluateRecordings(recognizer, pens!, {
        onProblem: problems.add,
        onProgress: (done) => {
          if (done % 100 === 0) process.stderr.write(`${done} samples read\n`);
        },
      });
    }
    const simulation = {
      ...simulationOptions(options, 'held-out'),
      count: options.words,
      labeledOnly: true,
    };
    return await evaluateRecordings(
      recognizer,
      simulatedRecordings(corpus, trajectories!, simulation),
      { onProgress: new ProgressLine(options.words, 'samples').update },
    );
  } finally {
    problems.finish();
    await recognizer.dispose();
  }
}

function asJson(model: string, evaluation: RecordingEvaluation): string {
  const { perWriter, ...rest } = evaluation;
  return `${JSON.stringify({ model, ...rest, per_writer: perWriter }, undefined, 2)}\n`;
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`;

function asText(evaluation: RecordingEvaluation): string {
  const { samples, writers, unlabeled, unwritable, cer, wer, accuracy, perWriter, confusions } =
    evaluation;
  const lines = [
    `samples    ${samples}${unlabeled > 0 ? ` (${unlabeled} more without a label)` : ''}`,
    `writers    ${writers}`,
    `CER        ${percent(cer)}`,
    `WER        ${percent(wer)}`,
    `all right  ${percent(accuracy)}`,
    ...(unwritable > 0
      ? [`unwritable ${unwritable} labels, for this model lacks characters of theirs`]
      : []),
  ];
  if (perWriter.length > 1) {
    lines.push('', 'writer       samples      CER      WER');
    for (const one of perWriter) {
      lines.push(
        `${one.writer.padEnd(12)} ${String(one.samples).padStart(7)} ${percent(one.cer).padStart(8)} ${percent(one.wer).padStart(8)}`,
      );
    }
  }
  if (confusions.length > 0) {
    const shown = confusions.slice(0, 10);
    lines.push('', 'most frequent mistakes (written → read)');
    for (const { written, read, count } of shown) {
      lines.push(`  ${written || '∅'} → ${read || '∅'}  ×${count}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

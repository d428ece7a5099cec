import type { Command } from 'commander';
import { evaluateRecordings, type Evaluation } from '../learning/evaluate.ts';
import { openRecognizer } from '../live/models.ts';
import { defaultModel } from '../live/places.ts';
import { refuseWriter } from './writer-option.ts';

interface EvaluateOptions {
  readonly model: string;
  readonly pens: string;
  readonly writer?: string;
  readonly json?: boolean;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('Compare what a model reads with the labels of recordings.')
    .option('--model <name>', 'model folder or name', defaultModel)
    .requiredOption(
      '--pens <file>',
      'labelled recordings: .ndjson(.gz) in the pens format, an OnHW folder, sessions',
    )
    .option('--writer <name>', 'read with what was learnt from this writer')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ model, pens, writer, json }: EvaluateOptions) => {
      refuseWriter(writer);
      const recognizer = await openRecognizer(model);
      try {
        const evaluation = await evaluateRecordings(recognizer, pens, {
          onProblem: ({ message }) => process.stderr.write(`${message}\n`),
          onProgress: (done) => {
            if (done % 100 === 0) process.stderr.write(`${done} samples read\n`);
          },
        });
        process.stdout.write(json === true ? asJson(model, evaluation) : asText(evaluation));
      } finally {
        await recognizer.dispose();
      }
    });
}

function asJson(model: string, evaluation: Evaluation): string {
  const { perWriter, ...rest } = evaluation;
  return `${JSON.stringify({ model, ...rest, per_writer: perWriter }, undefined, 2)}\n`;
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`;

function asText(evaluation: Evaluation): string {
  const { samples, writers, unlabeled, cer, wer, accuracy, perWriter, confusions } = evaluation;
  const lines = [
    `samples    ${samples}${unlabeled > 0 ? ` (${unlabeled} more without a label)` : ''}`,
    `writers    ${writers}`,
    `CER        ${percent(cer)}`,
    `WER        ${percent(wer)}`,
    `all right  ${percent(accuracy)}`,
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

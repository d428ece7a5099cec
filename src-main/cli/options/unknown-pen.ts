import type { Command } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings, type PenRecording, type ReadOptions } from '../../data/recording.ts';
import { fitPens, type PenFits } from '../../learning/pen-fit/fit-recordings.ts';
import { openLanguages } from '../../library/languages.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { readsLetters } from '../../recognizer/language/label-kinds.ts';
import { identity } from '../../simulator/rotation.ts';
import { defaultLanguages } from './language-options.ts';
import { ProgressLine } from '../print/progress-line.ts';

export interface UnknownPenOption {
  readonly unknownPen?: boolean;
}

export function addUnknownPenOption(command: Command): Command {
  return command.option(
    '--unknown-pen',
    'first find how the sensors sit in a pen that the model has not learnt from, by what was written with it; labels are not looked at (by the dictionaries that are read with, else by English)',
  );
}

/**
 * Progress on standard error. Files that cannot be read are passed over: that is told when they are read.
 * @param paths all files together: what one writer wrote may lie in many
 * @throws UserError `unknown-pen-model`
 */
export async function findFits(
  recognizer: Recognizer,
  paths: readonly string[],
  reading: Pick<ReadOptions, 'reading'> = {},
): Promise<PenFits> {
  if (!readsLetters(recognizer.manifest.alphabet)) {
    throw new UserError(
      'unknown-pen-model',
      `“${recognizer.manifest.name}” reads no words: nothing tells what of it makes sense.`,
      'Choose a model that reads words with --model, or leave out --unknown-pen.',
    );
  }
  const used = recognizer.languages.length > 0 ? recognizer.languages : defaultLanguages;
  const progress = new ProgressLine(100, 'hundredths of the search for how the pen is built');
  return fitPens(recognizer, recordingsOf(paths, reading), {
    languages: await openLanguages(used),
    onProgress: (done) => progress.update(Math.round(100 * done)),
  });
}

async function* recordingsOf(
  paths: readonly string[],
  reading: ReadOptions,
): AsyncGenerator<PenRecording> {
  for (const path of paths) {
    try {
      yield* readRecordings(path, reading);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

/** One line a writer. */
export function fitsText(fits: PenFits): string {
  const lines = [...fits].map(([writer, { fit, evidence }]) => {
    const { tempo, smoothingHz, rotation = identity } = fit;
    const smooth = smoothingHz === undefined ? 'as it is' : `up to ${smoothingHz} Hz`;
    return `${writer === '' ? 'no writer named' : writer}: "mounting": [${rotation.map((value) => Number(value.toFixed(3))).join(', ')}], time × ${tempo.toFixed(2)}, ${smooth}; evidence ${evidence.before.toFixed(2)} → ${evidence.after.toFixed(2)}`;
  });
  if (lines.length === 0)
    return 'No recording can tell how its pen is built; all are read as they are.\n';
  return `${['How each pen was taken:', ...lines].join('\n')}\n`;
}

export function fitsJson(fits: PenFits): object[] {
  return [...fits].map(([writer, { fit, evidence }]) => ({
    ...(writer !== '' && { writer }),
    rotation: fit.rotation ?? identity,
    tempo: fit.tempo,
    ...(fit.smoothingHz !== undefined && { smoothing_hz: fit.smoothingHz }),
    evidence,
  }));
}

import type { Command } from 'commander';
import { readRecordings } from '../data/recording.ts';
import { fitPens, type PenFits } from '../learning/pen-fit/fit-recordings.ts';
import { openLanguages } from '../live/languages.ts';
import type { Recognizer } from '../recognizer/recognizer.ts';
import { identity } from '../simulator/rotation.ts';
import { defaultLanguages } from './language-options.ts';
import { ProgressLine } from './progress-line.ts';

export interface UnknownPenOption {
  readonly unknownPen?: boolean;
}

export function addUnknownPenOption(command: Command): Command {
  return command.option(
    '--unknown-pen',
    'first find how the sensors sit in a pen that the model has not learnt from, by what was written with it; labels are not looked at',
  );
}

/** Progress on standard error. */
export async function findFits(recognizer: Recognizer, path: string): Promise<PenFits> {
  const used = recognizer.languages.length > 0 ? recognizer.languages : defaultLanguages;
  const progress = new ProgressLine(100, '% of the search for how the pen is built');
  return fitPens(recognizer, readRecordings(path), {
    languages: await openLanguages(used),
    onProgress: (done) => progress.update(Math.max(1, Math.round(100 * done))),
  });
}

/** One line a writer. */
export function fitsText(fits: PenFits): string {
  const lines = [...fits].map(([writer, { fit, evidence }]) => {
    const { tempo, smoothingHz, rotation = identity } = fit;
    const smooth = smoothingHz === undefined ? 'as it is' : `up to ${smoothingHz} Hz`;
    return `${writer === '' ? 'all' : writer}: "mounting": [${rotation.map((value) => Number(value.toFixed(3))).join(', ')}], time × ${tempo.toFixed(2)}, ${smooth}; evidence ${evidence.before.toFixed(2)} → ${evidence.after.toFixed(2)}`;
  });
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

import type { Command } from 'commander';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { standardInput } from '../../data/formats/lines.ts';
import { readRecordings, type PenRecording } from '../../data/recording.ts';
import { readerFor, type PenFits } from '../../learning/pen-fit/fit-recordings.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import type { Recognition } from '../../contract/recognition.ts';
import { recognizeReadings } from '../../recognizer/recognize-readings.ts';
import { describeFailure } from '../failure.ts';
import { addBackendOption, openOnBackend, type BackendOption } from '../options/compute.ts';
import {
  addLanguageOptions,
  recognizerOptions,
  type LanguageOptions,
} from '../options/language-options.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { addProfileOption, throughProfile, type ProfileOption } from '../options/profile-option.ts';
import { recordingKinds } from '../options/recording-kinds.ts';
import { addReadingOptions, readingOf, type ReadingOptions } from '../options/reading-options.ts';
import { ImageRecognition, isImage } from './recognize-image.ts';
import {
  addUnknownPenOption,
  findFits,
  fitsText,
  type UnknownPenOption,
} from '../options/unknown-pen.ts';
import { addModelOptions, chosenModel } from '../options/writer-option.ts';

interface RecognizeOptions
  extends LanguageOptions, BackendOption, UnknownPenOption, ProfileOption, ReadingOptions {
  readonly model?: string;
  readonly writer?: string;
  readonly imageModel: string;
  readonly json?: boolean;
}

export function addRecognizeCommand(command: Command): void {
  command.argument('<file...>', `${recordingKinds}; images: .png; “-” is standard input`);
  addReadingOptions(
    addProfileOption(
      addUnknownPenOption(addBackendOption(addLanguageOptions(addModelOptions(command)))),
    ),
  )
    .option(
      '--image-model <folder>',
      'what reads images: a folder that training with a teacher has written',
      join(repositoryRoot, 'models', 'words-images'),
    )
    .option('--json', 'one JSON line for each recording on standard output')
    .addHelpText('after', recognitionFields)
    .action(async (files: string[], options: RecognizeOptions) => {
      refuseSecondReading(files, options);
      const images = new ImageRecognition(options.imageModel);
      let opened: Awaited<ReturnType<typeof openOnBackend>> | undefined;
      let fits: PenFits | undefined;
      try {
        for (const file of files) {
          if (isImage(file)) await recognizeImage(file);
          else await recognizeFile(file);
        }
      } finally {
        await opened?.dispose();
        await images.dispose();
      }

      async function recognizeImage(file: string): Promise<void> {
        try {
          const { text, confidence } = await images.recognize(file);
          process.stdout.write(
            options.json === true
              ? `${JSON.stringify({ file, text, confidence: rounded(confidence) })}\n`
              : `${file}: ${text}  ${Math.round(100 * confidence)} %\n`,
          );
        } catch (error) {
          process.stderr.write(describeFailure(error));
          process.exitCode = 1;
        }
      }

      // A file that cannot be read must not keep the others from being read.
      async function recognizeFile(file: string): Promise<void> {
        // Images alone need no model of pens; one that cannot be opened ends all.
        const recognizer = (opened ??= await openOnBackend(
          await chosenModel(options),
          options,
          await recognizerOptions(options),
        ));
        const through = await throughProfile(options, file);
        if (options.unknownPen === true && !fits) {
          fits = await findFits(
            recognizer,
            files.filter((one) => !isImage(one)),
            readingOf(options),
          );
          process.stderr.write(fitsText(fits));
        }
        const problems = new ProblemReport();
        try {
          const recordings = readRecordings(file, {
            onProblem: problems.add,
            ...readingOf(options),
          });
          for await (const measured of recordings) {
            const recording = through(measured);
            const recognition = await recognizeReadings(
              readerFor(recognizer, fits, recording),
              recording,
            );
            process.stdout.write(
              options.json === true
                ? `${JSON.stringify(asJson(recording, recognition))}\n`
                : asText(recording, recognition),
            );
          }
        } catch (error) {
          process.stderr.write(describeFailure(error));
          process.exitCode = 1;
        } finally {
          problems.finish();
          // What could be read stands on standard output; that it is not all must not pass unseen.
          if (problems.skipped > 0) process.exitCode = 1;
        }
      }
    });
}

/** What came in on standard input is gone once it was read. */
function refuseSecondReading(files: readonly string[], { unknownPen }: RecognizeOptions): void {
  const times = files.filter((file) => file === standardInput).length;
  if (times === 0 || (times === 1 && unknownPen !== true)) return;
  throw new UserError(
    'standard-input',
    'Standard input can be read but once, and here it would be read twice.',
    'Save it in a file first, or leave out --unknown-pen and further “-”.',
  );
}

/** For --help: the fields of a JSON line. */
const recognitionFields = `
JSON, a line for each recording (confidences are fractions):
  file, index               where it was read from, and its place in there, from 0
  label, writer             what was written and by whom, where the file says so
  text, confidence          what is read
  words                     text, start_ms, end_ms (by the clock of the recording), confidence and
                            alternatives (text, confidence) of each word
Of an image: file, text, confidence.
`;

function asJson(recording: PenRecording, recognition: Recognition) {
  return {
    file: recording.file,
    index: recording.index,
    ...(recording.label !== undefined && { label: recording.label }),
    ...(recording.writer !== undefined && { writer: recording.writer }),
    text: recognition.text,
    confidence: rounded(recognition.confidence),
    words: recognition.words.map((word) => ({
      text: word.text,
      start_ms: rounded(word.startMs),
      end_ms: rounded(word.endMs),
      confidence: rounded(word.confidence),
      alternatives: word.alternatives.map((alternative) => ({
        text: alternative.text,
        confidence: rounded(alternative.confidence),
      })),
    })),
  };
}

function asText(recording: PenRecording, recognition: Recognition): string {
  const label = recording.label === undefined ? '' : ` (label ${recording.label})`;
  const percent = Math.round(recognition.confidence * 100);
  return `${recording.file} #${recording.index}: ${recognition.text}  ${percent} %${label}\n`;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

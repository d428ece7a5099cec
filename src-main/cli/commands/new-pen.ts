import type { Command } from 'commander';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { fittedRecording, type ProfileFit } from '../../data/fitted-recording.ts';
import { writePens } from '../../data/formats/pens-writer.ts';
import { homeFolders } from '../../data/home.ts';
import { readRecordings, type PenRecording } from '../../data/recording.ts';
import { isSession, readConfiguration } from '../../data/sessions/session-reader.ts';
import { versionFolder } from '../../data/writers/versions.ts';
import { writerFolders } from '../../data/writers/writer-folders.ts';
import { fewestTakes } from '../../contract/adaptation.ts';
import { learningThreads } from '../../learning/adaptation/adapt.ts';
import { runAdaptation } from '../../learning/adaptation/run-adaptation.ts';
import { keepBack, type KeptBack } from '../../learning/pen-fit/keep-back.ts';
import {
  checkCount,
  fitNewPen,
  readKeptBack,
  type KeptBackReading,
} from '../../learning/pen-fit/new-pen.ts';
import { judgePen } from '../../learning/pen-fit/pen-verdict.ts';
import { dictionaryFiles, openLanguages } from '../../library/languages.ts';
import { namedProfile } from '../../library/pen-profiles.ts';
import { defaultModel, modelFolders } from '../../library/places.ts';
import { genericProfile, parsePenProfile, type PenProfile } from '../../pen/profiles.ts';
import { readsLetters } from '../../recognizer/language/label-kinds.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { multiply } from '../../simulator/rotation.ts';
import {
  adaptWriterWith,
  existingWriter,
  type AdaptedWriter,
  type LearntWriter,
} from '../adapted-writer.ts';
import { learnCharacters } from '../new-pen/characters.ts';
import { newPenFields, newPenJson, newPenText } from '../new-pen/report.ts';
import { storeProfile, titleOf } from '../new-pen/store.ts';
import { addBackendOption, openOnBackend, type BackendOption } from '../options/compute.ts';
import { defaultLanguages, languageNames } from '../options/language-options.ts';
import { chooseLearning } from '../options/learning-place.ts';
import { wholeNumber } from '../options/number-options.ts';
import { recordingKinds } from '../options/recording-kinds.ts';
import { adaptationProgress } from '../print/adaptation-progress.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { ProgressLine } from '../print/progress-line.ts';
import { stoppable } from '../stopping.ts';

interface NewPenOptions extends BackendOption {
  readonly recordings: readonly string[];
  readonly labels?: boolean;
  readonly characters?: boolean;
  readonly name?: string;
  readonly profile?: string;
  readonly writer?: string;
  readonly model?: string;
  readonly language?: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
}

export function addNewPenCommand(command: Command): void {
  command
    .requiredOption('--recordings <file...>', `what was written with the pen; ${recordingKinds}`)
    .option(
      '--labels',
      'learn from what the recordings say was written in them: the pen is found more surely, and every writer with five or more is learnt too',
    )
    .option(
      '--characters',
      'read single letters with this pen: two of each, labelled, are learnt (implies --labels)',
    )
    .option('--name <title>', 'of the pen (default: New pen)')
    .option(
      '--profile <id or file>',
      'how the pen is connected and what it sends; where it was fitted before, the pen is taken as it is there and only the writer is learnt (default: found out by itself)',
    )
    .option('--writer <name>', 'whose hand it is (default: as the recordings say)')
    .option('--model <name>', `model folder or name to start from (default: ${defaultModel})`)
    .option(
      '--language <names>',
      'dictionaries that tell words from other strings (default: english)',
      languageNames,
    )
    .option('--seed <number>', 'decides which recordings are kept back', wholeNumber, 1);
  addBackendOption(command)
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', newPenFields)
    .action((options: NewPenOptions) =>
      stoppable((signal) => newPen(options, signal), 'Stopped; the pen was not stored.'),
    );
}

async function newPen(options: NewPenOptions, signal: AbortSignal): Promise<void> {
  const problems = new ProblemReport();
  const recordings = await readAll(options, problems);
  checkCount(recordings.length);
  const findings = judgePen(recordings);
  const base = await baseProfile(options);
  if (options.characters === true) {
    const outcome = await learnCharacters(recordings, { ...options, base, findings });
    problems.finish();
    process.stdout.write(options.json === true ? outcome.json : outcome.text);
    return;
  }
  const parts = divide(recordings, options);
  const languages = await openLanguages(options.language ?? defaultLanguages);
  const recognizer = await openReader(options);
  try {
    const fit = base.known
      ? base.fit
      : await fitNewPen(recognizer, parts.learning, {
          ...{ languages, signal, labels: options.labels === true },
          onProgress: searchProgress(),
        });
    const nothing = await readKeptBack(recognizer, parts.keptBack, { fit: {}, languages });
    const pen = await readKeptBack(recognizer, parts.keptBack, { fit, languages });
    const profile = profileOf(base, fit);
    const title = titleOf(profile, options.name);
    const writers =
      options.labels === true ? await learnWriters(options, { parts, fit, title, signal }) : [];
    const stored = await storeProfile(profile, options.name);
    const writer = await readWithWriters(writers, {
      ...{ options, recognizer, parts, fit, languages },
    });
    problems.finish();
    const report = {
      ...{ findings, parts, fit, stored, known: base.known, writers },
      labels: options.labels === true,
      readings: { nothing, pen, ...(writer && { writer }) },
      problems,
    };
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(newPenJson(report), undefined, 2)}\n`
        : newPenText(report),
    );
  } finally {
    await recognizer.dispose();
  }
}

async function readAll(
  { recordings: files, writer }: NewPenOptions,
  problems: ProblemReport,
): Promise<PenRecording[]> {
  const all: PenRecording[] = [];
  for (const file of files) {
    for await (const recording of readRecordings(file, { onProblem: problems.add })) {
      if (recording.timesMs.length < 2) continue;
      all.push(writer === undefined ? recording : { ...recording, writer });
    }
  }
  return all;
}

interface BaseProfile {
  readonly profile: PenProfile;
  readonly fit: ProfileFit;
  /** The pen was fitted before: nothing is searched for. */
  readonly known: boolean;
  /** The recordings have gone through the profile already: what is found comes on top of it. */
  readonly applied: boolean;
}

/** As named; of recorded sessions the profile that they were made with. */
async function baseProfile({ profile, recordings }: NewPenOptions): Promise<BaseProfile> {
  const sessions: string[] = [];
  for (const file of recordings) if (await isSession(file)) sessions.push(file);
  if (sessions.length > 0 && sessions.length < recordings.length) {
    throw new UserError(
      'new-pen-sources',
      'Recorded sessions have gone through a profile already, other files have not.',
      'Give sessions alone, or files alone.',
    );
  }
  if (profile !== undefined) {
    const named = await namedProfile(profile);
    const fit = fitOf(named);
    const known = Object.keys(fit).length > 0;
    const applied = sessions.length > 0;
    return { profile: named, fit: applied ? {} : fit, known, applied };
  }
  const [first] = sessions;
  const recorded = first === undefined ? undefined : await readConfiguration(first);
  if (recorded?.profile === undefined) {
    return { profile: genericProfile, fit: {}, known: false, applied: false };
  }
  const own = parsePenProfile(JSON.stringify(recorded.profile));
  return { profile: own, fit: {}, known: false, applied: true };
}

function fitOf({ mounting, pace, smoothingHz }: ProfileFit): ProfileFit {
  return {
    ...(mounting && { mounting }),
    ...(pace !== undefined && { pace }),
    ...(smoothingHz !== undefined && { smoothingHz }),
  };
}

/** The base with what was found, on top of what its recordings have gone through already. */
function profileOf({ profile, applied }: BaseProfile, fit: ProfileFit): PenProfile {
  const { mounting, pace, smoothingHz, ...rest } = profile;
  if (!applied) return { ...rest, ...fit };
  const turned =
    mounting && fit.mounting ? multiply(fit.mounting, mounting) : (fit.mounting ?? mounting);
  const both = (pace ?? 1) * (fit.pace ?? 1);
  const smoothed = fit.smoothingHz ?? smoothingHz;
  return {
    ...rest,
    ...(turned && { mounting: [...turned] }),
    ...(both !== 1 && { pace: both }),
    ...(smoothed !== undefined && { smoothingHz: smoothed }),
  };
}

/** @throws UserError `new-pen-labels` */
function divide(recordings: readonly PenRecording[], { labels, seed }: NewPenOptions): KeptBack {
  const labelled = recordings.filter(({ label }) => (label?.trim() ?? '') !== '');
  if (labels !== true) return keepBack(recordings, seed);
  if (labelled.length === 0) {
    throw new UserError(
      'new-pen-labels',
      'No recording says what was written in it: there are no labels to learn from.',
      'Give recordings with a “label” on each line, or leave out --labels.',
    );
  }
  checkCount(labelled.length);
  return keepBack(labelled, seed);
}

/** @throws UserError `unknown-pen-model` */
async function openReader(options: NewPenOptions): Promise<Recognizer> {
  const recognizer = await openOnBackend(options.model ?? defaultModel, options, {
    languageNames: options.language ?? defaultLanguages,
  });
  if (readsLetters(recognizer.manifest.alphabet)) return recognizer;
  const { name } = recognizer.manifest;
  await recognizer.dispose();
  throw new UserError(
    'unknown-pen-model',
    `“${name}” reads no words: nothing tells what of it makes sense.`,
    'Choose a model that reads words with --model.',
  );
}

function searchProgress(): (done: number) => void {
  const progress = new ProgressLine(100, 'hundredths of the search for how the pen is built');
  return (done) => progress.update(Math.round(100 * done));
}

/** Every writer by themselves, from recordings as the fitted pen would have made them. */
async function learnWriters(
  options: NewPenOptions,
  {
    parts,
    fit,
    title,
    signal,
  }: {
    readonly parts: KeptBack;
    readonly fit: ProfileFit;
    /** Of the pen. */
    readonly title: string;
    readonly signal: AbortSignal;
  },
): Promise<LearntWriter[]> {
  const model = await resolveModel(options.model ?? defaultModel, { folders: modelFolders() });
  const { backend } = options;
  await chooseLearning(
    { network: model.manifest.network, threads: learningThreads },
    backend === undefined ? {} : { backend },
  );
  const learnt: LearntWriter[] = [];
  const names = [...new Set(parts.learning.map(({ writer = '' }) => writer))];
  for (const named of names) {
    const own = parts.learning.filter(({ writer = '' }) => writer === named);
    if (own.length < fewestTakes) continue;
    const name = named === '' ? `Writer of ${title}` : named;
    process.stderr.write(`Learning the hand of ${name} …\n`);
    const adapted = await adaptUnlessTooFew(await existingWriter(name), {
      newWriter: { name, ...(options.model !== undefined && { model: options.model }) },
      base: model.manifest.name,
      learn: async (writer, output) => {
        const { root } = writerFolders(homeFolders(), writer.id);
        const takes = join(root, `.takes-${process.pid}.ndjson`);
        try {
          await writePens(
            takes,
            own.map((one) => fittedRecording(one, fit)),
          );
          return await runAdaptation(
            {
              ...{ model: model.folder, recordings: [takes], output },
              title: `${model.manifest.title}, ${writer.name}, ${title}`,
              dictionaries: await dictionaryFiles(writer.language),
              seed: options.seed,
            },
            { signal, onProgress: adaptationProgress() },
          );
        } finally {
          await rm(takes, { force: true });
        }
      },
    });
    if (adapted) learnt.push({ ...adapted, named });
  }
  return learnt;
}

/** A pen is worth keeping, too, where one of its writers wrote nothing that can be learnt. */
async function adaptUnlessTooFew(
  ...args: Parameters<typeof adaptWriterWith>
): Promise<AdaptedWriter | undefined> {
  try {
    return await adaptWriterWith(...args);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'adapt-takes') throw error;
    process.stderr.write(`${error.message}\n→ ${error.remedy}\n`);
    return undefined;
  }
}

/** Undefined where no writer has a version that reads better. */
async function readWithWriters(
  writers: readonly LearntWriter[],
  {
    options,
    recognizer,
    parts,
    ...reading
  }: {
    readonly options: NewPenOptions;
    readonly recognizer: Recognizer;
    readonly parts: KeptBack;
    readonly fit: ProfileFit;
    readonly languages: Awaited<ReturnType<typeof openLanguages>>;
  },
): Promise<KeptBackReading | undefined> {
  const readers = new Map<string, Recognizer>();
  try {
    for (const { named, writer, version } of writers) {
      if (!version) continue;
      const folder = await versionFolder(homeFolders(), writer.id, version.version);
      const languages = { languageNames: options.language ?? defaultLanguages };
      readers.set(named, await openOnBackend(folder, options, languages));
    }
    if (readers.size === 0) return undefined;
    return await readKeptBack(recognizer, parts.keptBack, {
      ...reading,
      readerOf: ({ writer = '' }) => readers.get(writer) ?? recognizer,
    });
  } finally {
    for (const reader of readers.values()) await reader.dispose();
  }
}

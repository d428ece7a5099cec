import type { ReadingAgain } from '../contract/ipc.ts';
import type { HomeFolders } from '../data/home.ts';
import { readRecordings } from '../data/recording.ts';
import { readDictionary } from '../data/writers/dictionary.ts';
import { readWriter } from '../data/writers/writers.ts';
import { dictionaryLanguages } from '../library/languages.ts';
import { openRecognizer } from '../library/models.ts';
import { defaultModel } from '../library/places.ts';
import { recognizeReadings } from '../recognizer/recognize-readings.ts';
import { modelForWriter } from './writer-model.ts';

export interface ReadAgainOptions extends Omit<ReadingAgain, 'name'> {
  /** Names of the dictionaries where no writer says them. */
  readonly languages: readonly string[];
}

/**
 * What another model or another writer's version reads in a recorded session, piece by piece, in the
 * order in which they were written. The recording stays as it is. Runs on the processor, beside the pen.
 * @throws UserError where model, writer or recording cannot be had
 */
export async function readAgain(
  home: HomeFolders,
  folder: string,
  { model: named, writer: id, languages }: ReadAgainOptions,
): Promise<readonly string[]> {
  const writer = id === undefined ? undefined : await readWriter(home, id);
  const choice = { usual: defaultModel, ...(named !== undefined && { named }) };
  const model =
    writer === undefined
      ? (named ?? defaultModel)
      : (await modelForWriter(home, writer, choice)).model;
  const recognizer = await openRecognizer(model, {
    languageNames: writer === undefined ? languages : dictionaryLanguages[writer.language],
    ownWords: writer === undefined ? [] : await readDictionary(home, writer.id),
  });
  try {
    const texts: string[] = [];
    for await (const recording of readRecordings(folder)) {
      const before = texts.join(' ');
      texts.push((await recognizeReadings(recognizer, recording, { before })).text);
    }
    return texts;
  } finally {
    await recognizer.dispose();
  }
}

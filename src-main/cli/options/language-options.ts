import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../contract/alerts.ts';
import { homeFolders } from '../../data/home.ts';
import { readDictionary } from '../../data/writers/dictionary.ts';
import { readWriter } from '../../data/writers/writers.ts';
import { dictionaryLanguages } from '../../library/languages.ts';
import type { OpenRecognizerOptions } from '../../library/models.ts';

export interface LanguageOptions {
  /** Whose own words are known besides, and whose language is read where none is named. */
  readonly writer?: string;
  readonly language?: readonly string[];
  readonly lexicon?: string;
}

/** What reads where the user says nothing. */
export const defaultLanguages = ['english'] as const;

/** @param otherwise what holds where the user says nothing */
export function addLanguageOptions(
  command: Command,
  otherwise = 'english, for models that read letters',
): Command {
  return command
    .option(
      '--language <names>',
      `dictionaries to read with, for example english or english,german; none for the network alone (default: ${otherwise})`,
      languageNames,
    )
    .option(
      '--lexicon <file>',
      'one text a line, of which one was written and nothing else: always the likeliest of them is read',
    );
}

/** `none` is no name: it stands for no dictionary. */
export function languageNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'none');
}

/**
 * What a recogniser is opened with.
 * @throws UserError `lexicon` when it cannot be read, `writer-unknown`
 */
export async function recognizerOptions({
  language,
  lexicon,
  writer,
}: LanguageOptions): Promise<
  Pick<OpenRecognizerOptions, 'languageNames' | 'lexicon' | 'ownWords'>
> {
  if (lexicon === undefined) {
    if (writer === undefined) return { languageNames: language ?? defaultLanguages };
    const person = await readWriter(homeFolders(), writer);
    return {
      languageNames: language ?? dictionaryLanguages[person.language],
      ownWords: await readDictionary(homeFolders(), person.id),
    };
  }
  const text = await readFile(lexicon, 'utf8').catch((cause: unknown) => {
    throw new UserError(
      'lexicon',
      `The lexicon ${lexicon} cannot be read.`,
      'Name a text file with one word a line.',
      { cause },
    );
  });
  return { lexicon: text.split(/\r?\n/u) };
}

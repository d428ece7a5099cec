import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { UserError } from '../contract/alerts.ts';
import type { OpenRecognizerOptions } from '../live/models.ts';

export interface LanguageOptions {
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
 * @throws UserError `lexicon` when it cannot be read
 */
export async function recognizerOptions({
  language = defaultLanguages,
  lexicon,
}: LanguageOptions): Promise<Pick<OpenRecognizerOptions, 'languageNames' | 'lexicon'>> {
  if (lexicon === undefined) return { languageNames: language };
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

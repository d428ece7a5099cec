import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { UserError } from '../contract/alerts.ts';
import { openLanguages } from '../live/languages.ts';
import type { RecognizerOptions } from '../recognizer/recognizer.ts';

export interface LanguageOptions {
  readonly language?: readonly string[];
  readonly lexicon?: string;
}

/** What reads where the user says nothing. */
export const defaultLanguages = ['english'] as const;

export function addLanguageOptions(command: Command): Command {
  return command
    .option(
      '--language <names>',
      'dictionaries to read with, for example english or english,german; none for the network alone (default: english, for models that read letters)',
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
 * @throws UserError `language-unknown`, `language-damaged`, `language-lexicon`
 */
export async function recognizerOptions({
  language = defaultLanguages,
  lexicon,
}: LanguageOptions): Promise<Pick<RecognizerOptions, 'languages' | 'lexicon'>> {
  if (lexicon === undefined) return { languages: await openLanguages(language) };
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

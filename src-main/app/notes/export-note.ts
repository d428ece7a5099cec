import { isBreak, noteTitle, placeWords, type NoteWord } from '../../contract/notes.ts';
import { shownWord } from '../../contract/text.ts';
import type { StoredNote } from './note-file.ts';

export const exportFormats = ['txt', 'md', 'html', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The format that the name of a file asks for; text where it asks for none. */
export function formatOf(file: string): ExportFormat {
  const ending = /\.([^./\\]+)$/u.exec(file)?.[1]?.toLowerCase();
  if (ending === 'markdown') return 'md';
  if (ending === 'htm') return 'html';
  return exportFormats.find((format) => format === ending) ?? 'txt';
}

/** What a note is proposed to be saved as: its date and first words, fit for every file system. */
export function fileNameOf(note: StoredNote): string {
  const title = noteTitle({ ...note, text: placeWords(note.words).text });
  const words = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/[. ]+$/u, '')
    .trim();
  return `${dateOf(note.createdAt)}${words === '' ? '' : ` ${words}`}.txt`;
}

export function exportNote(note: StoredNote, format: ExportFormat): string {
  switch (format) {
    case 'txt':
      return `${placeWords(note.words).text}\n`;
    case 'md':
      return markdown(note);
    case 'html':
      return html(note);
    case 'json':
      return json(note);
  }
}

function paragraphsOf(words: readonly NoteWord[]): string[] {
  return placeWords(words)
    .text.split('\n')
    .filter((text) => text !== '');
}

function markdown(note: StoredNote): string {
  const heading = note.title ?? dateOf(note.createdAt);
  const paragraphs = paragraphsOf(note.words).map(escapeMarkdown);
  return `${[`# ${escapeMarkdown(heading)}`, ...paragraphs].join('\n\n')}\n`;
}

function html(note: StoredNote): string {
  const heading = escapeHtml(note.title ?? dateOf(note.createdAt));
  const paragraphs = paragraphsOf(note.words).map((text) => `<p>${escapeHtml(text)}</p>`);
  return [
    '<!doctype html>',
    '<html>',
    `<head><meta charset="utf-8"><title>${heading}</title></head>`,
    '<body>',
    `<h1>${heading}</h1>`,
    ...paragraphs,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Everything that is known of each word, for other programs (docs/formats/notes.md). */
function json({ title, createdAt, words }: StoredNote): string {
  const exported = words.map((word) =>
    isBreak(word)
      ? { break: true }
      : {
          text: shownWord(word),
          ...(word.text !== '' && { read: word.text, confidence: word.confidence }),
          ...(word.corrected !== undefined && { corrected: true }),
          ...(word.writtenAt !== undefined && {
            writtenAt: new Date(word.writtenAt).toISOString(),
          }),
          ...(word.endMs > 0 && { startMs: word.startMs, endMs: word.endMs }),
          alternatives: word.alternatives,
        },
  );
  const document = {
    format: 'quillwave-text',
    formatVersion: 1,
    ...(title !== undefined && { title }),
    createdAt: new Date(createdAt).toISOString(),
    text: placeWords(words).text,
    words: exported,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function dateOf(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** What would begin a heading, a list or an emphasis stands for itself. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/gu, '\\$&').replace(/^(\d*)([-+.])(?=\s)/u, '$1\\$2');
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/gu, (character) => entities[character]!);
}

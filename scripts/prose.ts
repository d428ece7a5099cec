import { lexer, walkTokens, type Token, type Tokens } from 'marked';

/** A place where a page breaks a rule of docs/inside/writing.md. */
export interface ProseFault {
  readonly page: string;
  readonly rule: 'sentence' | 'link' | 'path' | 'command' | 'figures';
  /** What is wrong, with the words that are meant. */
  readonly message: string;
}

/** What exists, so that a page can be held against it. */
export interface Surroundings {
  /** Text of the page at a path relative to the root; undefined if there is no such page. */
  readonly pageAt: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  /** Scripts of package.json. */
  readonly scripts: ReadonlySet<string>;
  /** Verbs of the program, each with its options (`--json`) and the names of verbs below it. */
  readonly verbs: ReadonlyMap<string, VerbWords>;
}

export interface VerbWords {
  readonly options: ReadonlySet<string>;
  readonly verbs: ReadonlySet<string>;
}

export const longestSentence = 25;

/** Every fault of a page. @param page its path relative to the root, with slashes */
export function proseFaults(page: string, text: string, around: Surroundings): ProseFault[] {
  const tokens = lexer(text);
  const found = [
    ...longSentences(tokens).map((message) => ({ rule: 'sentence' as const, message })),
    ...deadLinks(page, text, around).map((message) => ({ rule: 'link' as const, message })),
    ...wrongCode(text, around),
    ...namelessFigures(tokens).map((message) => ({ rule: 'figures' as const, message })),
  ];
  return found.map((fault) => ({ page, ...fault }));
}

/** Sentences of more than 25 words, in paragraphs, headings, items of lists and cells of tables alike. */
function longSentences(tokens: readonly Token[]): string[] {
  return blocksOf(tokens)
    .flatMap((block) => sentencesOf(block))
    .flatMap((sentence) => {
      const count = wordsOf(sentence);
      return count > longestSentence ? [`${count} words: ${sentence}`] : [];
    });
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

export function sentencesOf(text: string): string[] {
  return [...segmenter.segment(text.replace(/\s+/gu, ' '))].map(({ segment }) => segment.trim());
}

/** Words between white space; a span of code counts as one, marks alone as none. */
export function wordsOf(sentence: string): number {
  return sentence.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The texts that are read in one go, without marks; code inside counts as a word. */
function blocksOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token): string[] => {
    switch (token.type) {
      case 'paragraph':
      case 'heading':
      case 'text':
        return [plain((token as Tokens.Text).tokens ?? [token])];
      case 'list':
        return (token as Tokens.List).items.flatMap((item) => blocksOf(item.tokens));
      case 'blockquote':
        return blocksOf((token as Tokens.Blockquote).tokens);
      case 'table':
        return cellsOf(token as Tokens.Table).map(({ tokens: inner }) => plain(inner));
      default:
        return [];
    }
  });
}

const cellsOf = ({ header, rows }: Tokens.Table) => [...header, ...rows.flat()];

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'codespan') return 'Code';
      if (token.type === 'br') return ' ';
      if (token.type === 'html') return '';
      const { tokens: inner, text } = token as Tokens.Generic;
      return inner ? plain(inner) : String(text ?? token.raw);
    })
    .join('');
}

/** Relative links, to pages, their headings, files and pictures, that lead nowhere. */
function deadLinks(page: string, own: string, around: Surroundings): string[] {
  return every(lexer(own)).flatMap((token) => {
    if (token.type !== 'link' && token.type !== 'image') return [];
    const { href } = token as Tokens.Link;
    if (/^[a-z]+:/u.test(href)) return [];
    const [path = '', anchor] = href.split('#');
    const target = resolved(page, path);
    if (path !== '' && !around.exists(target)) return [`${href} is not there`];
    if (anchor === undefined) return [];
    const text = path === '' ? own : around.pageAt(target);
    return text !== undefined && anchorsOf(text).has(anchor)
      ? []
      : [`${href}: no heading of that name`];
  });
}

function every(tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  void walkTokens([...tokens], (token) => {
    found.push(token);
  });
  return found;
}

/** A path beside a page, relative to the root. */
function resolved(page: string, path: string): string {
  return new URL(path, `file:///${page}`).pathname.slice(1).replace(/\/$/u, '');
}

/** Headings as GitHub names them. */
export function anchorsOf(text: string): Set<string> {
  const headings = lexer(text).filter(({ type }) => type === 'heading') as Tokens.Heading[];
  return new Set(headings.map(({ text: heading }) => anchorOf(heading)));
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /gu, '-');
}

/** Commands and paths in code that do not exist, but for files that the page has its reader create. */
function wrongCode(page: string, around: Surroundings): Pick<ProseFault, 'rule' | 'message'>[] {
  const created = new Set([...page.matchAll(/Create `([^`]+)`/gu)].map(([, path]) => path));
  return every(lexer(page)).flatMap((token) => {
    if (token.type !== 'codespan' && token.type !== 'code') return [];
    const { text } = token as Tokens.Code;
    const paths = token.type === 'codespan' && !created.has(text) ? deadPaths(text, around) : [];
    return [
      ...paths.map((message) => ({ rule: 'path' as const, message })),
      ...commandsOf(text)
        .flatMap((command) => wrongCommand(command, around))
        .map((message) => ({ rule: 'command' as const, message })),
    ];
  });
}

const folders =
  /^(?:src-main|src-renderer|scripts|docs|test|models|examples|packaging|bin)\/[\w./-]+$/u;

/** Paths from the root; names in capitals stand for something else. */
function deadPaths(code: string, { exists }: Surroundings): string[] {
  if (!folders.test(code) || /[A-Z]{3}/u.test(code)) return [];
  return exists(code.replace(/\/$/u, '')) ? [] : [`\`${code}\` is not there`];
}

/** Commands of ours, as lists of words, without what a shell puts around them. */
function commandsOf(code: string): string[][] {
  return code
    .replace(/\\\n/gu, ' ')
    .split(/\n|&&|\|\s|;\s| & /u)
    .map((line) => line.replace(/#.*$/u, '').trim().split(/\s+/u))
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/u.test(word))));
}

function wrongCommand(words: readonly string[], around: Surroundings): string[] {
  const [program, ...more] = words;
  if (program === 'npm') return wrongScript(more, around);
  if (program === 'quillwave') return more[0] === undefined ? [] : wrongVerb(more, around);
  if (program === 'npx' && more[1] === 'src-main/cli/index.ts')
    return wrongVerb(more.slice(2), around);
  return [];
}

const ofNpm = new Set(['ci', 'install', 'audit', 'version']);

function wrongScript(words: readonly string[], around: Surroundings): string[] {
  const [first, ...more] = words.filter((word) => word !== '-s' && word !== '--silent');
  if (first === undefined || ofNpm.has(first)) return [];
  const [name = '', ...rest] = first === 'run' ? more : [first, ...more];
  if (!around.scripts.has(name)) return [`npm has no script “${name}”: ${words.join(' ')}`];
  return around.verbs.has(name)
    ? wrongVerb([name, ...rest.filter((word) => word !== '--')], around)
    : [];
}

/** A verb that is not there, or an option that it does not have. */
function wrongVerb([name = '', ...rest]: readonly string[], { verbs }: Surroundings): string[] {
  if (name.startsWith('-') || /^[A-Z]+$/u.test(name)) return [];
  const verb = verbs.get(name);
  if (!verb) return [`there is no verb “${name}”`];
  return rest
    .map((word) => /^\[?(--[a-z-]+)/u.exec(word)?.[1])
    .filter((option) => option !== undefined && option !== '--help' && !verb.options.has(option))
    .map((option) => `“${name}” has no option ${option}`);
}

/** Tables of measured figures in sections that name no command which prints them. */
function namelessFigures(tokens: readonly Token[]): string[] {
  return sectionsOf(tokens).flatMap(({ title, tokens: section }) => {
    const measured = section.some((token) => isMeasured(token));
    const command = every(section).some(
      (token) =>
        (token.type === 'codespan' || token.type === 'code') &&
        /\b(?:npm|npx|quillwave) /u.test((token as Tokens.Code).text),
    );
    return measured && !command ? [`the figures under “${title}” name no command`] : [];
  });
}

function sectionsOf(tokens: readonly Token[]) {
  const sections: { title: string; tokens: Token[] }[] = [{ title: '', tokens: [] }];
  for (const token of tokens) {
    if (token.type === 'heading')
      sections.push({ title: (token as Tokens.Heading).text, tokens: [] });
    else sections.at(-1)!.tokens.push(token);
  }
  return sections;
}

/** A table of which a third, the first column left aside, are percentages or fractions. */
function isMeasured(token: Token): boolean {
  if (token.type !== 'table') return false;
  const cells = (token as Tokens.Table).rows.flatMap(([, ...row]) => row).map(({ text }) => text);
  const figures = cells.filter((text) => /^[*−+-]*\d[\d,]*(?:\.\d+| ?%)/u.test(text));
  return cells.length > 0 && figures.length * 3 >= cells.length;
}

import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { CharacterModel } from './character-model.ts';
import { Followers } from './followers.ts';
import type { Language } from './language.ts';
import { LetterTree } from './letter-tree.ts';
import { WordTree } from './word-tree.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(1));
const headerSchema = v.strictObject({
  format: v.literal('quillwave-language'),
  formatVersion: v.picklist([1, 2]),
  name: v.string(),
  title: v.string(),
  source: v.string(),
  licence: v.string(),
  letters: v.pipe(v.array(v.string()), v.maxLength(254)),
  capitals: v.number(),
  wordNodes: size,
  /** A word's weight is exp(its byte × this), 0 for none. */
  weightStep: v.number(),
  ngramNodes: size,
  /** An n-gram's share is exp(−its byte × this), 255 for none. */
  shareStep: v.number(),
  /** Pairs of words (version 2); left out where only single words are known. */
  followers: v.exactOptional(size),
});

const shareStep = 1 / 16;
const noShare = 255;

/**
 * A language as bytes, gzip over: the length of the header (uint32, little-endian), the header as
 * JSON, then one byte a node each: codes, child counts, weights of small words, weights of capitalised
 * ones; and codes, child counts, shares of the n-grams. Then, if pairs of words are known, by the word
 * before how many follow it, what each number adds to the one before it, and their shares. Weights and
 * shares are rounded to a few per cent; the probabilities made of them sum to 1 all the same.
 */
export function packLanguage(language: Language): Uint8Array {
  const { words, characters, followers } = language;
  const heaviest = Math.max(largest(words.small), largest(words.capital));
  const weightStep = Math.max(1 / 12, Math.log(heaviest) / 254);
  const header: v.InferOutput<typeof headerSchema> = {
    format: 'quillwave-language',
    // What holds no pairs can be read by the programs that knew none.
    formatVersion: followers === undefined ? 1 : 2,
    name: language.name,
    title: language.title,
    source: language.source,
    licence: language.licence,
    letters: [...language.letters],
    capitals: language.capitals,
    wordNodes: words.tree.size,
    weightStep,
    ngramNodes: characters.tree.size,
    shareStep,
    ...(followers && { followers: followers.shares.length }),
  };
  // Byte 0 says that there is no word, so the least weight is e^step: scale does not matter.
  const weightByte = (weight: number) =>
    weight > 0 ? Math.min(255, 1 + Math.max(0, Math.round(Math.log(weight) / weightStep))) : 0;
  // Rounded down, so that the shares of a context never sum to more than 1.
  const shareByte = (share: number) =>
    share > 0 ? Math.min(noShare, Math.ceil(-Math.log(share) / shareStep)) : noShare;
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, headerBytes.length, true);
  return gzipSync(
    Buffer.concat([
      length,
      headerBytes,
      words.tree.codes,
      words.tree.childCounts,
      Uint8Array.from(words.small, weightByte),
      Uint8Array.from(words.capital, weightByte),
      characters.tree.codes,
      characters.tree.childCounts,
      Uint8Array.from(characters.discounted, shareByte),
      ...(followers ? [packFollowers(followers, shareByte)] : []),
    ]),
    { level: 9 },
  );
}

/** @throws UserError `language-damaged` or `language-version` */
export function unpackLanguage(file: Uint8Array, origin: string): Language {
  try {
    const bytes = gunzipSync(file);
    const headerLength = bytes.readUInt32LE(0);
    const json: unknown = JSON.parse(bytes.toString('utf8', 4, 4 + headerLength));
    const version = (json as { formatVersion?: unknown }).formatVersion;
    if (typeof version === 'number' && version > 2) throw newerVersion(origin, version);
    const header = v.parse(headerSchema, json);
    let offset = 4 + headerLength;
    const take = (count: number): Uint8Array => {
      const part = Uint8Array.from(bytes.subarray(offset, offset + count));
      if (part.length !== count) throw new RangeError('it ends too early');
      offset += count;
      return part;
    };
    const { name, title, source, licence, letters, capitals } = header;
    const wordTree = new LetterTree(take(header.wordNodes), take(header.wordNodes));
    const weights = Float64Array.from({ length: 256 }, (_, byte) =>
      byte === 0 ? 0 : Math.exp((byte - 1) * header.weightStep),
    );
    const small = Float64Array.from(take(header.wordNodes), (byte) => weights[byte]!);
    const capital = Float64Array.from(take(header.wordNodes), (byte) => weights[byte]!);
    const ngrams = new LetterTree(take(header.ngramNodes), take(header.ngramNodes));
    const shares = Float32Array.from({ length: 256 }, (_, byte) =>
      byte === noShare ? 0 : Math.exp(-byte * header.shareStep),
    );
    const discounted = new Float32Array(header.ngramNodes);
    take(header.ngramNodes).forEach((byte, node) => (discounted[node] = shares[byte]!));
    const words = new WordTree(wordTree, small, capital);
    const followers =
      header.followers === undefined
        ? undefined
        : unpackFollowers(bytes.subarray(offset), header.followers, words, shares);
    return {
      ...{ name, title, source, licence, letters, capitals, words },
      characters: new CharacterModel(ngrams, discounted, letters.length),
      ...(followers && { followers }),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'language-damaged',
      `${origin} is no language of this program (${error instanceof Error ? error.message : String(error)}).`,
      'Build it again (docs/use/language.md), or choose another language.',
      { cause: error },
    );
  }
}

/** Numbers of seven bits a byte, the lowest first; the highest bit says that there is more. */
function packFollowers(
  { starts, followers, shares }: Followers,
  shareByte: (share: number) => number,
): Uint8Array {
  const bytes: number[] = [];
  const add = (value: number) => {
    let rest = value;
    for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
    bytes.push(rest);
  };
  for (let before = 0; before + 1 < starts.length; before += 1) {
    const [from, to] = [starts[before]!, starts[before + 1]!];
    add(to - from);
    for (let index = from; index < to; index += 1) {
      add(followers[index]! - (index === from ? 0 : followers[index - 1]!));
    }
  }
  return Uint8Array.from([...bytes, ...Array.from(shares, shareByte)]);
}

/** @throws RangeError when they end too early or name no word */
function unpackFollowers(
  bytes: Uint8Array,
  count: number,
  words: WordTree,
  shareOf: Float32Array,
): Followers {
  let offset = 0;
  const take = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[offset];
      if (byte === undefined) throw new RangeError('its pairs of words end too early');
      offset += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const starts = new Uint32Array(words.wordCount + 2);
  const followers = new Uint32Array(count);
  for (let before = 0; before + 1 < starts.length; before += 1) {
    const from = starts[before]!;
    const to = from + take();
    starts[before + 1] = to;
    for (let index = from; index < to; index += 1) {
      followers[index] = take() + (index === from ? 0 : followers[index - 1]!);
    }
  }
  const known = followers.every((word) => word < words.wordCount);
  const shares = Float32Array.from(bytes.subarray(offset), (byte) => shareOf[byte]!);
  if (!known || starts.at(-1) !== count || shares.length !== count) {
    throw new RangeError('its pairs of words do not fit its words');
  }
  return new Followers(words, starts, followers, shares);
}

function newerVersion(origin: string, version: number): UserError {
  return new UserError(
    'language-version',
    `${origin} has format version ${version}; this program reads up to version 2.`,
    'Update Quillwave, or build the language again (docs/use/language.md).',
  );
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

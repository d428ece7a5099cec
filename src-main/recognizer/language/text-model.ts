import { blankLabel, type Alphabet } from '../../contract/alphabet.ts';
import {
  allShapes,
  shapes,
  shapesAfter,
  shapeTables,
  type Place,
  type ShapeTables,
} from './casing.ts';
import { boundary, type CharacterModel, type CharacterState } from './character-model.ts';
import { noFollowers, type FollowerRange } from './followers.ts';
import { labelKinds, type LabelKinds } from './label-kinds.ts';
import type { Language } from './language.ts';
import { OpenText } from './open-text.ts';
import { Separators, type Between } from './separators.ts';

export interface TextModelOptions {
  /** Share of words that are in no list, but look like some of the language; default 0.06. */
  readonly unlisted?: number;
  /** Share of strings that are no words: numbers, codes; default 0.25. */
  readonly open?: number;
  /**
   * How far a word is believed to tell the next one, 0 (not at all) to 1 (as the text says from which
   * the language's followers were learnt); default `usualContext`.
   */
  readonly context?: number;
}

/** What reads lines best; `language tune` finds better ones for a model. */
const usualContext = 0.85;

/** A language on the way through a word. */
interface Track {
  /** P(this language's list, and its n-grams, wrote the word | its letters so far). */
  readonly listed: number;
  readonly unlisted: number;
  /** P(the word is one that often follows the one before | its letters so far). */
  readonly following: number;
  /** Those that begin with its letters. */
  readonly range: FollowerRange;
  /** In the tree of words; meaningless when `listed` and `following` are 0. */
  readonly node: number;
  readonly characters: CharacterState;
}

/** A text so far. */
export interface TextState {
  /** Between two words, or undefined within one. */
  readonly between: Between | undefined;
  /** P(language) as the text so far tells, one a language. */
  readonly languages: readonly number[];
  /** Number of the last whole word, one a language; −1 where none of its list is there. */
  readonly before: readonly number[];
  /** Within a word: */
  readonly tracks: readonly Track[];
  readonly open: number;
  readonly place: Place;
  readonly shapes: number;
  /** Characters of the word. */
  readonly length: number;
  /** The last label. */
  readonly label: number;
}

/** What a word says about the language of the next one. */
const languageMemory = 0.8;

/**
 * P(text), character by character, as a mixture that is decided word by word: a word is one of a
 * language's list (by frequency), one that often follows the word before, one that looks like its words
 * (n-grams of characters), or a string of no language. How likely each of these is follows from the letters so far (Bayes), so a string
 * that no list begins with is an open string from there on and costs what open strings cost: text
 * is never forced into a dictionary. At every point the probabilities of all characters and of the end
 * of the text sum to 1, less what a language gives to letters that the alphabet lacks.
 */
export class TextModel {
  readonly #labels: LabelKinds;
  readonly #separators: Separators;
  readonly #openText: OpenText;
  readonly #shapes: readonly Readonly<Record<Place, ShapeTables>>[];
  /** By language and label the code of the letter; −1 for what is no letter of the language. */
  readonly #codes: readonly Int16Array[];
  readonly #unlisted: number;
  readonly #open: number;
  readonly #context: number;
  /** In an alphabet without capitals every word stands in small letters. */
  readonly #wordShapes: number;
  readonly start: TextState;

  /** @param languages may be none: then all words are strings of no language */
  constructor(
    alphabet: Alphabet,
    private readonly languages: readonly Language[],
    { unlisted = 0.06, open = 0.25, context = usualContext }: TextModelOptions = {},
  ) {
    this.#labels = labelKinds(alphabet);
    this.#separators = new Separators(this.#labels);
    this.#openText = new OpenText(this.#labels);
    this.#shapes = languages.map(({ capitals }) => shapeTables(capitals));
    this.#codes = languages.map(({ letters }) => {
      const codeOf = new Map(letters.map((letter, index) => [letter, index + 1]));
      return Int16Array.from(this.#labels.folded, (letter) => codeOf.get(letter ?? '') ?? -1);
    });
    this.#unlisted = unlisted;
    this.#context = context;
    this.#wordShapes = this.#labels.kinds.includes('capital') ? allShapes : shapes.small;
    this.#open = languages.length === 0 ? 1 : open;
    this.start = this.#stateBetween(
      this.#separators.beginning,
      languages.map(() => 1 / languages.length),
      languages.map(() => -1),
      blankLabel,
    );
  }

  /** P(label | state). */
  probability(state: TextState, label: number): number {
    const kind = this.#labels.kinds[label];
    if (kind === 'space' || kind === 'mark') {
      if (state.between !== undefined) return state.between.separators[label]!;
      return this.#endOfWord(state) * this.#separators.afterWord.separators[label]!;
    }
    if (state.between === undefined) return this.#withinWord(state, label);
    return state.between.word * this.#withinWord(this.#wordAt(state, state.between), label);
  }

  /** P(the text ends | state). */
  endProbability(state: TextState): number {
    if (state.between !== undefined) return state.between.end;
    return this.#endOfWord(state) * this.#separators.afterWord.end;
  }

  /** The state after one more character. */
  next(state: TextState, label: number): TextState {
    const kind = this.#labels.kinds[label];
    if (kind === 'space' || kind === 'mark') {
      const before = state.between ?? this.#separators.afterWord;
      const between = this.#separators.after(label, before);
      if (state.between !== undefined) {
        return this.#stateBetween(between, state.languages, state.before, label);
      }
      const words = state.tracks.map((track, index) => this.#wordOf(track, index));
      return this.#stateBetween(between, this.#languagesAfter(state), words, label);
    }
    const word = state.between === undefined ? state : this.#wordAt(state, state.between);
    return this.#longer(word, label);
  }

  #stateBetween(
    between: Between,
    languages: readonly number[],
    before: readonly number[],
    label: number,
  ): TextState {
    return {
      between,
      languages,
      before,
      tracks: [],
      open: 0,
      place: between.place,
      shapes: this.#wordShapes,
      length: 0,
      label,
    };
  }

  /** A word that is about to begin. */
  #wordAt({ languages, before }: TextState, { place }: Between): TextState {
    const open = this.#open;
    return {
      between: undefined,
      languages,
      before,
      tracks: this.languages.map(({ characters }, index) => {
        const range = this.#followersOf(index, before[index]!, place);
        const share = this.#context * this.#shareOf(index, range);
        const inList = (1 - open - this.#unlisted) * languages[index]!;
        return {
          listed: inList * (1 - share),
          unlisted: this.#unlisted * languages[index]!,
          following: inList * share,
          range,
          node: 0,
          characters: characters.start,
        };
      }),
      open,
      place,
      shapes: this.#wordShapes,
      length: 0,
      label: blankLabel,
    };
  }

  #withinWord(state: TextState, label: number): number {
    const { tracks, length, place, shapes, open } = state;
    const after = shapesAfter(shapes, this.#labels.kinds[label] === 'capital', length);
    let sum = open === 0 ? 0 : open * this.#openNext(state, label);
    for (let index = 0; index < tracks.length; index += 1) {
      const code = this.#codes[index]![label]!;
      if (code < 0 || after === 0) continue;
      const { listed, unlisted, following, range, node, characters } = tracks[index]!;
      const { words, followers, characters: model } = this.languages[index]!;
      const tables = this.#shapes[index]![place];
      if (listed > 0 || following > 0) {
        const child = words.tree.find(node, code);
        if (child !== 0 && listed > 0) {
          sum +=
            (listed * this.#mass(index, child, after, tables)) /
            this.#mass(index, node, shapes, tables);
        }
        if (child !== 0 && following > 0) {
          sum +=
            (following *
              this.#followersMass(index, followers!.within(range, child), after, tables)) /
            this.#followersMass(index, range, shapes, tables);
        }
      }
      if (unlisted > 0) {
        sum +=
          (unlisted * letterProbability(model, characters, code) * tables.unlisted[after]!) /
          tables.unlisted[shapes]!;
      }
    }
    return sum;
  }

  #longer(state: TextState, label: number): TextState {
    const { tracks, length, place, shapes } = state;
    const after = shapesAfter(shapes, this.#labels.kinds[label] === 'capital', length);
    let open = state.open * this.#openNext(state, label);
    let sum = open;
    const longer = tracks.map((track, index): Track => {
      const code = this.#codes[index]![label]!;
      if (code < 0 || after === 0) return { ...track, listed: 0, unlisted: 0, following: 0 };
      const { words, followers, characters: model } = this.languages[index]!;
      const tables = this.#shapes[index]![place];
      const inTree = track.listed > 0 || track.following > 0;
      const child = inTree ? words.tree.find(track.node, code) : 0;
      const listed =
        child === 0
          ? 0
          : (track.listed * this.#mass(index, child, after, tables)) /
            this.#mass(index, track.node, shapes, tables);
      const unlisted =
        track.unlisted > 0
          ? (track.unlisted *
              letterProbability(model, track.characters, code) *
              tables.unlisted[after]!) /
            tables.unlisted[shapes]!
          : 0;
      const range =
        child === 0 || track.following === 0 ? noFollowers : followers!.within(track.range, child);
      const following =
        range.from === range.to
          ? 0
          : (track.following * this.#followersMass(index, range, after, tables)) /
            this.#followersMass(index, track.range, shapes, tables);
      sum += listed + unlisted + following;
      return {
        listed,
        unlisted,
        following,
        range,
        node: child,
        characters: unlisted > 0 ? model.next(track.characters, code) : 0,
      };
    });
    open /= sum;
    return {
      between: undefined,
      languages: state.languages,
      before: state.before,
      tracks: longer.map((track) => ({
        ...track,
        listed: track.listed / sum,
        unlisted: track.unlisted / sum,
        following: track.following / sum,
      })),
      open,
      place,
      shapes: after,
      length: length + 1,
      label,
    };
  }

  #openNext({ length, label }: TextState, next: number): number {
    return length === 0 ? this.#openText.first(next) : this.#openText.next(label, next);
  }

  /** P(the word ends | its letters so far). */
  #endOfWord(state: TextState): number {
    let sum = state.open * this.#openText.stop;
    for (let index = 0; index < state.tracks.length; index += 1) sum += this.#endOf(state, index);
    return sum;
  }

  /** P(the word ends and is one of this language). */
  #endOf({ tracks, place, shapes }: TextState, index: number): number {
    const { listed, unlisted, following, range, node, characters } = tracks[index]!;
    const { words, followers, characters: model } = this.languages[index]!;
    const tables = this.#shapes[index]![place];
    let sum = 0;
    if (listed > 0) {
      const own =
        words.small[node]! * tables.small[shapes]! + words.capital[node]! * tables.capital[shapes]!;
      sum += (listed * own) / this.#mass(index, node, shapes, tables);
    }
    if (following > 0) {
      const own = followers!.endingAt(range, node);
      sum +=
        (following * this.#followersMass(index, own, shapes, tables)) /
        this.#followersMass(index, range, shapes, tables);
    }
    if (unlisted > 0) sum += unlisted * model.probability(characters, boundary);
    return sum;
  }

  /** Which word of a language's list a word was; −1 for none. */
  #wordOf({ listed, following, node }: Track, index: number): number {
    return listed + following > 0 ? this.languages[index]!.words.wordAt(node) : -1;
  }

  /** What may follow a word, or begin a sentence. */
  #followersOf(language: number, before: number, place: Place): FollowerRange {
    const { followers } = this.languages[language]!;
    if (followers === undefined || place === 'joined') return noFollowers;
    if (place === 'sentence') return followers.after(followers.sentenceStart);
    return before < 0 ? noFollowers : followers.after(before);
  }

  #shareOf(language: number, range: FollowerRange): number {
    if (range.from === range.to) return 0;
    const followers = this.languages[language]!.followers!;
    return followers.small(range) + followers.capital(range);
  }

  /** Shares of followers in the shapes that are possible. */
  #followersMass(
    language: number,
    range: FollowerRange,
    possible: number,
    tables: ShapeTables,
  ): number {
    const followers = this.languages[language]!.followers!;
    return (
      followers.small(range) * tables.small[possible]! +
      followers.capital(range) * tables.capital[possible]!
    );
  }

  #languagesAfter(state: TextState): readonly number[] {
    if (this.languages.length < 2) return state.languages;
    const ends = this.languages.map((_, index) => this.#endOf(state, index));
    const open = state.open * this.#openText.stop;
    const sum = ends.reduce((total, end) => total + end, open);
    return ends.map((end, index) => {
      // A number says nothing of the language.
      const learnt = (end + open * state.languages[index]!) / sum;
      return languageMemory * learnt + (1 - languageMemory) / ends.length;
    });
  }

  /** Mass of a node's words in the shapes that are possible. */
  #mass(language: number, node: number, possible: number, tables: ShapeTables): number {
    const { smallMass, capitalMass } = this.languages[language]!.words;
    return (
      smallMass[node]! * tables.small[possible]! + capitalMass[node]! * tables.capital[possible]!
    );
  }
}

/** P(code | state) where a word of no letters is out of the question. */
function letterProbability(model: CharacterModel, state: CharacterState, code: number): number {
  const probability = model.probability(state, code);
  return state === model.start
    ? probability / (1 - model.probability(state, boundary))
    : probability;
}

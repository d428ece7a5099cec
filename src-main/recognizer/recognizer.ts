import { openEncoder } from './encoder/open-encoder.ts';
import { UserError } from '../contract/alerts.ts';
import { labelsOf } from '../contract/alphabet.ts';
import { emptyRecognition, type Recognition } from '../contract/recognition.ts';
import { channelsIn, type SampleWindow } from '../contract/sensors.ts';
import {
  readFrames,
  readGreedily,
  type FrameReading,
  type FrameWord,
} from './decoding/read-frames.ts';
import {
  characterWindow,
  readSingleCharacter,
  withoutHeldEnd,
} from './decoding/single-character.ts';
import { type Decoding, type RecognizerOptions, decodingOf } from './decoding-of.ts';
import {
  confidenceOf,
  featuresOf,
  withConfidence,
  type ConfidenceWeights,
  type WordEvidence,
} from './decoding/word-confidence.ts';
import { encodeInChunks } from './encoder/encode-in-chunks.ts';
import type { Encoded, Encoder } from './encoder/encoder.ts';
import { readsLetters } from './language/label-kinds.ts';
import { consistsOfWords, type Language } from './language/language.ts';
import type { ModelManifest } from './model/manifest.ts';
import type { ModelPackage } from './model/package.ts';
import { doubtHoles } from './input/holes.ts';
import { normalizeWindow } from './input/normalization.ts';
import { atTempo, mostAgreed, wordsTogether } from './tempi.ts';
import { TemplateMatcher } from './templates/templates.ts';
import type { Series } from './templates/time-warping.ts';
import { toRecognition } from './to-recognition.ts';

export interface RecognizeOptions {
  /**
   * For text that is still being written: without languages the best path only, without
   * alternatives; with them a narrow search. Confidences mean the same. Default false.
   */
  readonly partial?: boolean;
  /** Also `greedyText`. Default false. */
  readonly withGreedy?: boolean;
  /** Also what the confidence of each word is estimated from. Default false. */
  readonly withFeatures?: boolean;
  /** The text that stands before what is read; only languages make use of it. Default none. */
  readonly before?: string;
}

/** Of a text before, more than a few words say nothing more. */
const longestBefore = 80;

/** Other readings of a word, where the caller says nothing (`DecodingOptions`). */
const usualAlternatives = 5;

/** Nothing that a pen can write is shorter; ms. */
const shortestMs = 50;

/** Normalised, length × channels. */
interface NetworkInput extends Series {
  readonly rateHz: number;
  readonly values: Float32Array;
}

/** A window read at one tempo. */
interface Attempt {
  readonly text: string;
  readonly confidence: number;
  /** What else the whole text may be, where it is a single word. */
  readonly alternatives: FrameWord['alternatives'];
  readonly reading: FrameReading;
  /** Of the window as it was written. */
  readonly readingsPerFrame: number;
  readonly logits: Float32Array;
  readonly frames: number;
}

/** Reads windows with one model. */
export class Recognizer {
  /** Names of the languages that are in use. */
  readonly languages: readonly string[];
  readonly #decoding: Decoding;
  readonly #templates: TemplateMatcher | undefined;
  readonly #dictionaries: readonly Language[];
  /** Undefined: confidences stay as network and language say. */
  readonly #confidence: ConfidenceWeights | undefined;

  /**
   * For a model that is run by something else than `openEncoder`; use `open` otherwise.
   * @throws UserError `lexicon` when the model cannot write what is in it
   */
  constructor(
    readonly manifest: ModelManifest,
    private readonly encoder: Encoder,
    options: RecognizerOptions = {},
    templates?: Float32Array,
  ) {
    const useful = readsLetters(manifest.alphabet) && manifest.decoding !== 'single-character';
    const languages = useful && options.lexicon === undefined ? (options.languages ?? []) : [];
    this.languages = languages.map(({ name }) => name);
    this.#decoding = decodingOf(manifest, { ...options, languages });
    this.#templates = matcherOf(manifest, templates);
    this.#dictionaries = languages;
    const { withLanguage, alone } = manifest.confidence ?? {};
    // One of a closed list of texts is as likely as it is: all others are known.
    this.#confidence =
      options.lexicon === undefined ? (languages.length > 0 ? withLanguage : alone) : undefined;
  }

  /** @throws UserError `encoder` when the model cannot be run on this machine, `lexicon` */
  static async open(model: ModelPackage, options: RecognizerOptions = {}): Promise<Recognizer> {
    const encoder = await openEncoder(model, options);
    return new Recognizer(model.manifest, encoder, options, model.templates);
  }

  /** Where the network runs, for people. */
  get engine(): string {
    return this.encoder.description;
  }

  /** Id of the rung that runs the network. */
  get backendId(): string {
    return this.encoder.engine;
  }

  /** Why a faster engine is not in use; empty when the fastest is. */
  get fallbackReasons(): readonly string[] {
    return this.encoder.fallbackReasons;
  }

  /**
   * The text of a window, with times on the window's clock. Windows that are empty, too short to
   * hold writing or without any motion give `emptyRecognition`. Windows longer than a minute go
   * through the network in overlapping chunks and are decoded as one (`encodeInChunks`).
   *
   * @throws UserError `model-rate` when the window has another rate than the model,
   *   `model-channels` when it has none of the model's channels, `model-output` when the network
   *   gives no numbers
   */
  async recognize(window: SampleWindow, options: RecognizeOptions = {}): Promise<Recognition> {
    const input = this.#inputOf(window);
    const { partial = false, withGreedy = false, withFeatures = false, before = '' } = options;
    if (input === undefined) return { ...emptyRecognition, ...(withGreedy && { greedyText: '' }) };
    const { tempi = [1] } = this.manifest;
    const attempts: Attempt[] = [];
    for (const tempo of partial ? [1] : tempi) {
      attempts.push(await this.#readAt(tempo, input, window, { partial, before }));
    }
    const { reading, confidence, readingsPerFrame } = mostAgreed(attempts);
    const words = wordsTogether(
      reading.words,
      attempts.map((one) => one.reading),
      this.#decoding.whole.alternatives ?? usualAlternatives,
    );
    const judged =
      partial || this.#decoding.single
        ? { ...reading, confidence, words }
        : this.#judged({ ...reading, confidence, words }, attempts, withFeatures);
    return {
      ...toRecognition(judged, window, readingsPerFrame),
      ...(withGreedy && { greedyText: this.#greedyText(attempts) }),
    };
  }

  /** Confidences as shares of words that are right, where the model knows how. */
  #judged(
    reading: FrameReading,
    attempts: readonly Attempt[],
    withFeatures: boolean,
  ): FrameReading {
    const weights = this.#confidence;
    if (weights === undefined && !withFeatures) return reading;
    const { alphabet } = this.manifest;
    const greedy = attempts.map(({ logits, frames }) =>
      readGreedily(logits, frames, alphabet).split(' '),
    );
    const words = reading.words.map((word, at) => {
      const evidence = this.#evidenceOf(word, at, reading.words.length, greedy);
      const features = featuresOf(evidence);
      const judged =
        weights === undefined ? word : withConfidence(word, confidenceOf(evidence, weights));
      return withFeatures ? { ...judged, features } : judged;
    });
    // Words are right or wrong independently of one another.
    const confidence =
      weights === undefined
        ? reading.confidence
        : words.reduce((product, word) => product * word.confidence, 1);
    return { ...reading, confidence, words };
  }

  #evidenceOf(
    word: FrameWord,
    at: number,
    count: number,
    greedy: readonly (readonly string[])[],
  ): WordEvidence {
    const same = greedy.filter((words) =>
      words.length === count ? words[at] === word.text : words.includes(word.text),
    );
    return {
      ...word,
      network: word.network ?? Math.log(word.confidence),
      agreement: same.length / greedy.length,
      listed: this.#dictionaries.some((language) => consistsOfWords(language, word.text)),
    };
  }

  /** @throws UserError `model-output` */
  async #readAt(
    tempo: number,
    input: NetworkInput,
    window: SampleWindow,
    { partial, before }: Required<Pick<RecognizeOptions, 'partial' | 'before'>>,
  ): Promise<Attempt> {
    const { logits, frames } = await this.#encode(atTempo(input, tempo));
    const { alphabet, downSampling, fixedLength } = this.manifest;
    const { single } = this.#decoding;
    // A single character that lacks a part is still that character.
    if (window.holes && !single) {
      const { holes, rateHz } = window;
      doubtHoles(logits, frames, alphabet, holes, {
        framesPerReading: tempo / downSampling,
        rateHz,
      });
    }
    const decoding = partial ? this.#decoding.partial : this.#decoding.whole;
    const reading = single
      ? readSingleCharacter(
          logits,
          frames,
          alphabet,
          decoding.alternatives,
          partial ? undefined : this.#penaltiesOf(input),
        )
      : readFrames(logits, frames, alphabet, {
          ...decoding,
          context: this.#contextOf(before),
        });
    if (reading === undefined) {
      throw new UserError(
        'model-output',
        `The model “${this.manifest.name}” gave outputs that are no numbers.`,
        'Choose another model, or train this one again: its weights are spoilt.',
      );
    }
    const { text, confidence, words } = reading;
    const [word, ...more] = words;
    const readingsPerFrame = fixedLength
      ? withoutHeldEnd(window).length / frames
      : downSampling / tempo;
    const alternatives = word && more.length === 0 ? word.alternatives : [];
    return { text, confidence, alternatives, reading, readingsPerFrame, logits, frames };
  }

  /** Labels of the last words before what is read; none where no language asks for them. */
  #contextOf(before: string): readonly number[] {
    if (this.languages.length === 0 || before.trim() === '') return [];
    const { alphabet } = this.manifest;
    const text = `${before.slice(-longestBefore).trim()} `.replace(/\s+/gu, ' ');
    const writable = Array.from(text.normalize('NFC')).filter((one) => alphabet.includes(one));
    return labelsOf(writable.join(''), alphabet);
  }

  /** What the network says by itself, at the tempi together. */
  #greedyText(attempts: readonly Attempt[]): string {
    if (this.#decoding.single) return attempts[0]!.text;
    const { alphabet } = this.manifest;
    if (attempts.length === 1) {
      const { logits, frames } = attempts[0]!;
      return readGreedily(logits, frames, alphabet);
    }
    return mostAgreed(
      attempts.map(({ logits, frames }) => readFrames(logits, frames, alphabet, { greedy: true })!),
    ).text;
  }

  /**
   * What the network says of a window, before it is decoded; undefined for a window without writing.
   * @throws UserError as `recognize`, except `model-output`
   */
  async encode(window: SampleWindow): Promise<Encoded | undefined> {
    const input = this.#inputOf(window);
    return input && this.#encode(input);
  }

  async dispose(): Promise<void> {
    await this.encoder.dispose();
  }

  /** What the network reads of a window; undefined for a window without writing. */
  #inputOf(window: SampleWindow): NetworkInput | undefined {
    this.#check(window);
    if ((window.length * 1000) / window.rateHz < shortestMs) return undefined;
    const { channels, normalization, fixedLength } = this.manifest;
    const read = this.#decoding.single ? characterWindow(window, fixedLength) : window;
    const values = normalizeWindow(read, channels, normalization);
    if (values.every((value) => value === 0)) return undefined;
    return { length: read.length, channels: channels.length, rateHz: read.rateHz, values };
  }

  async #encode({ values, ...shape }: NetworkInput): Promise<Encoded> {
    const { alphabet, downSampling } = this.manifest;
    const { logits, frames } = await encodeInChunks(this.encoder, values, {
      ...shape,
      downSampling,
    });
    return { logits, frames, classes: alphabet.length + 1 };
  }

  /** What templates take from the scores of the characters. */
  #penaltiesOf(input: NetworkInput): Float64Array | undefined {
    const { templates } = this.manifest;
    if (!templates || !this.#templates) return undefined;
    return this.#templates.distances(input).map((distance) => templates.weight * distance);
  }

  #check(window: SampleWindow): void {
    const { name, rateHz, channels } = this.manifest;
    if (Math.abs(window.rateHz - rateHz) > 1e-3 * rateHz) {
      throw new UserError(
        'model-rate',
        `The model “${name}” reads ${rateHz} samples a second, not ${window.rateHz}.`,
        `Resample the recording to ${rateHz} Hz, or choose a model for ${window.rateHz} Hz.`,
      );
    }
    const present = channelsIn(window.mask);
    if (window.length > 0 && !channels.some((channel) => present.includes(channel))) {
      throw new UserError(
        'model-channels',
        `The pen sends none of the channels that the model “${name}” reads (${channels.join(', ')}).`,
        'Choose a model for the sensors of this pen, or check which channels its profile names.',
      );
    }
  }
}

function matcherOf(
  { templates: description, fixedLength, channels, alphabet }: ModelManifest,
  values: Float32Array | undefined,
): TemplateMatcher | undefined {
  if (!description || !fixedLength || !values) return undefined;
  const { readings } = fixedLength;
  return new TemplateMatcher(
    { description, readings, channels: channels.length, values },
    alphabet,
  );
}

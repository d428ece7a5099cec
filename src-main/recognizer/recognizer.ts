import { UserError } from '../contract/alerts.ts';
import { emptyRecognition, type Recognition } from '../contract/recognition.ts';
import { channelsIn, type SampleWindow } from '../contract/sensors.ts';
import { readFrames, type DecodingOptions, type FrameReading } from './decoding/read-frames.ts';
import { encodeInChunks } from './encode-in-chunks.ts';
import { openEncoder, type Encoded, type Encoder, type EncoderOptions } from './encoder.ts';
import type { ModelManifest } from './model/manifest.ts';
import type { ModelPackage } from './model/package.ts';
import { normalizeWindow } from './normalization.ts';

export interface RecognizerOptions extends EncoderOptions, Omit<DecodingOptions, 'greedy'> {}

export interface RecognizeOptions {
  /**
   * For text that is still being written: the best path only, without alternatives. Confidences
   * mean the same. Default false.
   */
  readonly partial?: boolean;
}

/** Nothing that a pen can write is shorter; ms. */
const shortestMs = 50;

/** Reads windows with one model. */
export class Recognizer {
  /** For a model that is run by something else than `openEncoder`; use `open` otherwise. */
  constructor(
    readonly manifest: ModelManifest,
    private readonly encoder: Encoder,
    private readonly decoding: Omit<DecodingOptions, 'greedy'> = {},
  ) {}

  /** @throws UserError `encoder` when the model cannot be run on this machine */
  static async open(model: ModelPackage, options: RecognizerOptions = {}): Promise<Recognizer> {
    return new Recognizer(model.manifest, await openEncoder(model, options), options);
  }

  /** Where the network runs, for people. */
  get engine(): string {
    return this.encoder.description;
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
    const encoded = await this.encode(window);
    if (encoded === undefined) return emptyRecognition;
    const { logits, frames } = encoded;
    const { alphabet, downSampling } = this.manifest;
    const reading = readFrames(logits, frames, alphabet, {
      ...this.decoding,
      greedy: options.partial ?? false,
    });
    if (reading === undefined) {
      throw new UserError(
        'model-output',
        `The model “${this.manifest.name}” gave outputs that are no numbers.`,
        'Choose another model, or train this one again: its weights are spoilt.',
      );
    }
    return toRecognition(reading, window, downSampling);
  }

  /**
   * What the network says of a window, before it is decoded; undefined for a window without writing.
   * @throws UserError as `recognize`, except `model-output`
   */
  async encode(window: SampleWindow): Promise<Encoded | undefined> {
    this.#check(window);
    if ((window.length * 1000) / window.rateHz < shortestMs) return undefined;
    const { channels, downSampling, normalization } = this.manifest;
    const values = normalizeWindow(window, channels, normalization);
    if (values.every((value) => value === 0)) return undefined;
    const { logits, frames } = await encodeInChunks(this.encoder, values, {
      length: window.length,
      channels: channels.length,
      downSampling,
      rateHz: window.rateHz,
    });
    return { logits, frames, classes: this.manifest.alphabet.length + 1 };
  }

  async dispose(): Promise<void> {
    await this.encoder.dispose();
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

function toRecognition(
  reading: FrameReading,
  window: SampleWindow,
  downSampling: number,
): Recognition {
  const endMs = window.startMs + (window.length * 1000) / window.rateHz;
  const timeOf = (frame: number) =>
    Math.min(endMs, window.startMs + (frame * downSampling * 1000) / window.rateHz);
  const times = (span: { readonly from: number; readonly to: number }) => ({
    startMs: timeOf(span.from),
    endMs: timeOf(span.to),
  });
  return {
    text: reading.text,
    confidence: reading.confidence,
    words: reading.words.map(({ text, span, confidence, alternatives, characters }) => ({
      text,
      ...times(span),
      confidence,
      characters: characters.map((character) => ({
        text: character.text,
        ...times(character.span),
        confidence: character.confidence,
      })),
      alternatives,
    })),
  };
}

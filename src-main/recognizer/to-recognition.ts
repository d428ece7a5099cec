import type { Recognition } from '../contract/recognition.ts';
import type { SampleWindow } from '../contract/sensors.ts';
import type { FrameReading } from './decoding/read-frames.ts';

/** Frames become times on the clock of the window. */
export function toRecognition(
  reading: FrameReading,
  window: SampleWindow,
  readingsPerFrame: number,
): Recognition {
  const endMs = window.startMs + (window.length * 1000) / window.rateHz;
  const timeOf = (frame: number) =>
    Math.min(endMs, window.startMs + (frame * readingsPerFrame * 1000) / window.rateHz);
  const times = (span: { readonly from: number; readonly to: number }) => ({
    startMs: timeOf(span.from),
    endMs: timeOf(span.to),
  });
  const isCut = (span: { readonly from: number; readonly to: number }) =>
    window.holes?.some(
      ({ from, to }) => from < span.to * readingsPerFrame && to > span.from * readingsPerFrame,
    ) ?? false;
  return {
    text: reading.text,
    confidence: reading.confidence,
    words: reading.words.map(({ text, span, confidence, alternatives, characters, features }) => ({
      text,
      ...times(span),
      confidence,
      characters: characters.map((character) => ({
        text: character.text,
        ...times(character.span),
        confidence: character.confidence,
      })),
      alternatives,
      ...(isCut(span) && { cut: true as const }),
      ...(features && { features }),
    })),
  };
}

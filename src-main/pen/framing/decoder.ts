import type { PenProfile } from '../profiles.ts';
import { AutoDecoder } from './auto-decoder.ts';
import { FixedRecordDecoder } from './fixed-decoder.ts';
import { fittedSink, hasFit } from './fitted-sink.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import { QuillwaveDecoder } from './quillwave-decoder.ts';
import { TextRowDecoder } from './text-decoder.ts';

export type { DecoderSink, PenDecoder } from './pen-decoder.ts';
/** Turns bytes into samples as the profile says. */
export function createDecoder(profile: PenProfile, receiver: DecoderSink): PenDecoder {
  const sink = hasFit(profile) ? fittedSink(receiver, profile) : receiver;
  switch (profile.framing) {
    case 'quillwave':
      return new QuillwaveDecoder(sink);
    case 'auto':
      return new AutoDecoder(profile, sink);
    case 'text':
      return new TextRowDecoder(profile, sink);
    case 'fixed':
      return new FixedRecordDecoder(profile, sink);
  }
}

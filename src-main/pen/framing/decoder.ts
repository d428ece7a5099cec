import type { PenProfile } from '../profiles.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import { QuillwaveDecoder } from './quillwave-decoder.ts';

export type { DecoderSink, PenDecoder } from './pen-decoder.ts';
export type { DecoderStatistics } from './statistics.ts';

/** Turns bytes into samples as the profile says. */
export function createDecoder(profile: PenProfile, sink: DecoderSink): PenDecoder {
  switch (profile.framing) {
    case 'quillwave':
    case 'auto':
      return new QuillwaveDecoder(sink);
    case 'text':
    case 'fixed':
      throw new Error('Not decoded yet.');
  }
}

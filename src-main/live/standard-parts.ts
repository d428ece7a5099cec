import { formatPenAddress, type PenAddress } from '../contract/pens.ts';
import { homeFolders } from '../data/home.ts';
import { recordingChunks } from '../data/recording-chunks.ts';
import { newSessionFolder } from '../data/sessions.ts';
import { SessionWriter } from '../data/session-writer.ts';
import { createTransport } from '../pen/create-transport.ts';
import { genericProfile, quillwaveProfile } from '../pen/profiles.ts';
import type { LiveSessionParts } from './live-session.ts';
import { openRecognizer } from './models.ts';
import { applicationVersion } from './places.ts';

export interface StandardPartsOptions {
  /** Of serial pens whose address names no speed. Default 115200. */
  readonly baudRate?: number;
}

/** Pens, models and recordings as window and terminal both use them. */
export function standardParts({ baudRate }: StandardPartsOptions = {}): LiveSessionParts {
  return {
    openTransport: (address) => {
      const transport = createTransport(address, {
        openRecording: (file) => recordingChunks(file),
        ...(baudRate === undefined ? {} : { baudRate }),
      });
      return Promise.resolve({ transport, profile: profileFor(address) });
    },
    openModel: async (name) => {
      const recognizer = await openRecognizer(name);
      return {
        name: recognizer.manifest.name,
        engine: recognizer.engine,
        recognize: (window, options) => recognizer.recognize(window, options),
        dispose: () => recognizer.dispose(),
      };
    },
    openRecorder: async ({ status, profile }, events) => {
      const { address, pen, model, writer } = status;
      return SessionWriter.create(
        await newSessionFolder(homeFolders()),
        {
          app: applicationVersion,
          pen: address === undefined ? '' : formatPenAddress(address),
          profile,
          information: pen,
          model,
          ...(writer === undefined ? {} : { writer }),
        },
        events,
      );
    },
  };
}

/** What is not ours may speak anything: the generic profile finds out. */
function profileFor(address: PenAddress) {
  return address.kind === 'simulated' ? quillwaveProfile : genericProfile;
}

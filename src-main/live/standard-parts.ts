import type { Alert } from '../contract/alerts.ts';
import { formatPenAddress, type PenAddress } from '../contract/pens.ts';
import { homeFolders } from '../data/home.ts';
import { isSession, readConfiguration } from '../data/sessions/session-reader.ts';
import { newSessionFolder } from '../data/sessions/sessions.ts';
import { SessionWriter } from '../data/sessions/session-writer.ts';
import { createTransport } from '../pen/create-transport.ts';
import {
  genericProfile,
  parsePenProfile,
  quillwaveProfile,
  type PenProfile,
} from '../pen/profiles.ts';
import { simulatedTextFor } from '../pen/simulated.ts';
import { readsLetters } from '../recognizer/language/label-kinds.ts';
import { presentLanguages } from '../library/languages.ts';
import type { Recognizer } from '../recognizer/recognizer.ts';
import type { LiveSessionParts } from './live-session-parts.ts';
import { openRecognizer, warmUp } from '../library/models.ts';
import type { ComputeService } from '../library/compute/service.ts';
import { openPenProfile, profileForPort } from '../library/pen-profiles.ts';
import { applicationVersion } from '../library/places.ts';
import { replayedRecording } from './replayed-recording.ts';

export interface StandardPartsOptions {
  /** Of serial pens whose address names no speed. Default: as the pen's profile says. */
  readonly baudRate?: number;
  /** Names of the dictionaries to read with, asked whenever a model is opened. Default none. */
  readonly languages?: () => readonly string[];
  /** Words of the writer's own that join the dictionaries, asked as they are. Default none. */
  readonly ownWords?: () => readonly string[];
  /** One of these texts is written in every piece and nothing else. Default none. */
  readonly lexicon?: Iterable<string>;
  /** Knows where networks run best here; default: on the processor. */
  readonly compute?: ComputeService;
  /** Id of the rung that a person wants, asked whenever a model is opened. Default: the best. */
  readonly backend?: () => string | undefined;
}

/** Pens, models and recordings as window and terminal both use them. */
export function standardParts({
  baudRate,
  languages = () => [],
  ownWords = () => [],
  lexicon,
  compute,
  backend = () => undefined,
}: StandardPartsOptions = {}): LiveSessionParts {
  /** What the model in use can read; the simulated pen writes no other text of its own accord. */
  let alphabet: readonly string[] | undefined;
  return {
    openTransport: async (address) => {
      const profile = await profileFor(address);
      const speed = baudRate ?? profile.baudRate;
      const transport = createTransport(address, {
        openRecording: replayedRecording,
        ...(alphabet === undefined ? {} : { simulatedText: simulatedTextFor(alphabet) }),
        ...(speed === undefined ? {} : { baudRate: speed }),
      });
      return { transport, profile };
    },
    openModel: async (name, onAlert) => {
      const { present, alerts } = await presentLanguages(languages());
      const wanted = backend();
      const recognizer = await openRecognizer(name, {
        languageNames: present,
        ownWords: ownWords(),
        ...(lexicon && { lexicon }),
        ...(compute && { compute }),
        ...(wanted !== undefined && { backend: wanted }),
        onLoss: ({ alert }) => onAlert(alert),
      });
      await warmUp(recognizer);
      alphabet = recognizer.manifest.alphabet;
      return {
        name: recognizer.manifest.name,
        alphabet: recognizer.manifest.alphabet,
        get engine() {
          return recognizer.engine;
        },
        get fallbackReasons() {
          return recognizer.fallbackReasons;
        },
        alerts: [
          ...(readsLetters(recognizer.manifest.alphabet) ? alerts : []),
          ...notAsWanted(recognizer, wanted),
        ],
        recognize: (window, options) => recognizer.recognize(window, options),
        dispose: () => recognizer.dispose(),
      };
    },
    openRecorder: async ({ status, profile }, events, folder) => {
      const { address, pen, model, writer } = status;
      return SessionWriter.create(
        folder ?? (await newSessionFolder(homeFolders())),
        {
          app: applicationVersion,
          pen: address === undefined ? '' : formatPenAddress(address),
          profile,
          information: pen,
          model,
          ...(writer === undefined ? {} : { writer: writer.id }),
        },
        events,
      );
    },
  };
}

/** What is not ours may speak anything: where no profile is named, the generic one finds out. */
async function profileFor(address: PenAddress): Promise<PenProfile> {
  if (address.kind === 'simulated') return quillwaveProfile;
  if (address.kind === 'serial') {
    if (address.profile !== undefined) return openPenProfile(address.profile);
    return (await profileForPort(address.path)) ?? genericProfile;
  }
  if (address.kind !== 'replay' || !(await isSession(address.file))) return genericProfile;
  // The bytes are those of the pen that was recorded: they are read as they were then.
  const { profile } = (await readConfiguration(address.file)) ?? {};
  return profile === undefined ? genericProfile : parsePenProfile(JSON.stringify(profile));
}

function notAsWanted(recognizer: Recognizer, wanted: string | undefined): Alert[] {
  if (wanted === undefined || recognizer.backendId === wanted) return [];
  return [
    {
      code: 'backend-unavailable',
      severity: 'warning',
      message: `${wanted} cannot be used here; reading runs on ${recognizer.engine}.`,
      remedy: 'Troubleshooting says why, and what to do about it.',
    },
  ];
}

import type { Alert } from '../contract/alerts.ts';
import { formatPenAddress, type PenAddress } from '../contract/pens.ts';
import { homeFolders } from '../data/home.ts';
import { isSession, readConfiguration } from '../data/sessions/session-reader.ts';
import { newSessionFolder } from '../data/sessions/sessions.ts';
import { SessionWriter } from '../data/sessions/session-writer.ts';
import { BluetoothRadio } from '../pen/ble/bluetooth-radio.ts';
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
import {
  knownProfiles,
  openPenProfile,
  profileForName,
  profileForPort,
} from '../library/pen-profiles.ts';
import { applicationVersion, modelFolders } from '../library/places.ts';
import { listModels } from '../recognizer/model/library.ts';
import { begunRecording, recordingLength } from './replayed-recording.ts';

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
  /** The adapter for Bluetooth pens. Default: one of its own, as the system offers it. */
  readonly radio?: BluetoothRadio;
}

/** Pens, models and recordings as window and terminal both use them. */
export function standardParts({
  baudRate,
  languages = () => [],
  ownWords = () => [],
  lexicon,
  compute,
  backend = () => undefined,
  radio = new BluetoothRadio(),
}: StandardPartsOptions = {}): LiveSessionParts {
  /** What the model in use can read; the simulated pen writes no other text of its own accord. */
  let alphabet: readonly string[] | undefined;
  return {
    openTransport: async (address) => {
      const begun =
        address.kind === 'replay' ? await begunRecording(address.file, address) : undefined;
      const { profiles } = await knownProfiles();
      const known = await profileFor(address);
      const profile = known ?? genericProfile;
      const speed = baudRate ?? profile.baudRate;
      const transport = createTransport(address, {
        openRecording: () => begun ?? [],
        ...(alphabet === undefined ? {} : { simulatedText: simulatedTextFor(alphabet) }),
        ...(speed === undefined ? {} : { baudRate: speed }),
        radio,
        profile: known,
        profiles,
      });
      return {
        ...{ transport, profile },
        ...(address.kind === 'replay' && {
          length: (signal: AbortSignal) => recordingLength(address.file, address, signal),
        }),
      };
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
    installedModels: async () =>
      (await listModels(modelFolders())).flatMap(({ manifest }) => (manifest ? [manifest] : [])),
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

/** What is not ours may speak anything: where this knows nothing, the generic profile finds out. */
async function profileFor(address: PenAddress): Promise<PenProfile | undefined> {
  switch (address.kind) {
    case 'simulated':
      return quillwaveProfile;
    case 'serial':
      if (address.profile !== undefined) return openPenProfile(address.profile, 'serial');
      return profileForPort(address.path);
    case 'ble':
      if (address.profile !== undefined) return openPenProfile(address.profile, 'ble');
      return profileForName(address.name);
    case 'replay':
      return profileOfRecording(address.file);
  }
}

/** The bytes are those of the pen that was recorded: they are read as they were then. */
async function profileOfRecording(file: string): Promise<PenProfile | undefined> {
  if (!(await isSession(file))) return undefined;
  const { profile } = (await readConfiguration(file)) ?? {};
  return profile === undefined ? undefined : parsePenProfile(JSON.stringify(profile));
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

import * as v from 'valibot';

/** Which words the program knows while it reads. */
export const dictionaries = ['off', 'english', 'german', 'both'] as const;
/** Those that do not come along: their users build them from lists of words. */
export const buildableDictionaries = ['german'] as const;
export type BuildableDictionary = (typeof buildableDictionaries)[number];
export type Dictionary = (typeof dictionaries)[number];

/** Name or folder of a model. A path to another computer would send the user's name there (Windows). */
export const modelPlace = v.pipe(v.string(), v.maxLength(200), v.regex(/^(?![\\/]{2})/u));

/** What the user has decided, with a default for everything; kept by settings/. */
export const settingsSchema = v.object({
  /** `system` follows the desktop. */
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Size of the recognised text in CSS pixels. */
  textSize: v.optional(v.pipe(v.number(), v.minValue(16), v.maxValue(96)), 36),
  /** A pause of this length commits what was written, ms. */
  pauseMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(5000)), 600),
  /** A pause in writing that begins a new paragraph, s; 0: none does. */
  paragraphPauseSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600)),
    20,
  ),
  /** Of serial pens that do not say otherwise. */
  baudRate: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(4_000_000)),
    115200,
  ),
  /** Address of the pen used last, for example `serial:/dev/ttyACM0`; empty: none was chosen yet. */
  pen: v.optional(v.pipe(v.string(), v.maxLength(4096)), ''),
  /** Kind of the pen used last: id or file of its profile; empty for found out by itself. */
  penProfile: v.optional(v.pipe(v.string(), v.maxLength(4096)), ''),
  /** Name of the model used last; empty for the one that suits the pen. */
  model: v.optional(modelPlace, ''),
  /** Id of the writer whose hand is read; empty for anybody's. */
  writer: v.optional(v.pipe(v.string(), v.maxLength(64)), ''),
  dictionary: v.optional(v.picklist(dictionaries), 'english'),
  /** Id of the rung that networks run on (`compute/ladder.ts`); empty for the fastest. */
  backend: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
  /** As `backend`, for learning a writer's hand. */
  learningBackend: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
  /** Experiments have a tab of their own: for researchers. */
  showExperiments: v.optional(v.boolean(), false),
  /** Language of the window; `system` follows the desktop. */
  language: v.optional(v.picklist(['system', 'en', 'de']), 'system'),
  /** The paragraph that is being written always lies in the clipboard, for other programs. */
  dictation: v.optional(v.boolean(), false),
  showSignal: v.optional(v.boolean(), true),
  /** The list of notes beside the text. */
  showNotes: v.optional(v.boolean(), false),
  /** Seconds of signal on screen. */
  signalSeconds: v.optional(v.pipe(v.number(), v.minValue(2), v.maxValue(60)), 10),
});

export type Settings = v.InferOutput<typeof settingsSchema>;
export type SettingsChange = Partial<Settings>;
export const defaultSettings: Settings = v.parse(settingsSchema, {});

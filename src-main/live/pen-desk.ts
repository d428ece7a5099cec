import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { alphabets } from '../contract/alphabet.ts';
import { UserError } from '../contract/alerts.ts';
import { formatPenAddress, type SimulatedRequest } from '../contract/pens.ts';
import type { PromptChoice, PromptedState, PromptRequest } from '../contract/prompts.ts';
import type { CalibrationStep, SensorCalibrationState } from '../contract/sensor-calibration.ts';
import type { Dictionary } from '../contract/settings.ts';
import type { PromptAnswer } from '../contract/writer-requests.ts';
import { penKey, type Writer } from '../contract/writers.ts';
import type { HomeFolders } from '../data/home.ts';
import { choosePrompts, type ListedWord } from '../data/writers/choose-prompts.ts';
import {
  createPromptedSession,
  openPromptedSession,
  readPromptItems,
  type PromptedFolder,
} from '../data/writers/prompted-sessions.ts';
import { journalsIn } from '../data/writers/takes.ts';
import { keepCalibration, readWriter } from '../data/writers/writers.ts';
import { CalibrationRun } from '../signal/sensor-calibration/calibration-run.ts';
import { dictionaryLanguages, openLanguages, presentLanguages } from '../library/languages.ts';
import type { LiveSession } from './live-session.ts';
import { PromptedSession } from './prompted-session.ts';

/** Twice the longest chunk of the simulated pen, ms. */
const underWayMs = 100;
/** A picture of the calibration so often, ms. */
const feedbackMs = 100;

export interface PenDeskEvents {
  readonly onPrompted: (state: PromptedState | 'ended') => void;
  readonly onCalibration: (state: SensorCalibrationState) => void;
  readonly onError: (error: unknown) => void;
}

/** What is done with the pen beside writing text: a prompted session or a calibration, one at a time. */
export class PenDesk {
  #prompted: PromptedSession | undefined;
  /** Of the prompted session. */
  #writer: string | undefined;
  #calibration: CalibrationRun | undefined;
  #timer: NodeJS.Timeout | undefined;
  #words: { language: Dictionary; list: Promise<readonly ListedWord[]> } | undefined;

  constructor(
    private readonly home: HomeFolders,
    private readonly session: LiveSession,
    private readonly events: PenDeskEvents,
  ) {}

  get prompted(): PromptedState | undefined {
    return this.#prompted?.state;
  }

  /** What a session of this writer would ask for. @throws UserError */
  async choosePrompts(id: string, request: PromptRequest): Promise<PromptChoice> {
    const alphabet = this.session.alphabet ?? alphabets.words;
    const writesLetters = alphabet.some((character) => /\p{L}/u.test(character));
    const words = writesLetters ? await this.#wordsOf(await readWriter(this.home, id)) : [];
    const kinds = writesLetters ? request.kinds : (['digits'] as const);
    const choice = choosePrompts(words, alphabet, { ...request, kinds: [...kinds] });
    if (choice.prompts.length > 0) return choice;
    throw new UserError(
      'prompts-none',
      'There is nothing to ask for.',
      'Choose letters, capitals or digits, and a model that reads them.',
    );
  }

  /** @throws UserError */
  async startPrompts(id: string, request: PromptRequest): Promise<void> {
    const choice = await this.choosePrompts(id, request);
    await this.#open(id, await createPromptedSession(this.home, id, choice));
  }

  /** @throws UserError `prompts-unknown` */
  async resumePrompts(id: string, session: string): Promise<void> {
    await this.#open(id, await openPromptedSession(this.home, id, session));
  }

  answer(answer: PromptAnswer): void {
    const prompted = this.#prompted;
    if (answer.action === 'end-piece') this.session.endPiece();
    else if (answer.action === 'wrote') prompted?.wrote(answer.text);
    else if (answer.action === 'go-to') prompted?.goTo(answer.prompt);
    else prompted?.[answer.action]();
  }

  /** @throws UserError `pen-request` for a pen that is not simulated */
  ask(request: SimulatedRequest): void {
    this.session.perform(request);
  }

  /**
   * Pauses the prompted session, leaves the calibration: what is written is text again.
   * @param id only where it is this writer's
   */
  async leave(id?: string): Promise<void> {
    if (id !== undefined && this.#prompted !== undefined && this.#writer !== id) return;
    const prompted = this.#prompted;
    this.#prompted = undefined;
    this.#calibration = undefined;
    clearInterval(this.#timer);
    this.session.follow(undefined);
    if (this.#isSimulated) this.session.perform({ kind: 'release' });
    if (prompted === undefined) return;
    await prompted.close();
    this.events.onPrompted('ended');
  }

  /** @throws UserError `calibration-pen` when no samples arrive */
  async beginCalibration(): Promise<SensorCalibrationState> {
    await this.leave();
    const { mask, samplesPerSecond, address } = this.session.status;
    if (mask === 0 || samplesPerSecond === 0) {
      throw new UserError(
        'calibration-pen',
        'No samples arrive from a pen: there is nothing to measure.',
        'Connect the pen and switch it on, then begin again.',
      );
    }
    if (penKey(address === undefined ? '' : formatPenAddress(address)) === undefined) {
      throw new UserError(
        'calibration-pen',
        'A recording cannot be calibrated: its pen is not here.',
        'Connect the pen itself.',
      );
    }
    let run = new CalibrationRun(mask);
    this.#calibration = run;
    this.session.follow({
      onSample: (sample) => run.push(sample),
      // What is pressed here is no writing.
      onSegment: () => undefined,
      // Two pens must not be mixed: what was measured of the one says nothing of the other.
      onPen: () => {
        run = new CalibrationRun(this.session.status.mask || mask);
        this.#calibration = run;
        this.events.onError(
          new UserError(
            'calibration-other-pen',
            'Another pen was connected: its calibration begins anew.',
            'Take the steps again with this pen; nothing of the pen before is kept.',
          ),
        );
      },
    });
    if (this.#isSimulated) this.session.perform({ kind: 'hold' });
    this.#timer = setInterval(() => this.events.onCalibration(run.state), feedbackMs);
    return run.state;
  }

  calibrationStep(step: CalibrationStep): void {
    this.#calibration?.begin(step);
  }

  /** Keeps what was measured for a writer and the present pen. @throws UserError */
  async keepCalibration(id: string): Promise<void> {
    const { address } = this.session.status;
    const pen = address === undefined ? undefined : penKey(formatPenAddress(address));
    const result = this.#calibration?.result();
    if (pen === undefined || result === undefined) {
      throw new UserError(
        'calibration-none',
        'Nothing has been measured yet.',
        'Take at least one of the steps, then keep what it found.',
      );
    }
    await keepCalibration(this.home, id, pen, result);
    await this.leave();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#prompted?.close();
    this.#prompted = undefined;
  }

  async #open(id: string, folder: PromptedFolder): Promise<void> {
    await this.leave();
    await this.#readySimulated();
    let part = (await journalsIn(folder.folder)).length;
    const prompted = new PromptedSession({
      writer: id,
      folder,
      items: await readPromptItems(folder),
      openPart: () => {
        part += 1;
        // Names in the order of their making, however many there will be.
        const name = String(part).padStart(4, '0');
        return this.session.openSession(join(folder.folder, name), {
          onFailure: (error) => this.events.onError(error),
          flushMs: 100,
        });
      },
      onState: (state) => {
        if (this.#prompted === prompted) this.events.onPrompted(state);
      },
      onError: (error) => this.events.onError(error),
    });
    await prompted.begin();
    // What was being written is no part of the first take.
    this.session.endPiece();
    this.#prompted = prompted;
    this.#writer = id;
    this.session.follow({
      onBytes: (chunk, arrivalMs) => prompted.onBytes(chunk, arrivalMs),
      onSample: (sample, arrivalMs) => prompted.onSample(sample, arrivalMs),
      onSegment: (segment) => prompted.onSegment(segment),
      onPen: () => {
        if (this.#isSimulated) this.session.perform({ kind: 'hold' });
        prompted.onPen();
      },
    });
    this.events.onPrompted(prompted.state);
  }

  /** Listing a dictionary takes a second, and the window asks at every change of a choice. */
  #wordsOf({ language }: Writer): Promise<readonly ListedWord[]> {
    if (this.#words?.language !== language) {
      this.#words = { language, list: listWords(language) };
      this.#words.list.catch(() => (this.#words = undefined));
    }
    return this.#words.list;
  }

  /** The simulated pen stops writing what it likes; one that has ended begins anew. */
  async #readySimulated(): Promise<void> {
    const { address, presence } = this.session.status;
    if (address?.kind !== 'simulated') return;
    if (presence === 'ended') {
      const anew: { -readonly [K in keyof typeof address]: (typeof address)[K] } = { ...address };
      delete anew.text;
      await this.session.connect(anew);
    }
    this.session.perform({ kind: 'hold' });
    // What it has under way comes yet.
    await wait(underWayMs);
  }

  get #isSimulated(): boolean {
    return this.session.status.address?.kind === 'simulated';
  }
}

/** Words of a language, without names; English where no dictionary is chosen or there. */
async function listWords(language: Dictionary): Promise<ListedWord[]> {
  const { present } = await presentLanguages(dictionaryLanguages[language]);
  const languages = await openLanguages(present.length > 0 ? present : dictionaryLanguages.english);
  return languages.flatMap(({ letters, words }) =>
    Array.from(words.words(), ({ codes, capital, weight }) => ({
      word: capital ? '' : codes.map((code) => letters[code - 1]!).join(''),
      weight,
    })).filter(({ word }) => word !== ''),
  );
}

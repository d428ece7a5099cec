import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../contract/alerts.ts';
import type {
  GuidedResult,
  GuidedStep,
  PenBytes,
  PenDescription,
} from '../contract/pen-description.ts';
import { fileError } from '../data/files/file-errors.ts';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import { knownProfiles } from '../library/pen-profiles.ts';
import { descriptionOf, lackingIn, profileOf } from '../pen/describe/description.ts';
import { guessDescription, isText, rowsOf } from '../pen/describe/guess-description.ts';
import { describeByMotion, type Measured } from '../pen/describe/guided.ts';
import type { RawBytes } from '../pen/describe/raw-tap.ts';
import { wholeLines, type RawRows } from '../pen/describe/raw-rows.ts';
import { parsePenProfile, type PenProfile } from '../pen/profiles.ts';
import type { LiveSession } from './live-session.ts';

/** What is shown and guessed from, ms. */
const shownMs = 1500;
const guessedMs = 6000;
const shownLines = 6;
/** Bytes of a record in hexadecimal that are shown. */
const shownBytes = 64;
const stepMs: Readonly<Record<GuidedStep, number>> = {
  still: 2000,
  tilt: 4000,
  roll: 4000,
  press: 3000,
};

/** A pen that nobody has described: what it sends, what that seems to be, and trying it out. */
export class PenDescriber {
  #measured: Measured = {};
  #guessed: PenDescription | undefined;
  #pen = '';

  constructor(
    private readonly session: LiveSession,
    private readonly folder: string,
    private readonly pause: (milliseconds: number) => Promise<unknown> = wait,
  ) {}

  /** What arrives now. */
  read(): PenBytes {
    this.#notice();
    const raw = this.session.rawBytes(shownMs);
    const seconds = Math.max(0.1, spanMs(raw) / 1000);
    const description = this.#current();
    const rows = description && rowsOf(raw, description);
    return {
      lines: linesOf(raw),
      values: rows ? newestOf(rows) : [],
      bytesPerSecond: Math.round(raw.bytes.length / seconds),
      rowsPerSecond: Math.round((rows?.timesMs.length ?? 0) / seconds),
      ...(description && { description }),
      lacking: description ? lackingIn(description) : [],
    };
  }

  /**
   * Looks at the bytes anew, whatever was said of them.
   * @param framing how its owner wants them taken; left out: that is guessed, too
   * @throws UserError `pen-guess`
   */
  guess(framing?: PenDescription['framing']): PenDescription {
    this.#measured = {};
    const guessed = guessDescription(this.session.rawBytes(guessedMs), this.#title(), framing);
    if (guessed) return this.use(guessed);
    throw new UserError(
      'pen-guess',
      'No rows or records are found in what the pen sends.',
      'Wait until it has sent for some seconds, and check the baud rate: it must be the one of the pen’s firmware.',
    );
  }

  /** Reads the pen so from now on. @throws UserError `pen-profile`, `pen-none` */
  use(description: PenDescription): PenDescription {
    this.session.useProfile(this.#profileOf(description, 'described-here'));
    this.#guessed = description;
    return description;
  }

  /**
   * Watches the pen while its owner does what the step says, and describes it by all steps so far.
   * @throws UserError
   */
  async measure(step: GuidedStep): Promise<GuidedResult> {
    const description = this.#current() ?? this.guess();
    await this.pause(stepMs[step]);
    const rows = rowsOf(this.session.rawBytes(stepMs[step]), description);
    this.#measured = { ...this.#measured, [step]: rows };
    const result = describeByMotion(description, this.#measured);
    return { step, ...result, description: this.use(result.description) };
  }

  /** Keeps it as a profile of the user's. @returns its id @throws UserError */
  async save(description: PenDescription): Promise<string> {
    const taken = new Set((await knownProfiles(this.folder)).profiles.map(({ id }) => id));
    const current = this.session.profile?.id;
    const profile = this.#profileOf(description, freeId(description.title, taken, current));
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(
      join(this.folder, `${profile.id}.json`),
      `${JSON.stringify(profile, undefined, 2)}\n`,
    );
    this.session.useProfile(profile);
    return profile.id;
  }

  /** Writes a profile into a file for others. @throws UserError */
  async export(id: string, file: string): Promise<void> {
    const { profiles } = await knownProfiles(this.folder);
    const profile = profiles.find((one) => one.id === id);
    if (!profile) {
      throw new UserError(
        'pen-profile',
        `There is no pen profile “${id}”.`,
        'Save the description first.',
      );
    }
    await writeFileAtomic(file, `${JSON.stringify(profile, undefined, 2)}\n`);
  }

  /** Takes a profile of somebody else's up among the user's. @returns its id @throws UserError */
  async import(file: string): Promise<string> {
    const json = await readFile(file, 'utf8').catch((error: unknown) => {
      throw fileError(error, file, 'read');
    });
    const profile = parsePenProfile(json);
    const taken = new Set((await knownProfiles(this.folder)).profiles.map(({ id }) => id));
    const id = freeId(profile.id, taken);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(
      join(this.folder, `${id}.json`),
      `${JSON.stringify({ ...profile, id }, undefined, 2)}\n`,
    );
    return id;
  }

  #current(): PenDescription | undefined {
    const profile = this.session.profile;
    if (!profile) return undefined;
    const described = descriptionOf(profile);
    if (described) return described;
    if (profile.framing === 'quillwave') return undefined;
    this.#guessed ??= guessDescription(this.session.rawBytes(guessedMs), this.#title());
    return this.#guessed;
  }

  /** Another pen: what was measured of the one before says nothing of it. */
  #notice(): void {
    const pen = JSON.stringify(this.session.status.address ?? '');
    if (pen === this.#pen) return;
    this.#pen = pen;
    this.#measured = {};
    this.#guessed = undefined;
  }

  #title(): string {
    const { pen } = this.session.status;
    return pen.name ?? 'My pen';
  }

  #profileOf(description: PenDescription, id: string): PenProfile {
    const { address } = this.session.status;
    const { ble, baudRate, usb, pace, smoothingHz } = this.session.profile ?? {};
    if (address === undefined) {
      throw new UserError(
        'pen-none',
        'No pen is connected that could be described.',
        'Connect the pen, then describe it.',
      );
    }
    const speed = address.kind === 'serial' ? (address.baudRate ?? baudRate) : undefined;
    return profileOf(description, {
      id,
      transport: address.kind === 'ble' ? 'ble' : address.kind === 'serial' ? 'serial' : 'any',
      ...(ble && address.kind === 'ble' && { ble }),
      ...(speed !== undefined && { baudRate: speed }),
      ...(usb && { usb }),
      // How fast and how smooth it writes was learnt from its recordings.
      ...(pace !== undefined && { pace }),
      ...(smoothingHz !== undefined && { smoothingHz }),
    });
  }
}

function linesOf(raw: RawBytes): string[] {
  if (raw.bytes.length === 0) return [];
  if (isText(raw.bytes)) {
    const text = new TextDecoder('latin1').decode(raw.bytes);
    return wholeLines(text)
      .filter((line) => line.trim() !== '')
      .slice(-shownLines)
      .map((line) => line.slice(0, 200));
  }
  return raw.chunks.slice(-shownLines).map(({ at }, i, all) =>
    Buffer.from(raw.bytes.subarray(at, Math.min(all[i + 1]?.at ?? Infinity, at + shownBytes)))
      .toString('hex')
      .replace(/(..)(?=.)/g, '$1 '),
  );
}

function newestOf({ columns }: RawRows): (number | null)[] {
  return columns.map((values) => {
    const value = values.at(-1);
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
}

function spanMs({ chunks }: RawBytes): number {
  return (chunks.at(-1)?.arrivalMs ?? 0) - (chunks[0]?.arrivalMs ?? 0);
}

/** @param own a profile of this id may be replaced: it is the one that is being described */
function freeId(title: string, taken: ReadonlySet<string>, own?: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const wanted = plain === '' ? 'my-pen' : plain;
  if (!taken.has(wanted) || wanted === own) return wanted;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { readTrajectories } from '../../data/formats/trajectories-format.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { readCharacterPhotos } from '../../learning/images/character-photos.ts';
import { drawImageStyle, plainStyle } from '../../learning/images/image-style.ts';
import { inkOfStrokes } from '../../learning/samples/ink.ts';
import { inkOfPhoto, renderPhoto } from '../../learning/images/photo.ts';
import { renderInk } from '../../learning/images/render-ink.ts';
import type { LabelledPicture } from './fit-single.ts';
import { readSet, type CharacterData, type CharacterSet } from '../real-characters/sets.ts';

/** Recordings a second that the pen's network reads. */
const rateHz = 50;
/** Rows of the images. */
export const pictureHeight = 16;

/** Below the data folder. */
export const photosFile = 'images/characters.ndjson.gz';
export const trajectoriesFile = 'trajectories/digilets.ndjson.gz';

/**
 * - `photographs`: photographed characters on other papers, and other people's trajectories drawn
 *   with all kinds of pens, half of each
 * - `plain`: the trajectories alone, black on white
 */
export type PictureKind = 'photographs' | 'plain';

export interface Material {
  readonly set: CharacterData;
  readonly pictures: Readonly<Record<PictureKind, ReadonlyMap<string, readonly LabelledPicture[]>>>;
}

/** @throws UserError `experiment-data` saying which files are missing and how to name others */
export function checkMaterial(data: string, sets: readonly CharacterSet[]): void {
  const files = [...sets.map(({ file }) => file), photosFile, trajectoriesFile];
  const missing = files.filter((file) => !existsSync(join(data, file)));
  if (missing.length === 0) return;
  throw new UserError(
    'experiment-data',
    `${data} lacks ${missing.join(', ')}.`,
    'Give with --data the folder that holds pens/, images/ and trajectories/: NDJSON, one character a line (docs/formats/recordings.md, docs/formats/trajectories.md, docs/research/cmr-is.md).',
  );
}

/** @param perLabel pictures of each kind and label */
export async function readMaterial(
  data: string,
  { file, writing }: CharacterSet,
  perLabel: number,
): Promise<Material> {
  const set = await readSet(join(data, file), writing, rateHz);
  const wanted = new Set(set.alphabet);
  const random = new RandomGenerator('experiment/characters/pictures');
  const photographed = await photographs(join(data, photosFile), wanted, perLabel, random);
  const drawn = await drawings(join(data, trajectoriesFile), wanted, perLabel, random);
  const byLabel = (pictures: (label: string) => readonly LabelledPicture[]) =>
    new Map(set.alphabet.map((label) => [label, pictures(label)]));
  return {
    set,
    pictures: {
      photographs: byLabel((label) => [
        ...photographed.filter((one) => one.label === label),
        ...drawn.styled.filter((one) => one.label === label),
      ]),
      plain: byLabel((label) => drawn.plain.filter((one) => one.label === label)),
    },
  };
}

async function photographs(
  file: string,
  wanted: ReadonlySet<string>,
  perLabel: number,
  random: RandomGenerator,
): Promise<LabelledPicture[]> {
  const counts = new Map<string, number>();
  const pictures: LabelledPicture[] = [];
  for await (const { label, image } of readCharacterPhotos(file)) {
    const count = counts.get(label) ?? 0;
    if (!wanted.has(label) || count >= perLabel / 2) continue;
    const ink = inkOfPhoto(image);
    if (!ink) continue;
    counts.set(label, count + 1);
    pictures.push({ label, image: renderPhoto(ink, drawImageStyle(random), pictureHeight) });
  }
  return pictures;
}

/** Trajectories, each drawn once in black on white and, half of them, once with any pen. */
async function drawings(
  file: string,
  wanted: ReadonlySet<string>,
  perLabel: number,
  random: RandomGenerator,
): Promise<{ styled: LabelledPicture[]; plain: LabelledPicture[] }> {
  const counts = new Map<string, number>();
  const styled: LabelledPicture[] = [];
  const plain: LabelledPicture[] = [];
  let lacking = wanted.size;
  for await (const { label, clean, strokes } of readTrajectories(file)) {
    const count = label === undefined ? 0 : (counts.get(label) ?? 0);
    if (label === undefined || !wanted.has(label) || clean === false || count >= perLabel) continue;
    counts.set(label, count + 1);
    const ink = inkOfStrokes(strokes);
    const draw = (style: typeof plainStyle) =>
      renderInk(ink, { style, height: pictureHeight }).image;
    plain.push({ label, image: draw(plainStyle) });
    if (count < perLabel / 2) styled.push({ label, image: draw(drawImageStyle(random)) });
    if (count + 1 < perLabel) continue;
    lacking -= 1;
    if (lacking === 0) break;
  }
  return { styled, plain };
}

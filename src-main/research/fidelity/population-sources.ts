import type { PopulationSource } from './compare-populations.ts';
import { forcePenHz, forcePenStart, forcePenWord } from './force-words.ts';
import { letterRateHz, letterRecording } from './letters.ts';
import { cutEvenly, readEvenly } from './real-pens.ts';
import type { SourcePaths, TabletLetter } from './sources.ts';

/** The stylus writes text for 21 s; a zigzag and a sine line follow. */
const stylusWindows = { seconds: 4, count: 5 };

/**
 * The real pens that there are, and what drawn writers and pens are to write beside each.
 * @param composing whether there are characters to compose texts of
 */
export async function populationSources(
  paths: SourcePaths,
  letters: readonly TabletLetter[],
  composing: boolean,
): Promise<PopulationSource[]> {
  const sources: PopulationSource[] = [];
  if (paths.letters !== undefined) {
    sources.push({
      name: 'letters',
      recordings: await readEvenly(paths.letters, letterRateHz),
      paths: letters.flatMap((letter) => letterRecording(letter, 0)?.trajectory ?? []),
    });
  }
  if (!composing) return sources;
  if (paths.stylus !== undefined) {
    const [session] = await readEvenly(paths.stylus, 100);
    const recordings = cutEvenly(session!, stylusWindows.seconds).slice(0, stylusWindows.count);
    sources.push({ name: 'stylus', recordings, texts: ['The quick brown'] });
  }
  if (paths.forcePen !== undefined) {
    const recordings = await readEvenly(paths.forcePen, forcePenHz, forcePenStart);
    const texts = [forcePenWord];
    const built = { board: 'mpu-6050', force: 'gripped', lost: ['gz'] } as const;
    sources.push(
      { name: 'force pen', recordings, texts },
      { name: 'force pen, MPU-6050 drawn', recordings, texts, built },
    );
  }
  for (const [name, path, rateHz] of [
    ['pen digits', paths.penDigits, 33.3],
    ['marker digits', paths.markerDigits, 50],
  ] as const) {
    if (path === undefined) continue;
    const all = await readEvenly(path, rateHz);
    const recordings = all.filter(({ label = '' }) => /^\d$/u.test(label));
    const texts = Array.from('0123456789');
    sources.push({ name, recordings, texts });
    if (name !== 'pen digits') continue;
    const built = { board: 'icm-20948' } as const;
    sources.push({ name: 'pen digits, ICM-20948 drawn', recordings, texts, built });
  }
  return sources;
}

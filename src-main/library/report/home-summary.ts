import { readdir, statfs } from 'node:fs/promises';
import type { HomeFolders } from '../../data/home.ts';

/** How much is kept, without what it is. */
export interface HomeSummary {
  readonly notes: number;
  readonly recordings: number;
  readonly writers: number;
  readonly models: number;
  readonly profiles: number;
  /** Of the disk that the home lies on; -1 where the system does not say. */
  readonly freeMegabytes: number;
}

/** Never rejects: what cannot be read counts as nothing. */
export async function summarizeHome(home: HomeFolders): Promise<HomeSummary> {
  const count = async (folder: string) => {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => !name.startsWith('.')).length;
  };
  const [notes, recordings, writers, models, profiles] = await Promise.all(
    [home.notes, home.recordings, home.writers, home.models, home.profiles].map(count),
  );
  const disk = await statfs(home.root).catch(() => undefined);
  const freeMegabytes = disk ? Math.round((disk.bavail * disk.bsize) / 1e6) : -1;
  return {
    notes: notes!,
    recordings: recordings!,
    writers: writers!,
    models: models!,
    profiles: profiles!,
    freeMegabytes,
  };
}

import { rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface TelemetryPlaces {
  /** Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: that of the process. */
  readonly platform?: NodeJS.Platform;
  /** Default: the user's home folder. */
  readonly userHome?: string;
}

const name = join('Microsoft', 'DeveloperTools', '.onnxruntime');

/**
 * Where ONNX Runtime kept an identifier and a queue of events before its telemetry was switched off.
 * Other programs of the user may use the same folder; they make it again.
 */
export function telemetryFolders({
  environment = process.env,
  platform = process.platform,
  userHome = homedir(),
}: TelemetryPlaces = {}): readonly string[] {
  if (platform === 'darwin') {
    return ['Application Support', 'Caches'].map((kind) => join(userHome, 'Library', kind, name));
  }
  if (platform === 'win32') return []; // its Windows library keeps nothing
  return [join(environment['XDG_CACHE_HOME'] || join(userHome, '.cache'), name)];
}

/** @returns the folders that were there and are gone now. @throws what the system says */
export async function removeTelemetryFolders(places?: TelemetryPlaces): Promise<string[]> {
  const removed: string[] = [];
  for (const folder of telemetryFolders(places)) {
    if ((await stat(folder).catch(() => undefined)) === undefined) continue;
    await rm(folder, { recursive: true });
    removed.push(folder);
  }
  return removed;
}

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Quillwave keeps what is its user's. Nothing outside it is ever written unasked. */
export interface HomeFolders {
  readonly root: string;
  /** One folder a recorded session. */
  readonly recordings: string;
  /** Deleted sessions, until they are put back or the trash is emptied. */
  readonly trash: string;
  /** One file a note, and a folder of those that were deleted. */
  readonly notes: string;
  readonly models: string;
  /** One folder a writer, docs/use/writers.md. */
  readonly writers: string;
  /** Pens of the user's: one JSON file each, docs/formats/pen-profiles.md. */
  readonly profiles: string;
  /** Training runs. */
  readonly runs: string;
  /** Tables and plots of experiments. */
  readonly experiments: string;
  readonly settingsFile: string;
  readonly logs: string;
}

export interface HomeEnvironment {
  /** Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: that of the process. */
  readonly platform?: NodeJS.Platform;
  /** Default: the user's home folder. */
  readonly userHome?: string;
}

/** `QUILLWAVE_HOME` where it is set, otherwise the place the platform keeps application data in. */
export function homeFolders(options: HomeEnvironment = {}): HomeFolders {
  const root = homeFolder(options);
  return {
    root,
    recordings: join(root, 'recordings'),
    trash: join(root, 'trash'),
    notes: join(root, 'notes'),
    models: join(root, 'models'),
    writers: join(root, 'writers'),
    profiles: join(root, 'profiles'),
    runs: join(root, 'runs'),
    experiments: join(root, 'experiments'),
    settingsFile: join(root, 'settings.json'),
    logs: join(root, 'logs'),
  };
}

function homeFolder({
  environment = process.env,
  platform = process.platform,
  userHome = homedir(),
}: HomeEnvironment): string {
  const stated = environment['QUILLWAVE_HOME'];
  if (stated) return stated;
  if (platform === 'win32') {
    return join(environment['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Quillwave');
  }
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Quillwave');
  return join(environment['XDG_DATA_HOME'] || join(userHome, '.local', 'share'), 'quillwave');
}

import { join } from 'node:path';
import { homeFolders } from '../../data/home.ts';
import { ComputeMemory } from './memory.ts';
import { describeSurroundings } from './surroundings.ts';

/** What this user's machine is known to run networks on: in the window and in plain Node it differs. */
export function computeMemory(): ComputeMemory {
  const name = 'electron' in process.versions ? 'compute-window.json' : 'compute.json';
  return new ComputeMemory(join(homeFolders().root, name), describeSurroundings);
}

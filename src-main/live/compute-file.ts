import { join } from 'node:path';
import { homeFolders } from '../data/home.ts';
import { ComputeMemory } from './compute-memory.ts';
import { describeSurroundings } from './compute-surroundings.ts';

/** What this user's machine is known to run networks on. */
export function computeMemory(): ComputeMemory {
  return new ComputeMemory(join(homeFolders().root, 'compute.json'), describeSurroundings);
}

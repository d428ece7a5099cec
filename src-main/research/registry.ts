import { UserError } from '../contract/alerts.ts';
import { adaptation } from './adaptation/adaptation.ts';
import { characters } from './characters/characters.ts';
import type { Experiment } from './experiment.ts';
import { lettersByExample } from './letters-by-example/letters-by-example.ts';
import { simulatorFidelity } from './fidelity/simulator-fidelity.ts';
import { networks } from './words/networks.ts';
import { realCharacters } from './real-characters/real-characters.ts';
import { synthetic } from './synthetic/synthetic.ts';
import { unseenPen } from './unseen-pen/unseen-pen.ts';
import { words } from './words/words.ts';

/** Every experiment that the command line knows, in the order of the list. */
export const experiments: readonly Experiment[] = [
  simulatorFidelity,
  realCharacters,
  synthetic,
  characters,
  words,
  networks,
  adaptation,
  unseenPen,
  lettersByExample,
];

/** @throws UserError `experiment-unknown` */
export function findExperiment(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  throw new UserError(
    'experiment-unknown',
    `There is no experiment “${name}”.`,
    `Choose one of: ${experiments.map((experiment) => experiment.name).join(', ')}.`,
  );
}

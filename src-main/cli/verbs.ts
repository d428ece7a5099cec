import type { Command } from 'commander';

export interface Verb {
  readonly name: string;
  /** One line of `--help`. */
  readonly description: string;
  /** It compiles or changes the sources: a packaged program has none. */
  readonly needsSources?: true;
  /** Adds arguments, options and action; what they need is loaded only where the verb is named. */
  readonly define: (command: Command) => Promise<void>;
}

/** What the program can do, in the order of its help; the first is done where none is named. */
export const verbs: readonly Verb[] = [
  {
    name: 'start',
    description: 'Open the window; where there can be none, read the pen live in the terminal.',
    define: async (command) => (await import('./commands/start.ts')).addStartCommand(command),
  },
  {
    name: 'recognize',
    description: 'Read recordings, or images of single words: what was written in them?',
    define: async (command) =>
      (await import('./commands/recognize.ts')).addRecognizeCommand(command),
  },
  {
    name: 'evaluate',
    description:
      'Compare what a model reads with the labels of recordings, or with what the simulated pen writes.',
    define: async (command) => (await import('./commands/evaluate.ts')).addEvaluateCommand(command),
  },
  {
    name: 'train',
    needsSources: true,
    description: 'Train a model by a recipe; progress and time left go to standard error.',
    define: async (command) => (await import('./commands/train.ts')).addTrainCommand(command),
  },
  {
    name: 'adapt',
    description:
      "Learn a writer's hand from labelled recordings; what reads better becomes a new version of the writer.",
    define: async (command) => (await import('./commands/adapt.ts')).addAdaptCommand(command),
  },
  {
    name: 'new-pen',
    description:
      'Learn a pen that no model knows from what was written with it: how its board sits, its pace, its writers, or single letters.',
    define: async (command) => (await import('./commands/new-pen.ts')).addNewPenCommand(command),
  },
  {
    name: 'statistics',
    description:
      'What is in recordings and trajectories: writers, labels, characters, lengths, rates, channels.',
    define: async (command) =>
      (await import('./commands/statistics.ts')).addStatisticsCommand(command),
  },
  {
    name: 'simulate',
    description: 'What a sensor pen would measure while the writers of trajectories write.',
    define: async (command) => (await import('./commands/simulate.ts')).addSimulateCommand(command),
  },
  {
    name: 'experiment',
    needsSources: true,
    description:
      'Run an experiment: tables (Markdown, CSV) and plots (SVG) in a folder. One that was stopped goes on where it was.',
    define: async (command) =>
      (await import('./commands/experiment.ts')).addExperimentCommand(command),
  },
  {
    name: 'language',
    description:
      'Dictionaries: build one from a list of words, find out how much they should count.',
    define: async (command) => (await import('./commands/language.ts')).addLanguageCommand(command),
  },
  {
    name: 'export',
    description: 'Write a recorded session in a format that others read.',
    define: async (command) => (await import('./commands/export.ts')).addExportCommand(command),
  },
  {
    name: 'models',
    description: 'The models that are installed.',
    define: async (command) => (await import('./commands/models.ts')).addModelsCommand(command),
  },
  {
    name: 'doctor',
    description:
      'Try every way to run networks on this machine: which work, which is fastest, what the others lack.',
    define: async (command) => (await import('./commands/doctor.ts')).addDoctorCommand(command),
  },
  {
    name: 'virtual-pen',
    description:
      'A pen that is not there: sends what a pen of any kind sends, over a pseudo-terminal or Bluetooth.',
    define: async (command) =>
      (await import('./commands/virtual-pen.ts')).addVirtualPenCommand(command),
  },
  {
    name: 'bench',
    needsSources: true,
    description:
      'Measure decoder, signal path, recording, networks, training and the live loop on this machine.',
    define: async (command) => (await import('./bench/command.ts')).addBenchCommand(command),
  },
];

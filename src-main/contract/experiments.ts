/** Where an experiment's figures stand: beside the program, or in the user's home folder. */
export interface ExperimentPlace {
  readonly origin: 'shipped' | 'home';
  /** Of its folder. */
  readonly name: string;
}

export interface ExperimentListing extends ExperimentPlace {
  readonly title: string;
  /** Small and rough. */
  readonly quick: boolean;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** Numbers that could not be computed are NaN. */
export type ExperimentCell = string | number;

export interface ExperimentTable {
  readonly name: string;
  readonly title: string;
  readonly explanation?: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ExperimentCell[])[];
  /** Every single run and the like. */
  readonly detail?: boolean | undefined;
}

export interface ExperimentPage {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly ExperimentTable[];
  readonly plots: readonly { readonly title: string; readonly svg: string }[];
  readonly folder: string;
}

/** What the window may ask for about experiments; part of `Requests`. */
export interface ExperimentRequests {
  /** Those of the home folder and those that came with the program, by title. */
  listExperiments: () => readonly ExperimentListing[];
  readExperiment: (place: ExperimentPlace) => ExperimentPage;
}

export const experimentRequestChannels = {
  listExperiments: 'experiment:list',
  readExperiment: 'experiment:read',
} as const satisfies Record<keyof ExperimentRequests, string>;

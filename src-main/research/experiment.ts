/** What an experiment is run with. */
export interface ExperimentContext {
  /** The folder of the data sets: `pens/`, `trajectories/`, `words/` lie in it. */
  readonly data: string;
  /** A folder of the experiment's own. */
  readonly out: string;
  /** Minutes instead of hours: fewer seeds, fewer recordings, rougher figures. */
  readonly quick: boolean;
  /** What of it was asked for, by option (`sizes`, `methods`, …); absent: all. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly signal?: AbortSignal;
  /** Tells a person how far it is. */
  readonly note: (message: string) => void;
  /**
   * What `compute` gives, kept in the folder: an interrupted experiment goes on where it was. The
   * value must survive JSON; `key` must name everything that it depends on besides data and code.
   */
  readonly remember: <T>(key: string, compute: () => T | Promise<T>) => Promise<T>;
}

export type Cell = string | number;

export interface ReportTable {
  /** Of the CSV file. */
  readonly name: string;
  readonly title: string;
  /** What the columns mean and how the figures came about. */
  readonly explanation?: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Every single run and the like: only in the experiment's folder, not in docs/research/results.md. */
  readonly detail?: boolean | undefined;
}

export interface ReportPlot {
  /** Of the SVG file. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

export interface ExperimentReport {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly plots: readonly ReportPlot[];
}

export interface Experiment {
  readonly name: string;
  /** One line, for the list. */
  readonly summary: string;
  /** @throws UserError when the data are not there; the signal's reason */
  run(context: ExperimentContext): Promise<ExperimentReport>;
}

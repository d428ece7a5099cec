import { DynamicWeights, type DynamicWeightsState } from './dynamic-weights.ts';
import { SharedObjective, type BatchObservation, type ObjectiveState } from './objective.ts';
import { isTaught, type TeacherDescription } from './teacher.ts';

/** What a thread needs to know of the steps before to compute a taught one: plain data. */
export interface TaughtRequest {
  readonly objective: ObjectiveState;
  /** Of the pen, of the images, of the shared layer. */
  readonly weights: readonly [number, number, number];
}

/** What a thread saw in a taught step: plain data. */
export interface TaughtReport {
  /** Losses of the pen (as it counts in the sum), of the images and of the shared layer. */
  readonly losses: readonly [number, number, number];
  /** Mean distance of what belongs together. */
  readonly distance: number;
  readonly observation: BatchObservation;
}

/** Plain data, for checkpoints. */
export interface TeachingState {
  readonly objective: ObjectiveState;
  readonly weights: DynamicWeightsState;
  /** Sums of the losses of the epoch that runs, and how many steps it has so far. */
  readonly sums: readonly number[];
  readonly steps: number;
}

/** What lives on from one taught step to the next; one of it is kept, threads are told what they need. */
export class Teaching {
  readonly #description: TeacherDescription;
  readonly #objective: SharedObjective;
  readonly #weights: DynamicWeights;
  #sums: number[];
  #steps: number;

  constructor(description: TeacherDescription, state?: TeachingState) {
    this.#description = description;
    this.#objective = new SharedObjective(description.objective, state?.objective);
    const { dynamic } = description.weights;
    this.#weights = new DynamicWeights(3, {
      ...(dynamic && { temperature: dynamic.temperature }),
      ...(state && { state: state.weights }),
    });
    this.#sums = [...(state?.sums ?? [0, 0, 0])];
    this.#steps = state?.steps ?? 0;
  }

  /** @returns undefined for a step without images */
  request(step: number): TaughtRequest | undefined {
    if (!isTaught(this.#description, step)) return undefined;
    const { weights, fromStep } = this.#description;
    const { series, images, shared, rampSteps } = weights;
    const risen = rampSteps === 0 ? 1 : Math.min(1, (step - fromStep) / rampSteps);
    const [pen, image, both] = this.#weights.weights as [number, number, number];
    return {
      objective: this.#objective.state,
      weights: [series * pen, images * image, shared * risen * both],
    };
  }

  /** Takes in one taught step: what every thread saw. */
  observe(reports: readonly TaughtReport[]): void {
    this.#objective.observe(reports.map(({ observation }) => observation));
    const { dynamic } = this.#description.weights;
    if (!dynamic) return;
    const means = this.#sums.map(
      (_, part) => reports.reduce((sum, { losses }) => sum + losses[part]!, 0) / reports.length,
    );
    // A step whose loss is no number is skipped; it must not spoil the weights either.
    if (!means.every(Number.isFinite)) return;
    this.#sums = this.#sums.map((sum, part) => sum + means[part]!);
    this.#steps += 1;
    if (this.#steps < dynamic.epochSteps) return;
    this.#weights.finishEpoch(this.#sums.map((sum) => sum / this.#steps));
    this.#sums = [0, 0, 0];
    this.#steps = 0;
  }

  get state(): TeachingState {
    return {
      objective: this.#objective.state,
      weights: this.#weights.state,
      sums: this.#sums,
      steps: this.#steps,
    };
  }
}

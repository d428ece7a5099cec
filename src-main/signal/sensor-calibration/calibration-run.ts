import {
  channelCount,
  channelIndex,
  hasChannel,
  type PenSample,
  type SensorMask,
} from '../../contract/sensors.ts';
import type { StoredCalibration } from '../../contract/writers.ts';
import {
  calibrationSteps,
  type CalibrationStep,
  type SensorCalibrationState,
} from '../../contract/sensor-calibration.ts';
import { isFirmer, PressStep } from './press-step.ts';
import { RestStep, type RestFindings } from './rest-step.ts';
import { TurnStep, type TurnFindings } from './turn-step.ts';

/** A touch counts from this share of a light hand's force on. */
const thresholdShare = 0.5;
const defaultRest = { mean: 0, deviation: 0 };

/** One run through the steps that calibrate the sensors of a pen; fed with samples as they come. */
export class CalibrationRun {
  /** Steps for which this pen has the sensors. */
  readonly steps: readonly CalibrationStep[];
  #rest: RestFindings | undefined;
  #turn: TurnFindings | undefined;
  #light: number | undefined;
  #firm: number | undefined;
  #running: RestStep | TurnStep | PressStep | undefined;
  #step: CalibrationStep | undefined;

  constructor(mask: SensorMask) {
    const turns = ['ax', 'rx', 'mx'] as const;
    this.steps = calibrationSteps.filter((step) =>
      step === 'rest'
        ? true
        : step === 'turn'
          ? turns.some((name) => hasChannel(mask, channelIndex(name)))
          : hasChannel(mask, channelIndex('force')),
    );
  }

  /** Starts a step, or starts it again. */
  begin(step: CalibrationStep): void {
    this.#step = step;
    const rest = this.#rest?.force ?? defaultRest;
    this.#running =
      step === 'rest'
        ? new RestStep()
        : step === 'turn'
          ? new TurnStep()
          : new PressStep({
              step,
              rest,
              ...(step === 'firm' && this.#light !== undefined ? { light: this.#light } : {}),
            });
  }

  push(sample: PenSample): void {
    const running = this.#running;
    if (running === undefined) return;
    running.push(sample);
    // Fitting ellipsoids at every sample would cost more than it tells.
    if (running instanceof TurnStep) return;
    this.#take(running);
  }

  /** To be asked some ten times a second: it also takes over what a step has found. */
  get state(): SensorCalibrationState {
    const feedback = this.#running?.feedback;
    if (this.#running instanceof TurnStep && feedback?.good === true) {
      this.#turn = this.#running.findings;
    }
    return {
      steps: this.steps,
      done: this.steps.filter((step) => this.#isDone(step)),
      ...(feedback === undefined ? {} : { feedback }),
      findings: this.#findings(),
    };
  }

  get step(): CalibrationStep | undefined {
    return this.#step;
  }

  /** What is to be kept; undefined while nothing has been measured. */
  result(now = new Date()): StoredCalibration | undefined {
    if (this.#rest === undefined && this.#turn === undefined && this.#light === undefined) {
      return undefined;
    }
    const bias = new Array<number>(channelCount).fill(0);
    const scale = new Array<number>(channelCount).fill(1);
    const set = (first: number, values: readonly number[], into: number[]) => {
      for (let axis = 0; axis < 3; axis += 1) into[first + axis] = values[axis]!;
    };
    if (this.#rest !== undefined) set(channelIndex('gx'), this.#rest.rotation, bias);
    for (const correction of this.#turn?.corrections ?? []) {
      set(channelIndex(correction.first), correction.bias, bias);
      set(channelIndex(correction.first), correction.scale, scale);
    }
    const forceThreshold = this.#light === undefined ? undefined : thresholdShare * this.#light;
    return {
      at: now.toISOString(),
      bias,
      scale,
      ...(forceThreshold === undefined ? {} : { forceThreshold }),
    };
  }

  #take(running: RestStep | PressStep): void {
    if (!running.feedback.good) return;
    if (running instanceof RestStep) this.#rest = running.findings;
    else if (this.#step === 'light') {
      this.#light = running.level;
      // A firm hand that is no firmer than this light one is to be shown again.
      if (this.#firm !== undefined && !isFirmer(this.#firm, running.level)) this.#firm = undefined;
    } else this.#firm = running.level;
  }

  #isDone(step: CalibrationStep): boolean {
    const found = { rest: this.#rest, turn: this.#turn, light: this.#light, firm: this.#firm };
    return found[step] !== undefined;
  }

  #findings(): string[] {
    const findings: string[] = [];
    if (this.#rest !== undefined) {
      const degrees = (Math.hypot(...this.#rest.rotation) * 180) / Math.PI;
      findings.push(`The gyroscope drifts by ${degrees.toFixed(2)}° a second at rest.`);
    }
    for (const { first, bias, residual } of this.#turn?.corrections ?? []) {
      const [title, unit] =
        first === 'mx'
          ? ['Magnetometer', 'µT']
          : [first === 'ax' ? 'Accelerometer' : 'Rear accelerometer', 'm/s²'];
      const off = Math.hypot(...bias).toFixed(2);
      findings.push(`${title}: off by ${off} ${unit}; what is left is ${percent(residual)}.`);
    }
    if (this.#light !== undefined) {
      findings.push(
        `A light hand presses with ${this.#light.toFixed(2)} N: contact counts from ${(thresholdShare * this.#light).toFixed(2)} N on.`,
      );
    }
    if (this.#firm !== undefined) {
      findings.push(`A firm hand presses with ${this.#firm.toFixed(2)} N.`);
    }
    return findings;
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

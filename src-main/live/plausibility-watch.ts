import type { Alert } from '../contract/alerts.ts';
import { implausibleCodes, type SensorFaults } from '../contract/pens.ts';
import type { PenSample } from '../contract/sensors.ts';
import { examine, type Finding, type FindingKind } from '../signal/plausibility/examine.ts';
import { RecentReadings } from '../signal/plausibility/recent-readings.ts';
import { StreamFaults } from '../signal/plausibility/stream-faults.ts';

/** Readings are judged by so much of them, ms of the pen's clock. */
const stretchMs = 4000;
const capacity = 4096;
/** Two looks in a row must agree before anything is said or taken back. */
const looks = 2;
/** Time between two looks, ms. */
const lookMs = 500;
/** A rate that changed, or a gap, is told for so long, ms. */
const toldMs = 10_000;

/** What physics says of a pen's readings, as alerts that come and go. */
export class PlausibilityWatch {
  readonly #readings = new RecentReadings(capacity);
  readonly #faults = new StreamFaults();
  readonly #votes = new Map<FindingKind, number>();
  readonly #standing = new Map<string, Alert>();
  #lookedMs = -Infinity;
  #told: SensorFaults = this.#faults.counted;
  #toldUntilMs = new Map<string, number>();

  get faults(): SensorFaults {
    return this.#faults.counted;
  }

  get rateHz(): number | undefined {
    return this.#faults.rateHz;
  }

  push(sample: PenSample): void {
    this.#readings.push(sample);
    this.#faults.push(sample);
  }

  /** The pen was away, or another profile reads it: what was before says nothing any more. */
  restart(): void {
    this.#readings.clear();
    this.#faults.interrupt();
    this.#votes.clear();
  }

  /**
   * To be called regularly.
   * @returns all alerts that stand, or undefined when it is not yet time to look again
   */
  look(nowMs: number): readonly Alert[] | undefined {
    if (nowMs - this.#lookedMs < lookMs) return undefined;
    this.#lookedMs = nowMs;
    const findings = examine(this.#readings.last(stretchMs));
    for (const kind of Object.keys(alertOf) as FindingKind[]) this.#vote(kind, findings);
    this.#tellFaults(nowMs);
    return [...this.#standing.values()];
  }

  #vote(kind: FindingKind, findings: readonly Finding[]): void {
    const found = findings.find((finding) => finding.kind === kind);
    const before = this.#votes.get(kind) ?? 0;
    const votes = Math.min(looks, Math.max(0, before + (found ? 1 : -1)));
    this.#votes.set(kind, votes);
    const code = implausibleCodes[kind];
    if (votes === looks && found) {
      // Its figures may vary from look to look; what stands is not told again.
      if (!this.#standing.has(code)) this.#standing.set(code, alertOf[kind](found));
    } else if (votes === 0) this.#standing.delete(code);
  }

  #tellFaults(nowMs: number): void {
    const { gaps, rateChanges, missingSeconds } = this.#faults.counted;
    if (this.#faults.isFrozen) this.#standing.set(frozen.code, frozen);
    else this.#standing.delete(frozen.code);
    if (gaps > this.#told.gaps) {
      const seconds = missingSeconds - this.#told.missingSeconds;
      this.#tell(gap(seconds), nowMs);
    }
    if (rateChanges > this.#told.rateChanges) this.#tell(rateChanged(this.#faults.rateHz), nowMs);
    this.#told = this.#faults.counted;
    for (const [code, untilMs] of this.#toldUntilMs) {
      if (nowMs < untilMs) continue;
      this.#standing.delete(code);
      this.#toldUntilMs.delete(code);
    }
  }

  #tell(alert: Alert, nowMs: number): void {
    this.#standing.set(alert.code, alert);
    this.#toldUntilMs.set(alert.code, nowMs + toldMs);
  }
}

const describe =
  'Open “Describe this pen …” beside the pen’s name: there each column can be given its meaning and unit.';

const alertOf: Readonly<Record<FindingKind, (finding: Finding) => Alert>> = {
  gravity: ({ measured = 0 }) => ({
    code: implausibleCodes.gravity,
    severity: 'warning',
    message: `The acceleration is ${figure(measured)} m/s² long; gravity alone makes it 9.81. These readings cannot be right.`,
    remedy: describe,
  }),
  scale: ({ measured = 0, factor = 1 }) => ({
    code: implausibleCodes.scale,
    severity: 'warning',
    message: `At rest the acceleration is ${figure(measured)} m/s² long instead of 9.81: its scale is wrong by a factor of ${factor < 1 ? `1/${1 / factor}` : factor}.`,
    remedy: `The sensor measures another range than its description says. ${describe}`,
  }),
  rotation: ({ measured = 0 }) => ({
    code: implausibleCodes.rotation,
    severity: 'warning',
    message: `The rotation of ${figure(measured)} rad/s cannot be right: no hand turns a pen so fast, nor does one that rests.`,
    remedy: describe,
  }),
  force: ({ measured = 0 }) => ({
    code: implausibleCodes.force,
    severity: 'warning',
    message: `The force of ${figure(measured)} N is more than a hand presses.`,
    remedy: describe,
  }),
  dead: ({ channels = [] }) => ({
    code: implausibleCodes.dead,
    severity: 'warning',
    message: `Nothing comes from ${channels.join(', ')}: the value never changes.`,
    remedy: `Check the sensor, or leave the column out. ${describe}`,
  }),
  saturated: ({ channels = [] }) => ({
    code: implausibleCodes.saturated,
    severity: 'warning',
    message: `The range of the sensor is too small: ${channels.join(', ')} stays at its end.`,
    remedy: 'Set a larger range in the pen’s firmware; until then fast strokes are cut.',
  }),
};

const frozen: Alert = {
  code: 'pen-frozen',
  severity: 'warning',
  message: 'The sensor has frozen: every reading is the same.',
  remedy: 'Switch the pen off and on. What you wrote before stays.',
};

function gap(seconds: number): Alert {
  return {
    code: 'pen-gap',
    severity: 'warning',
    message: `The pen was silent for ${seconds.toFixed(1)} s; what was written then is lost.`,
    remedy: 'If it happens again: bring a wireless pen closer, check its cable and its battery.',
  };
}

function rateChanged(rateHz: number | undefined): Alert {
  return {
    code: 'pen-rate',
    severity: 'warning',
    message: `The pen has changed its rate: now ${Math.round(rateHz ?? 0)} readings a second.`,
    remedy: 'It is read as it comes. If text gets worse, check the pen’s battery and settings.',
  };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(2)));
}

import type { ReportPlot, ReportTable } from '../experiment.ts';
import { panelsSvg } from '../plots.ts';
import { innerRateHz } from '../../simulator/trajectory.ts';
import { bandNames } from './bands.ts';
import { motionChannels, type MotionSignals } from './compare.ts';
import type { ComparedPopulation } from './compare-populations.ts';
import {
  forceFigureNames,
  type ForceFigures,
  forcePenWord,
  type measuredForceFigures,
} from './force-words.ts';
import type { LettersFidelity } from './letters-fidelity.ts';
import { letterRateHz } from './letters.ts';
import { type Spectrum, welch } from './spectrum.ts';
import { percentileOf, quantile } from './statistics.ts';
import { stylusCoupling } from './stylus-coupling.ts';
import type { StylusFidelity } from './stylus.ts';

/** What one comparison adds to the report. */
export interface Part {
  readonly tables: readonly ReportTable[];
  readonly plots: readonly ReportPlot[];
}

export function stylusReport({ axes, fitted, measured, simulated, motion }: StylusFidelity): Part {
  const held = stylusCoupling(motion);
  const lever = fitted.lever.map((metres) => (1000 * metres).toFixed(1)).join(', ');
  return {
    tables: [
      {
        name: 'stylus',
        title: 'Stylus with optical pose: pose in, sensors out',
        explanation: `Below 8 Hz, as the camera took 30 pictures a second. Mounting, lever arm (${lever} mm from the tracked point) and the clocks' offset (${fitted.shiftMs} ms) were fitted to the first half of the session; the figures are those of the second. The fit takes gravity for ${fitted.gravity.toFixed(3)} m/s². While writing text the line from tip to tracked point stood at altitude ${degrees(held.altitude)} and azimuth ${degrees(held.azimuth)}, and the pen turned by ${matrix(held.coupling)} rad/m (rows: about the line, up the page, off it; columns: tip along the line, up the page, off it).`,
        columns: [
          'axis',
          'correlation',
          'correlation above 0.5 Hz',
          'spectrum distance, dB',
          'rms simulated / measured',
        ],
        rows: axes.map((axis) => [
          axis.axis,
          axis.correlation,
          axis.fastCorrelation,
          axis.distance,
          axis.rmsRatio,
        ]),
      },
    ],
    plots: [
      tracesPlot('stylus-traces', 'Stylus: measured and simulated', measured, simulated, {
        rateHz: innerRateHz,
        seconds: 5,
      }),
      spectraPlot(
        'stylus-spectra',
        'Stylus: spectra',
        measured.map((signal) => welch(signal, innerRateHz)),
        simulated.map((signal) => welch(signal, innerRateHz)),
      ),
    ],
  };
}

export function lettersReport(fidelity: LettersFidelity): Part {
  const { axes, sensors, fitted, letters, spectra, example } = fidelity;
  const { writer, pen } = fitted;
  return {
    tables: [
      {
        name: 'letters-axes',
        title: 'Letters on a tablet: tip path in, sensors out',
        explanation: `One grip and coupling for all letters, fitted to every other one: altitude ${degrees(writer.altitude)}, azimuth ${degrees(writer.azimuth)}, coupling ${matrix(writer.coupling)} rad/m, sensor ${(1000 * pen.front[2]).toFixed(0)} mm from the tip, tablet ${fitted.lagMs} ms late. Figures are those of the other ${letters} letters, each less its mean.`,
        columns: ['axis', 'correlation'],
        rows: axes.map(({ axis, correlation }) => [axis, correlation]),
      },
      {
        name: 'letters-bands',
        title: 'Letters on a tablet: rms by band',
        explanation: `A sensor's three axes together, m/s² and rad/s. Shaking (${pen.vibration.rms} m/s² at ${pen.vibration.frequency} Hz, ${pen.vibration.bandwidth} Hz wide, rocking at ${(1000 * pen.vibration.arm).toFixed(0)} mm) was fitted with the rest. The slope is that from 5 to 30 Hz, dB an octave.`,
        columns: ['sensor', 'band', 'measured', 'simulated', 'simulated / measured'],
        rows: sensors.flatMap((sensor) => [
          ...sensor.measured.map((value, band) => [
            sensor.sensor,
            bandNames[band]!,
            value,
            sensor.simulated[band]!,
            sensor.simulated[band]! / value,
          ]),
          [
            sensor.sensor,
            'slope',
            sensor.measuredSlope,
            sensor.simulatedSlope,
            sensor.simulatedSlope / sensor.measuredSlope,
          ],
        ]),
      },
    ],
    plots: [
      tracesPlot(
        'letters-traces',
        `Letter ${example.label}: measured and simulated`,
        example.measured,
        example.simulated,
        { rateHz: letterRateHz, seconds: 4 },
      ),
      spectraPlot('letters-spectra', 'Letters: mean spectra', spectra.measured, spectra.simulated),
    ],
  };
}

export function forceReport(
  measured: ReturnType<typeof measuredForceFigures>,
  simulated: readonly ForceFigures[],
  count: number,
): Part {
  const names = Object.keys(forceFigureNames) as (keyof ForceFigures)[];
  return {
    tables: [
      {
        name: 'force-pen',
        title: 'Force, contact and shaking: force pen and simulated words',
        explanation: `“${forcePenWord}” by writers of one real pen (medians of their recordings) and by ${count} drawn writers with drawn pens. Contact is told by the force alone, in both alike. The last columns say at which percentile of the simulated ones each writer lies.`,
        columns: [
          'figure',
          ...measured.map(({ writer }) => writer),
          'simulated 5 %',
          '50 %',
          '95 %',
          ...measured.map(({ writer }) => `percentile ${writer}`),
        ],
        rows: names.map((name) => {
          // What was not finite comes back as null when it was remembered.
          const all = simulated.map((figures) => (figures[name] as number | null) ?? Number.NaN);
          return [
            forceFigureNames[name],
            ...measured.map(({ figures }) => figures[name]),
            ...[0.05, 0.5, 0.95].map((share) => quantile(all, share)),
            ...measured.map(({ figures }) => percentileOf(figures[name], all)),
          ];
        }),
      },
    ],
    plots: [],
  };
}

export function populationReport(compared: readonly ComparedPopulation[], count: number): Part {
  return {
    tables: [
      {
        name: 'population',
        title: 'Real pens among drawn ones',
        explanation: `Rms of a sensor's axes together, median over the recordings of a pen, beside ${count} drawn writers and pens that write the same: the letters along the same paths, digits and words composed of single characters by other people. The percentile says where among them the real pen lies.`,
        columns: ['pen', 'sensor', 'band', 'measured', 'drawn 5 %', '50 %', '95 %', 'percentile'],
        rows: compared.flatMap(({ name, rows }) =>
          rows.map((row) => [
            name,
            row.sensor,
            bandNames[row.band]!,
            row.measured,
            ...row.simulated,
            row.percentile,
          ]),
        ),
      },
    ],
    plots: [],
  };
}

function tracesPlot(
  name: string,
  title: string,
  measured: MotionSignals,
  simulated: MotionSignals,
  { rateHz, seconds }: { readonly rateHz: number; readonly seconds: number },
): ReportPlot {
  const length = Math.min(measured[0]!.length, Math.round(seconds * rateHz));
  // More points than pixels only make the file larger.
  const stride = Math.max(1, Math.floor(rateHz / 100));
  const thin = (signal: Float64Array) => signal.slice(0, length).filter((_, i) => i % stride === 0);
  const panels = motionChannels.map((axis, index) => {
    const real = thin(measured[index]!);
    const x = real.map((_, i) => (i * stride) / rateHz);
    return {
      title: `${axis}, ${index < 3 ? 'm/s²' : 'rad/s'}`,
      xLabel: 'seconds',
      lines: [
        { name: 'measured', x, y: real },
        { name: 'simulated', x, y: thin(simulated[index]!) },
      ],
    };
  });
  return { name, title, svg: panelsSvg(panels) };
}

function degrees(radians: number): string {
  return `${((radians * 180) / Math.PI).toFixed(0)}°`;
}

function matrix(rows: readonly (readonly number[])[]): string {
  const lines = rows.map((row) => `[${row.map((value) => value.toFixed(1)).join(', ')}]`);
  return `[${lines.join(', ')}]`;
}

/** What lies above 44 Hz no pen here measured. */
const plottedHz = 44;

function spectraPlot(
  name: string,
  title: string,
  measured: readonly Spectrum[],
  simulated: readonly Spectrum[],
): ReportPlot {
  const line = (which: string, { frequencies, density }: Spectrum) => {
    const most = frequencies.filter((frequency) => frequency <= plottedHz).length;
    return { name: which, x: frequencies.slice(0, most), y: density.slice(0, most).map(Math.sqrt) };
  };
  const panels = motionChannels.map((axis, index) => ({
    title: `${axis}, ${index < 3 ? 'm/s²' : 'rad/s'} a root hertz`,
    xLabel: 'hertz',
    logarithmic: true,
    lines: [line('measured', measured[index]!), line('simulated', simulated[index]!)],
  }));
  return { name, title, svg: panelsSvg(panels) };
}

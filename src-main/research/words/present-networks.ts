import { multiplyAdds } from '../../recognizer/network/cost.ts';
import { downSamplingOf } from '../../recognizer/network/description.ts';
import { parameterCount } from '../../recognizer/network/parameters.ts';
import { comparisonTable } from '../comparison-table.ts';
import type { Cell, ExperimentReport, ReportTable } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { panelsSvg } from '../plots.ts';
import { longest } from './settings.ts';
import {
  countedReadings,
  type NetworkOutcomes,
  type NetworksSettings,
} from './network-settings.ts';

export interface NetworksFacts {
  readonly quick: boolean;
  readonly settings: NetworksSettings;
  /** What the others are held against first. */
  readonly networks: readonly NetworkOutcomes[];
}

const percent = (fraction: number) => 100 * fraction;
const million = 1e6;

export function presentNetworks({ quick, settings, networks }: NetworksFacts): ExperimentReport {
  const { batchSize, writings, testSamples, learningRates, trialShare } = settings;
  const first = networks[0]!;
  return {
    title: 'Networks at equal cost',
    paragraphs: [
      `Printed by \`npm run -s experiment -- networks${quick ? ' --quick' : ''}\`.`,
      `Our network of the recipe \`words-first\` beside the published ones, all from random weights. Each learns with as many multiply-adds as ${first.steps.toLocaleString('en')} steps of ${batchSize} recordings cost the first: a network that costs twice as much takes half as many steps. ${writings.toLocaleString('en')} simulated recordings of the training writers, small letters, at most ${longest} a text; recordings and their order are the same for all networks of a seed. ${testSamples} held-out words and strings of the test writers are read after the last step, greedily, without a dictionary.`,
      `The peak learning rate of each network is that of ${learningRates.join(', ')} with which it reads the validation writers best after ${Math.round(100 * trialShare)} % of the budget, with a seed of its own. Optimiser, schedule and frame-wise loss are ours for all; so short a training favours networks that are cheap, and none is trained to its end.`,
      'All sensors are simulated.',
    ],
    tables: [
      comparison('compared', 'CER after equal cost', 'CER, %', networks, ({ all }) => all.cer),
      comparison('words-wrong', 'The same runs, WER', 'WER, %', networks, ({ all }) => all.wer),
      costTable(networks),
      runsTable(networks),
    ],
    plots: [
      {
        name: 'curves',
        title: 'CER of the validation writers by what training has cost',
        svg: curves(networks, batchSize),
      },
    ],
  };
}

function comparison(
  name: string,
  title: string,
  figure: string,
  networks: readonly NetworkOutcomes[],
  of: (outcome: NetworkOutcomes['outcomes'][number]) => number,
): ReportTable {
  const [baseline, ...arms] = networks.map(({ arm, outcomes }) => ({
    name: arm.name,
    values: outcomes.map((outcome) => percent(of(outcome))),
  }));
  return comparisonTable({ name, title, figure, armColumn: 'network' }, [
    { baseline: baseline!, arms },
  ]);
}

function costTable(networks: readonly NetworkOutcomes[]): ReportTable {
  return {
    name: 'cost',
    title: 'What they cost',
    explanation: `Multiply-adds of one forward pass over ${countedReadings} readings, products with weights only; “trials”: CER of the validation writers by learning rate.`,
    columns: [
      ...['network', 'parameters', 'multiply-adds, millions', 'down-sampling'],
      ...['steps', 'learning rate', 'trials'],
    ],
    rows: networks.map(({ arm: { name, network }, steps, learningRate, trials }): Cell[] => [
      ...[name, parameterCount(network)],
      Math.round(multiplyAdds(network, countedReadings) / million),
      ...[downSamplingOf(network), steps, learningRate],
      trials.map((trial) => `${trial.learningRate}: ${percent(trial.cer).toFixed(1)} %`).join(', '),
    ]),
  };
}

function runsTable(networks: readonly NetworkOutcomes[]): ReportTable {
  return {
    ...{ name: 'runs', title: 'Every run', detail: true },
    columns: ['network', 'run', 'CER, %', 'WER, %', 'CER left, %', 'CER right, %'],
    rows: networks.flatMap(({ arm, outcomes }) =>
      outcomes.map(({ all, left, right }, run): Cell[] => [
        ...[arm.name, run + 1],
        ...[all.cer, all.wer, left.cer, right.cer].map((one) => Number(percent(one).toFixed(2))),
      ]),
    ),
  };
}

function curves(networks: readonly NetworkOutcomes[], batchSize: number): string {
  return panelsSvg(
    [
      {
        title: 'CER of the validation writers, %',
        xLabel: 'multiply-adds of forward passes, 10¹² (1,024 readings a sample)',
        lines: networks.map(({ arm, outcomes }) => {
          const cost = (batchSize * multiplyAdds(arm.network, countedReadings)) / 1e12;
          const { curve } = outcomes[0]!;
          return {
            name: arm.name,
            x: curve.map(({ step }) => step * cost),
            y: curve.map(
              (_, at) => spreadOf(outcomes.map((one) => percent(one.curve[at]!.cer))).mean,
            ),
          };
        }),
      },
    ],
    1,
  );
}

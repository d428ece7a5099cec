import type * as Tensorflow from '@tensorflow/tfjs-core';
import { UserError } from '../../contract/alerts.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { AdamW, globalNorm } from '../../learning/gradients/adamw.ts';
import { assemble, type BatchRecipe } from '../../learning/kinds/digits/digits-batches.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { learningRateAt } from '../../learning/gradients/schedule.ts';
import { stepGradients } from '../../learning/gradients/training-step.ts';
import type { Network } from './judge.ts';
import type { RunSettings } from './settings.ts';

export interface FitOptions {
  readonly recipe: BatchRecipe;
  readonly weights: NamedTensors;
  readonly settings: RunSettings;
  readonly seed: number;
  /** The samples of the next step. */
  readonly nextBatch: () => readonly LabeledWindow[];
  /** Judges the averaged weights on the validation part; lower is better. */
  readonly validate: (network: Network) => Promise<number>;
  readonly onCheck?: (step: number, score: number, loss: number) => void;
}

export interface Fitted {
  readonly weights: NamedTensors;
  /** Of the check that was best. */
  readonly step: number;
  readonly score: number;
  /** Steps without an update, because their gradient was not finite. */
  readonly skipped: number;
}

const clipNorm = 1;
/** More than chance explains. */
const maximumSkipped = 20;

/**
 * Trains a network of a few hundred recordings, in memory. What is judged and kept is the running
 * mean of the weights (Polyak and Juditsky 1992), which with so few recordings varies less than the
 * weights themselves.
 * @throws UserError `training-diverged`
 */
export async function fit(
  tensorflow: typeof Tensorflow,
  { recipe, weights, settings, seed, nextBatch, validate, onCheck }: FitOptions,
): Promise<Fitted> {
  const network = createTrainableNetwork(recipe.network, { seed, weights });
  const averaged = createTrainableNetwork(recipe.network, { seed, weights });
  const reader: Network = { tensorflow, network: averaged, recipe };
  const mean = weights.map((tensor) => ({ ...tensor, values: tensor.values.slice() }));
  const optimizers = optimizersFor(network, settings);
  const memory = new StepMemory();
  let best: Omit<Fitted, 'skipped'> | undefined;
  let skipped = 0;
  try {
    for (let step = 0; step < settings.steps; step += 1) {
      const { frameWeight, frameWeightUntilStep } = settings;
      const remaining = Math.max(0, 1 - step / Math.max(1, frameWeightUntilStep));
      const { loss, gradients } = await stepGradients(
        tensorflow,
        network,
        assemble(recipe, nextBatch()),
        { seed: seed * 1_000_003 + step, frameWeight: frameWeight * remaining, memory },
      );
      const norm = globalNorm(gradients);
      if (Number.isFinite(norm) && loss.nonFinite === 0) {
        const rate = learningRateAt(step, settings);
        const scale = Math.min(1, clipNorm / Math.max(norm, 1e-12));
        for (const { optimizer, share } of optimizers) {
          await optimizer.update(gradients, rate * share, scale);
        }
      } else if ((skipped += 1) > maximumSkipped) {
        throw new UserError(
          'training-diverged',
          `Training stopped at step ${step + 1}: ${skipped} gradients were not finite.`,
          'Look for readings that are not finite in the recordings, or lower the learning rate.',
        );
      }
      // The first weights are no better than chance: they must not be remembered for long.
      const kept = Math.min(settings.averaging, (step + 1) / (step + 10));
      for (const { name, values } of mean) {
        const now = await network.variables.get(name)!.data<'float32'>();
        for (let at = 0; at < values.length; at += 1) {
          values[at] = kept * values[at]! + (1 - kept) * now[at]!;
        }
      }
      if ((step + 1) % settings.validateEvery !== 0 && step + 1 < settings.steps) continue;
      averaged.load(mean);
      const score = await validate(reader);
      onCheck?.(step + 1, score, loss.total);
      if (best && score > best.score) continue;
      best = { weights: await averaged.weights(), step: step + 1, score };
    }
    return { ...best!, skipped };
  } finally {
    network.dispose();
    averaged.dispose();
  }
}

/** The output layer learns at the full rate, the layers before it at a share of it. */
function optimizersFor(
  network: ReturnType<typeof createTrainableNetwork>,
  { weightDecay, encoderShare }: RunSettings,
) {
  const learned = new Set(network.trainableVariables);
  const output = `${network.description.layers.length - 1}.`;
  const part = (ofOutput: boolean) =>
    new AdamW(
      new Map(
        [...network.variables].filter(
          ([name, variable]) => learned.has(variable) && name.startsWith(output) === ofOutput,
        ),
      ),
      { weightDecay, decays: (name) => name.endsWith('kernel') },
    );
  return [
    { optimizer: part(true), share: 1 },
    { optimizer: part(false), share: encoderShare },
  ];
}

import type { Choice } from '../../compute/choice.ts';
import { learningRungs } from '../../compute/ladder.ts';
import { learnOn } from '../../compute/learning-place.ts';
import { UserError } from '../../contract/alerts.ts';
import type { LostRung } from '../../learning/gradients/gradient-source.ts';
import { RunFolder } from '../../learning/runs/run-folder.ts';
import type { LearningNeeds } from '../../learning/kinds/train-recipe.ts';
import type { ComputeService } from '../../library/compute/service.ts';
import { nodeCompute } from './compute.ts';
import { showProgress } from '../commands/doctor.ts';

export interface PlaceOptions {
  /** Id of the rung that a person wants; it is used and no other. */
  readonly backend?: string;
  /** Run that is gone on with: it learns where it has learnt. */
  readonly resumed?: string;
  /** Default: what is known of this machine. */
  readonly compute?: ComputeService;
  /** Default: standard error. */
  readonly say?: (line: string) => void;
}

const toStandardError = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * Has this process learn where it is fastest and right, or where a person says; tries what is not known
 * yet and says what was chosen, and why.
 *
 * @throws UserError `backend` where the rung that is asked for, or that the run has learnt on, does not work
 */
export async function chooseLearning(
  needs: LearningNeeds,
  { backend, resumed, compute = nodeCompute(), say = toStandardError }: PlaceOptions = {},
): Promise<void> {
  if (backend !== undefined) requireKnown(backend);
  const before = resumed === undefined ? undefined : await lastRung(resumed);
  const wanted = backend ?? before;
  if (backend !== undefined && before !== undefined && backend !== before) {
    say(
      `The run has learnt on ${before} and goes on on ${backend}: its weights will not be quite those of a run on one of them.`,
    );
  }
  const inProcess = learningRungs.find(({ id, driver }) => id === wanted && !driver);
  if (inProcess !== undefined) {
    learnOn([inProcess.id]);
    say(`Learning on ${inProcess.id} (${backend === undefined ? 'as the run has' : 'asked for'}).`);
    return;
  }
  if (needs.taught === true) {
    if (wanted !== undefined)
      throw unusable(
        wanted,
        'images teach it, which only the processor learns from',
        'Train with --backend processor, or by a recipe without teacher.',
      );
    learnOn(['processor']);
    say('Learning on processor (images teach it, which only the processor learns from).');
    return;
  }
  const choice = await compute.learningChoice(needs.network, {
    threads: needs.threads,
    survey: { onProgress: showProgress },
    ...(wanted !== undefined && { forced: wanted }),
  });
  const [first = 'processor'] = choice.order;
  if (wanted !== undefined && first !== wanted) {
    const passed = choice.passedOver.find(({ rung }) => rung === wanted);
    const remedy =
      backend === undefined
        ? 'Mend that, or go on elsewhere: --resume --backend processor. The weights will then not be quite the same.'
        : (passed?.remedy ?? 'npm run -s doctor shows what works here.');
    throw unusable(wanted, passed?.reason ?? 'it does not work here', remedy);
  }
  // What a person asks for is used and nothing else: its loss ends the training with an error.
  learnOn(backend === undefined ? [first, ...choice.order.slice(1)] : [first]);
  say(`Learning on ${first} (${reasonOf(choice, wanted)}).`);
}

/** Says that a rung was lost while it learnt, and remembers it. */
export async function tellLoss(
  { network }: Pick<LearningNeeds, 'network'>,
  { rung, how, next }: LostRung,
): Promise<void> {
  toStandardError(
    `! ${rung} stopped working: ${how}. Learning goes on on ${next}; nothing was lost.\n` +
      '  → Update the driver of the graphics card if it happens again; npm run -s doctor tries it again.',
  );
  await nodeCompute().noteLearningLoss(network, rung, how);
}

function reasonOf({ passedOver }: Choice, wanted: string | undefined): string {
  if (wanted !== undefined) return 'asked for';
  const drivers = learningRungs.filter(({ driver }) => driver).map(({ id }) => id);
  const others = passedOver.filter(({ rung }) => drivers.includes(rung));
  if (others.length < drivers.length) return 'the fastest that is right';
  return `the fastest; ${others.map(({ rung, reason }) => `${rung}: ${reason}`).join('; ')}`;
}

async function lastRung(runFolder: string): Promise<string | undefined> {
  return (await new RunFolder(runFolder).learnedOn()).at(-1)?.rung;
}

function requireKnown(id: string): void {
  if (learningRungs.some((rung) => rung.id === id)) return;
  throw new UserError(
    'backend',
    `There is no way to learn called “${id}”.`,
    `Choose one of ${learningRungs.map((one) => one.id).join(', ')}; npm run -s doctor shows which work here.`,
  );
}

function unusable(id: string, reason: string, remedy: string): UserError {
  return new UserError('backend', `Cannot learn on ${id}: ${reason}.`, remedy);
}

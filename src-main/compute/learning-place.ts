import { learningRungs, type Rung } from './ladder.ts';

const variable = 'QUILLWAVE_LEARNING';
const usual = 'processor';

/**
 * Where this process, the threads and the processes that it starts learn from now on: on the first of
 * these rungs, on the next one when it is lost.
 *
 * @param ids of learning rungs, best first; what cannot be relied on is always followed by the processor
 */
export function learnOn(ids: readonly string[]): void {
  process.env[variable] = ids.join(' ');
}

/** As `learnOn` said, here or where this process or thread was started; else the processor. */
export function learningPlace(): readonly Rung[] {
  const wanted = (process.env[variable] ?? '').split(' ');
  const known = wanted.flatMap((id) => learningRungs.filter((rung) => rung.id === id));
  return known.length > 0 ? known : [rungCalled(usual)];
}

/** Whether products shall be those of plain JavaScript. */
export function learnsPlainly(): boolean {
  const local = learningPlace().find(({ driver }) => !driver);
  return local?.engine.library === 'tensorflow' && local.engine.products === 'plain';
}

function rungCalled(id: string): Rung {
  return learningRungs.find((rung) => rung.id === id)!;
}

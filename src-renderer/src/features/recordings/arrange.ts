import type { RecordingSummary } from '$contract/ipc.ts';

export const orders = [
  { id: 'newest', title: 'Newest first' },
  { id: 'oldest', title: 'Oldest first' },
  { id: 'longest', title: 'Longest first' },
] as const;
export type Order = (typeof orders)[number]['id'];

/** What a list is narrowed to; empty: everything. */
export interface Narrowing {
  readonly model: string;
  readonly writer: string;
}

/** @returns the different models and writers of a list, in the order of the alphabet */
export function choicesOf(list: readonly RecordingSummary[]): {
  readonly models: readonly string[];
  readonly writers: readonly string[];
} {
  const different = (values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined && value !== ''))].sort() as string[];
  return {
    models: different(list.map(({ model }) => model)),
    writers: different(list.map(({ writer }) => writer)),
  };
}

export function narrowed(
  list: readonly RecordingSummary[],
  { model, writer }: Narrowing,
): readonly RecordingSummary[] {
  return list.filter(
    (one) => (model === '' || one.model === model) && (writer === '' || one.writer === writer),
  );
}

export function arranged(
  list: readonly RecordingSummary[],
  order: Order,
): readonly RecordingSummary[] {
  const compare: Readonly<Record<Order, (a: RecordingSummary, b: RecordingSummary) => number>> = {
    newest: (a, b) => b.startedAt - a.startedAt,
    oldest: (a, b) => a.startedAt - b.startedAt,
    longest: (a, b) => b.seconds - a.seconds,
  };
  return list.toSorted(compare[order]);
}

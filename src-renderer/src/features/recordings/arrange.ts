import type { RecordingSummary } from '$contract/ipc.ts';

export const orders = [
  { id: 'newest', title: 'Newest first' },
  { id: 'oldest', title: 'Oldest first' },
  { id: 'longest', title: 'Longest first' },
] as const;
export type Order = (typeof orders)[number]['id'];

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

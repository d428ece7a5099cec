import { expect, test } from 'vitest';
import type { RecordingSummary } from '$contract/ipc.ts';
import { arranged, orders } from './arrange.ts';

const recording = (name: string, startedAt: number, seconds: number): RecordingSummary => ({
  ...{ name, path: name, startedAt, seconds, bytes: 0, pen: '', text: '', recovered: false },
});

test('recordings stand in the order that was asked for', () => {
  const list = [recording('a', 1, 5), recording('b', 3, 1), recording('c', 2, 9)];
  const names = orders.map(({ id }) =>
    arranged(list, id)
      .map(({ name }) => name)
      .join(''),
  );
  expect(names).toEqual(['bca', 'acb', 'cab']);
});

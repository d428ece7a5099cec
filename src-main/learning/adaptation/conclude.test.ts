import { expect, test } from 'vitest';
import { ratesOf } from './choose-step.ts';
import { conclude } from './conclude.ts';
import { settingsFor } from './settings.ts';

const texts = ['aa', 'bb', 'ab', 'ba'];
const judged = texts.map((text) => ({ text, learnt: new Set('ab') }));

interface Read {
  readonly text: string;
  readonly spelled?: string;
}

/** What comes of versions that read so, each text by the one that had not learnt it. */
function concluded(before: readonly string[], after: readonly string[], loss = 1) {
  const read = (texts: readonly string[]) => texts.map((text) => ({ text }));
  return concludedOf(read(before), read(after), loss);
}

function concludedOf(before: readonly Read[], after: readonly Read[], loss = 1) {
  const readings = before.map((read, take) => ({ take, ...read, loss: 2 }));
  const round = after.map((read, take) => [{ take, ...read, loss }]);
  const rounds = [
    { step: 0, readings: readings.map((reading) => [reading]) },
    { step: 10, readings: round },
  ];
  return conclude(
    { rounds, curve: [], weights: [] },
    {
      ...{ judged, readings, settings: settingsFor(4), before: ratesOf(readings, judged) },
      ...{ begun: performance.now(), learnedOn: 'here' },
    },
  ).result;
}

test('two errors less are offered, one may be chance', () => {
  const { better, reason } = concluded(['aa', 'bb', 'aa', 'bb'], ['aa', 'bb', 'ab', 'ba']);
  expect(better).toBe(true);
  expect(reason).toContain('better: 0 errors instead of 2 in the 4 recordings');
  const one = concluded(['aa', 'bb', 'aa', 'bb'], ['aa', 'bb', 'ab', 'bb']);
  expect(one.better).toBe(false);
  expect(one.reason).toContain('no better: 1 error instead of 2');
  expect(one.reason).toContain('chance');
});

test('a version that falls silent makes fewer errors than one that reads too much, but is no better', () => {
  const { before, after, better, reason } = concluded(
    texts.map((text) => `${text}xxxx`),
    ['', '', '', ''],
  );
  expect(after.cer).toBeLessThan(before.cer);
  expect(better).toBe(false);
  expect(reason).toContain('fewer characters are read rightly');
});

test('nor is one that a dictionary makes more errors of', () => {
  const reading = (text: string, spelled: string) => ({ text, spelled });
  const offered = (spelled: string) =>
    concludedOf(
      [reading('a', 'aa'), reading('b', 'bb'), reading('a', 'ab'), reading('b', 'ba')],
      [reading('aa', spelled), reading('bb', 'bb'), reading('ab', 'ab'), reading('ba', 'ba')],
    );
  expect(offered('aa')).toMatchObject({ better: true, after: { cerWithDictionary: 0 } });
  const worse = offered('ab');
  expect(worse.better).toBe(false);
  expect(worse.reason).toContain('with the dictionary it makes more errors');
});

test('nor is one that is far less sure of what was written', () => {
  const { better, reason } = concluded(['aa', 'bb', 'a', 'b'], ['aa', 'bb', 'ab', 'ba'], 2.15);
  expect(better).toBe(true);
  expect(reason).not.toContain('sure');
  const unsure = concluded(['', '', '', ''], ['aa', 'bb', 'ab', 'ba'], 2.5);
  expect(unsure.better).toBe(false);
  expect(unsure.reason).toContain('less sure');
});

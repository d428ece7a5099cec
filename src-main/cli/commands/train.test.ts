import { expect, test } from 'vitest';
import { resumeCommand } from './train.ts';

test('the way to go on names the same places', () => {
  expect(resumeCommand({ recipe: 'pen-digits' })).toBe(
    'npm run -s train -- --recipe pen-digits --resume',
  );
  expect(
    resumeCommand({ recipe: 'a.json', data: 'my data.ndjson', run: '/tmp/run', out: "it's" }),
  ).toBe(
    `npm run -s train -- --recipe a.json --resume --data 'my data.ndjson' --run /tmp/run --out 'it'\\''s'`,
  );
  expect(
    resumeCommand({ recipe: 'words', recordings: ['a.ndjson', 'my session'], from: 'words' }),
  ).toBe(
    `npm run -s train -- --recipe words --resume --recordings a.ndjson 'my session' --from words`,
  );
});

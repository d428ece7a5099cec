import { expect, test } from 'vitest';
import { sampleText } from './sample-text.ts';

test('the sample is what the model in use can write', () => {
  expect(sampleText('0123456789', 'off')).toBe('0123456789');
  expect(sampleText('abc', 'german')).toContain('schreibe');
  expect(sampleText(undefined, 'english')).toContain('write');
});

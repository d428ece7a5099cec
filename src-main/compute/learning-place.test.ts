import { afterEach, expect, test, vi } from 'vitest';
import { learningPlace, learnOn, learnsPlainly } from './learning-place.ts';
import { matrixProducts } from './products.ts';

afterEach(() => vi.unstubAllEnvs());
const ids = () => learningPlace().map(({ id }) => id);

test('learns where it was told to, else on the processor', () => {
  vi.stubEnv('QUILLWAVE_LEARNING', 'abacus');
  expect(ids()).toEqual(['processor']);
  learnOn(['webgpu', 'processor']);
  expect(ids()).toEqual(['webgpu', 'processor']);
  expect(learnsPlainly()).toBe(false);
});

test('plain JavaScript multiplies plainly', () => {
  vi.stubEnv('QUILLWAVE_LEARNING', 'plain');
  expect(learnsPlainly()).toBe(true);
  expect(matrixProducts().description).toBe('JavaScript');
});

import { expect, test } from 'vitest';
import { multiplyAdds } from './cost.ts';
import { parseNetwork } from './description.ts';
import { networks } from './presets.ts';

// Li et al. 2025 give millions of multiply-adds for 1,024 readings of 13 channels.
test.each([
  ['ott', networks.ott, 152],
  ['rewiSmall', networks.rewiSmall, 79],
  ['rewiBase', networks.rewiBase, 600],
] as const)('%s needs what was published', (_, preset, millions) => {
  expect(multiplyAdds(preset({ classes: 60 }), 1024) / 1e6 / millions).toBeCloseTo(1, 1);
});

test('strides round up, blocks count what is in them', () => {
  const network = parseNetwork({
    inputs: 3,
    classes: 2,
    layers: [
      { kind: 'convolution', filters: 4, kernel: 5, stride: 2 },
      { kind: 'residual', layers: [{ kind: 'linear', units: 4 }] },
      { kind: 'bidirectional-lstm', units: 6, layers: 2 },
      { kind: 'linear', units: 2 },
    ],
  });
  const frame = 5 * 3 * 4 + 4 * 4 + 2 * (4 + 6) * 24 + 2 * (12 + 6) * 24 + 12 * 2;
  expect(multiplyAdds(network, 7)).toBe(4 * frame);
});

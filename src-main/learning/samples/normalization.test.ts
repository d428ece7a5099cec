import * as v from 'valibot';
import { expect, test } from 'vitest';
import { allChannels, channelCount, channelNames } from '../../contract/sensors.ts';
import { normalizationSchema, normalizeWindow } from '../../recognizer/input/normalization.ts';
import { simulateText } from '../../simulator/simulate.ts';

test('the scales of physical normalisation fit simulated writing, whoever writes with which pen', () => {
  const physical = v.parse(normalizationSchema, { kind: 'physical' });
  for (let seed = 0; seed < 12; seed++) {
    const { values, length, rateHz } = simulateText('under', { seed });
    const window = { rateHz, mask: allChannels, length, values, startMs: 0 };
    const normalized = normalizeWindow(window, channelNames, physical);
    for (const [channel, name] of channelNames.entries()) {
      const column = normalized.filter((_, i) => i % channelCount === channel);
      const size = Math.sqrt(column.reduce((sum, value) => sum + value ** 2, 0) / length);
      expect(size, name).toBeGreaterThan(0.1);
      expect(size, name).toBeLessThan(2);
      expect(Math.max(...column.map(Math.abs)), name).toBeLessThan(5);
    }
  }
});

import { expect, test } from 'vitest';
import { channelCount, maskOf } from '../../../contract/sensors.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { vary, type Variation } from './variation.ts';

const nothing: Variation = { speed: 0, ends: 0, map: 0, drift: 0, noise: 0 };
const channels = ['ax', 'ay'] as const;
const length = 40;

/** ax a sine, ay a cosine, az a ramp that is not varied. */
function sample(): LabeledWindow {
  const values = new Float32Array(length * channelCount);
  for (let row = 0; row < length; row += 1) {
    values.set([Math.sin(row / 4), Math.cos(row / 4), row], row * channelCount);
  }
  const window = { rateHz: 100, mask: maskOf(['ax', 'ay', 'az']), length, values, startMs: 0 };
  return { text: 'a', window, spans: [{ character: 'a', start: 0, end: length }] };
}

function varied(variation: Partial<Variation>, seed = 1): Float32Array {
  const { window, text, spans } = vary(
    sample(),
    channels,
    { ...nothing, ...variation },
    new RandomGenerator(seed),
  );
  expect({ text, spans, length: window.length }).toEqual({
    text: 'a',
    spans: sample().spans,
    length,
  });
  return window.values;
}

function column(values: Float32Array, channel: number): number[] {
  return Array.from({ length }, (_, row) => values[row * channelCount + channel]!);
}

test('nothing is varied without deviations, and channels that are not named never', () => {
  const same = varied({});
  column(same, 0).forEach((value, row) => expect(value).toBeCloseTo(Math.sin(row / 4), 5));
  expect(column(varied({ speed: 0.5, map: 0.5, drift: 1, noise: 1 }), 2)).toEqual(
    column(sample().window.values, 2),
  );
});

test('the recording itself stays as it is', () => {
  const before = sample();
  vary(before, channels, { ...nothing, speed: 0.3, map: 0.3 }, new RandomGenerator(1));
  expect(before).toEqual(sample());
});

test('the same seed varies alike, another otherwise', () => {
  const variation = { speed: 0.3, ends: 0.1, map: 0.2, drift: 0.2, noise: 0.1 };
  expect(varied(variation)).toEqual(varied(variation));
  expect(varied(variation, 2)).not.toEqual(varied(variation));
});

test('another speed keeps order, ends and heights', () => {
  const values = varied({ speed: 0.4 });
  // The phase of sine and cosine is the place in the recording.
  let before = -1e-3;
  column(values, 0).forEach((sine, row) => {
    let phase = Math.atan2(sine, column(values, 1)[row]!);
    while (phase < before - 1e-3) phase += 2 * Math.PI;
    expect(phase - before).toBeLessThan(2);
    before = phase;
  });
  expect(before).toBeCloseTo((length - 1) / 4, 1);
});

test('a linear map is one for all readings', () => {
  const values = varied({ map: 0.3 });
  const [first, second] = [column(values, 0), column(values, 1)];
  // From the readings 0 (sine 0, cosine 1) and 6 the map follows; it holds for the others.
  const [s, c] = [Math.sin(1.5), Math.cos(1.5)];
  for (const mapped of [first, second]) {
    const ofCosine = mapped[0]!;
    const ofSine = (mapped[6]! - c * ofCosine) / s;
    mapped.forEach((value, row) =>
      expect(value).toBeCloseTo(ofSine * Math.sin(row / 4) + ofCosine * Math.cos(row / 4), 4),
    );
  }
});

test('drift and noise are of the size that is asked for', () => {
  const spread = (variation: Partial<Variation>) => {
    let squares = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      column(varied(variation, seed), 0).forEach((value, row) => {
        squares += (value - Math.sin(row / 4)) ** 2 / length / 40;
      });
    }
    return Math.sqrt(squares);
  };
  // A uniform share of it, and less between knots: 1/√3 · about 0.85.
  expect(spread({ drift: 0.5 })).toBeGreaterThan(0.18);
  expect(spread({ drift: 0.5 })).toBeLessThan(0.3);
  expect(spread({ noise: 0.5 })).toBeGreaterThan(0.18);
  expect(spread({ noise: 0.5 })).toBeLessThan(0.3);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enumerateLabellings, softmax } from './brute-force.testing.ts';
import { ctcLoss, ctcLossBatch } from './loss.ts';

type Rows = readonly (readonly number[])[];

const flat = (rows: Rows) => Float64Array.from(rows.flat());
const logarithms = (rows: Rows) => flat(rows).map(Math.log);
/** Moves the last column, where TensorFlow keeps its blank, to the front. */
const blankFirst = (rows: Rows): Rows => rows.map((row) => [row.at(-1)!, ...row.slice(0, -1)]);

describe('published values', () => {
  // baidu-research/warp-ctc, tests/test_cpu.cpp (small_test), and its PyTorch binding
  // SeanNaren/warp-ctc, pytorch_binding/tests/test.py: the costs are sums over the samples.
  const small = [
    [0.1, 0.6, 0.1, 0.1, 0.1],
    [0.1, 0.1, 0.6, 0.1, 0.1],
  ];
  const medium = [
    [
      [0.1, 0.6, 0.1, 0.1, 0.1],
      [0.6, 0.1, 0.1, 0.1, 0.1],
    ],
    [
      [0.1, 0.1, 0.6, 0.1, 0.1],
      [0.1, 0.1, 0.5, 0.2, 0.1],
    ],
  ];
  test.each([
    { samples: [small], labels: [[1, 2]], cost: 2.4628584384918 },
    { samples: medium, labels: [[1, 2], [1, 2]], cost: 6.0165174007416 }, // prettier-ignore
    { samples: medium, labels: [[1, 2], []], cost: 6.416517496109 },
  ])('warp-ctc, labels $labels', ({ samples, labels, cost }) => {
    let sum = 0;
    for (const [index, sample] of samples.entries()) {
      sum += ctcLoss(flat(sample), 2, 5, labels[index]!).loss;
    }
    expect(sum).toBeCloseTo(cost, 6);
  });

  // Apache MXNet, tests/python/unittest/test_loss.py, test_ctc_loss: constant activations,
  // float32. By counting, the first is 20 ln 4 - ln C(22, 4) = 18.828205.
  test.each([
    { labels: [2, 1], loss: 18.82820702 },
    { labels: [3, 2, 2], loss: 16.50581741 },
  ])('MXNet, 20 equal frames of 4 classes, labels $labels', ({ labels, loss }) => {
    expect(ctcLoss(new Float64Array(80).fill(1), 20, 4, labels).loss).toBeCloseTo(loss, 5);
  });

  // TensorFlow, tensorflow/python/kernel_tests/nn_ops/ctc_loss_op_test.py, testBasic: losses and
  // gradients computed with Alex Graves' own implementation. Blank last, labels from 0.
  const graves = [
    {
      labels: [0, 1, 2, 1, 0],
      loss: 3.34211,
      probabilities: [
        [0.633766, 0.221185, 0.0917319, 0.0129757, 0.0142857, 0.0260553],
        [0.111121, 0.588392, 0.278779, 0.0055756, 0.00569609, 0.010436],
        [0.0357786, 0.633813, 0.321418, 0.00249248, 0.00272882, 0.0037688],
        [0.0663296, 0.643849, 0.280111, 0.00283995, 0.0035545, 0.00331533],
        [0.458235, 0.396634, 0.123377, 0.00648837, 0.00903441, 0.00623107],
      ],
      gradient: [
        [-0.366234, 0.221185, 0.0917319, 0.0129757, 0.0142857, 0.0260553],
        [0.111121, -0.411608, 0.278779, 0.0055756, 0.00569609, 0.010436],
        [0.0357786, 0.633813, -0.678582, 0.00249248, 0.00272882, 0.0037688],
        [0.0663296, -0.356151, 0.280111, 0.00283995, 0.0035545, 0.00331533],
        [-0.541765, 0.396634, 0.123377, 0.00648837, 0.00903441, 0.00623107],
      ],
    },
    {
      labels: [0, 1, 1, 0],
      loss: 5.42262,
      probabilities: [
        [0.30176, 0.28562, 0.0831517, 0.0862751, 0.0816851, 0.161508],
        [0.24082, 0.397533, 0.0557226, 0.0546814, 0.0557528, 0.19549],
        [0.230246, 0.450868, 0.0389607, 0.038309, 0.0391602, 0.202456],
        [0.280884, 0.429522, 0.0326593, 0.0339046, 0.0326856, 0.190345],
        [0.423286, 0.315517, 0.0338439, 0.0393744, 0.0339315, 0.154046],
      ],
      gradient: [
        [-0.69824, 0.28562, 0.0831517, 0.0862751, 0.0816851, 0.161508],
        [0.24082, -0.602467, 0.0557226, 0.0546814, 0.0557528, 0.19549],
        [0.230246, 0.450868, 0.0389607, 0.038309, 0.0391602, -0.797544],
        [0.280884, -0.570478, 0.0326593, 0.0339046, 0.0326856, 0.190345],
        [-0.576714, 0.315517, 0.0338439, 0.0393744, 0.0339315, 0.154046],
      ],
    },
  ];
  test.each(graves)('Graves through TensorFlow, labels $labels', (sample) => {
    const labels = sample.labels.map((label) => label + 1);
    const result = ctcLoss(logarithms(blankFirst(sample.probabilities)), 5, 6, labels);
    expect(result.outcome).toBe('possible');
    expect(result.loss).toBeCloseTo(sample.loss, 5);
    for (const [index, expected] of blankFirst(sample.gradient).flat().entries()) {
      expect(result.gradient[index]).toBeCloseTo(expected, 5);
    }
  });
});

/** Logits of a small case and a labelling that fits into its frames. */
const smallCases = fc
  .record({ frames: fc.integer({ min: 1, max: 6 }), classes: fc.integer({ min: 2, max: 4 }) })
  .chain(({ frames, classes }) =>
    fc.record({
      frames: fc.constant(frames),
      classes: fc.constant(classes),
      logits: fc.array(fc.double({ min: -6, max: 6, noNaN: true }), {
        minLength: frames * classes,
        maxLength: frames * classes,
      }),
      labels: fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: frames + 1 }),
    }),
  );

describe('definition', () => {
  test('the loss of every labelling is that of walking all paths', () => {
    fc.assert(
      fc.property(smallCases, ({ frames, classes, logits }) => {
        const probabilities = softmax(logits, frames, classes);
        let sum = 0;
        for (const [key, probability] of enumerateLabellings(probabilities, frames, classes)) {
          const labels = key === '' ? [] : key.split(' ').map(Number);
          const { loss } = ctcLoss(Float64Array.from(logits), frames, classes, labels);
          expect(loss).toBeCloseTo(-Math.log(probability), 8);
          sum += Math.exp(-loss);
        }
        expect(sum).toBeCloseTo(1, 8);
      }),
      { numRuns: 60 },
    );
  });

  test('the gradient is that of central differences', () => {
    fc.assert(
      fc.property(smallCases, ({ frames, classes, logits, labels }) => {
        const values = Float64Array.from(logits);
        const { gradient, outcome } = ctcLoss(values, frames, classes, labels);
        if (outcome === 'impossible') return;
        const step = 1e-5;
        for (let index = 0; index < values.length; index++) {
          const center = values[index]!;
          values[index] = center + step;
          const above = ctcLoss(values, frames, classes, labels).loss;
          values[index] = center - step;
          const below = ctcLoss(values, frames, classes, labels).loss;
          values[index] = center;
          expect(gradient[index]).toBeCloseTo((above - below) / (2 * step), 6);
        }
      }),
    );
  });

  test('a labelling is impossible exactly when no path gives it', () => {
    fc.assert(
      fc.property(smallCases, ({ frames, classes, logits, labels }) => {
        const paths = enumerateLabellings(softmax(logits, frames, classes), frames, classes);
        const result = ctcLoss(Float64Array.from(logits), frames, classes, labels);
        const possible = paths.has(labels.join(' '));
        expect(result.outcome).toBe(possible ? 'possible' : 'impossible');
        if (!possible) {
          expect(result.loss).toBe(Infinity);
          expect(result.gradient.every((value) => value === 0)).toBe(true);
        }
      }),
    );
  });
});

describe('numbers', () => {
  test('2,000 frames do not underflow, and each row of the gradient sums to 0', () => {
    const logits = Float64Array.from({ length: 2000 * 5 }, (_, index) => 9 * Math.sin(index * 1.7));
    const labels = Array.from({ length: 300 }, (_, index) => 1 + (index % 4));
    const { loss, gradient } = ctcLoss(logits, 2000, 5, labels);
    expect(loss).toBeGreaterThan(100);
    expect(Number.isFinite(loss)).toBe(true);
    for (let frame = 0; frame < 2000; frame += 97) {
      const row = gradient.subarray(frame * 5, frame * 5 + 5);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
    }
  });

  test('masked classes (-Infinity) are classes of probability 0', () => {
    const masked = Float64Array.from([0, 0, -Infinity, 0, 0, -Infinity]);
    expect(ctcLoss(masked, 2, 3, [1]).loss).toBeCloseTo(-Math.log(3 / 4), 12);
    const without = ctcLoss(masked, 2, 3, [2]);
    expect(without).toMatchObject({ loss: Infinity, outcome: 'impossible' });
    expect([...without.gradient]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each([NaN, Infinity])('logits of %d are reported, not spread', (value) => {
    const result = ctcLoss(Float64Array.from([0, 0, value, 0]), 2, 2, [1]);
    expect(result.outcome).toBe('non-finite');
    expect([...result.gradient]).toEqual([0, 0, 0, 0]);
  });

  test.each([[[0]], [[3]], [[-1]], [[1.5]]])('label %j is refused', (labels) => {
    expect(() => ctcLoss(new Float64Array(12), 4, 3, labels)).toThrow(RangeError);
  });

  test('no frames write the empty text', () => {
    expect(ctcLoss(new Float64Array(0), 0, 3, [])).toMatchObject({ loss: 0, outcome: 'possible' });
    expect(ctcLoss(new Float64Array(0), 0, 3, [1])).toMatchObject({ outcome: 'impossible' });
  });
});

describe('batch', () => {
  const frames = 7;
  const classes = 4;
  const lengths = [7, 5, 2, 4];
  const labels = [[1, 1, 2], [3], [1, 1, 1], []];
  const logits = Float32Array.from({ length: 4 * frames * classes }, (_, index) =>
    Math.sin(index * index),
  );

  test('mean and gradient of the possible samples, zeros on padding and on the impossible one', () => {
    const result = ctcLossBatch(logits, { frames, classes }, lengths, labels);
    expect(result).toMatchObject({ impossible: 1, nonFinite: 0 });
    let sum = 0;
    for (const [sample, length] of lengths.entries()) {
      const stride = frames * classes;
      const rows = logits.subarray(sample * stride, (sample + 1) * stride);
      const alone = ctcLoss(rows, length, classes, labels[sample]!);
      expect(result.losses[sample]).toBe(alone.loss);
      if (alone.outcome === 'possible') sum += alone.loss;
      for (let index = 0; index < stride; index++) {
        const expected = (alone.gradient[index] ?? 0) / 3;
        expect(result.gradient[sample * stride + index]).toBeCloseTo(expected, 6);
      }
    }
    expect(result.loss).toBeCloseTo(sum / 3, 12);
  });

  test('a sample that is not finite is left out and counted', () => {
    const broken = logits.slice();
    broken[3] = NaN;
    const result = ctcLossBatch(broken, { frames, classes }, lengths, labels);
    expect(result).toMatchObject({ impossible: 1, nonFinite: 1 });
    expect(Number.isFinite(result.loss)).toBe(true);
    expect(result.gradient.every(Number.isFinite)).toBe(true);
  });

  test('what does not fit together is refused', () => {
    expect(() => ctcLossBatch(logits, { frames, classes }, [7], labels)).toThrow(RangeError);
    expect(() => ctcLossBatch(logits, { frames, classes }, [8, 5, 2, 4], labels)).toThrow(
      RangeError,
    );
  });
});

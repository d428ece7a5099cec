import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberRow } from './number-row.ts';
import { ascii } from './testing.ts';

function read(line: string) {
  const row = new NumberRow();
  const bytes = ascii(line);
  const kind = row.read(bytes, bytes.length);
  return { kind, values: [...row.values.subarray(0, row.count)] };
}

test.each<[line: string, values: number[]]>([
  ['1,2,3', [1, 2, 3]],
  [' 1.5 -2e-3\t+.25 ', [1.5, -0.002, 0.25]],
  ['1;2;3;', [1, 2, 3]],
  ['1,2,3;', [1, 2, 3]],
  ['0,5;-1,25;3', [0.5, -1.25, 3]],
  ['0.5,\t1,\t2', [0.5, 1, 2]],
  ['1,,3', [1, Number.NaN, 3]],
  ['1,nan,-inf,null', [1, Number.NaN, Number.NaN, Number.NaN]],
  ['[[1, 2, 3', [1, 2, 3]],
  [',[4,5,6', [4, 5, 6]],
  ['{"AcX": 12,"AcY":-3', [12, -3]],
  ['ax:1.0 ay:-2.0 az=3', [1, -2, 3]],
  ['16777217,123456789012345', [16_777_217, 123_456_789_012_345]],
])('numbers in %j', (line, values) => {
  expect(read(line)).toEqual({ kind: 'row', values });
});

test.each([
  ['START', 'talk'],
  ['Millis;Acc1 X;Acc1 Y', 'talk'],
  ['# ready', 'talk'],
  ['Temperatur 21 °C', 'talk'],
  ['   ', 'blank'],
  [',', 'blank'],
  ['12,x4,5', 'bad'],
  ['1.2.3,4', 'bad'],
  ['1,2,3g', 'bad'],
  ['1,2,\u0001', 'bad'],
  ['1,2,é', 'bad'],
  ['-,1', 'bad'],
  ['1e,2', 'bad'],
  [Array(40).fill('1').join(','), 'bad'],
])('%j is %s', (line, kind) => {
  expect(read(line).kind).toBe(kind);
});

test('numbers as programs print them come out exactly', () => {
  const printed = fc.oneof(
    fc.integer().map(String),
    fc
      .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat({ max: 8 }))
      .map(([sevenths, digits]) => (sevenths / 7).toFixed(digits)),
  );
  fc.assert(
    fc.property(fc.array(printed, { minLength: 1, maxLength: 15 }), (texts) => {
      expect(read(texts.join(','))).toEqual({ kind: 'row', values: texts.map(Number) });
    }),
  );
});

test('numbers of any size come out to the last digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const [value] = read(String(number)).values;
      const allowed = 1e-14 * Math.abs(number) + Number.MIN_VALUE * 2 ** 52;
      expect(Math.abs(value! - number) <= allowed || !Number.isFinite(value)).toBe(true);
    }),
  );
});

test('anything at all is read without a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const row = new NumberRow();
      expect(['row', 'talk', 'bad', 'blank']).toContain(row.read(bytes, bytes.length));
    }),
  );
});

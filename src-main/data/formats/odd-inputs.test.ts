import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { channelNames, channelsIn, standardGravity } from '../../contract/sensors.ts';
import { readRecordings, type PenRecording, type ReadProblem } from '../recording.ts';
import { channelValues, temporaryFolder } from '../testing.ts';
import { parseColumns, type TableReading } from './table/csv-table.ts';

/** Files as boards, loggers and spreadsheets make them: each is one of a kind. */
const folder = await temporaryFolder();
const rows = 120;

/** What a pen in motion measures in m/s², rad/s and N: no two rows alike. */
function reading(row: number): number[] {
  const wave = (channel: number, size: number) => size * Math.sin(row / (3 + channel) + channel);
  const acceleration = [wave(0, 1.5), 4 + wave(1, 1), 8.6 + wave(2, 1.2)];
  return [...acceleration, wave(3, 2), wave(4, 2), wave(5, 1.5), 0.6 + wave(6, 0.5)].map(
    (value) => Math.round(value * 1e5) / 1e5,
  );
}
const readings = Array.from({ length: rows }, (_, row) => reading(row));
const sevenChannels = 'ax ay az gx gy gz force';

function table(
  separator = ',',
  header = ['t', ...sevenChannels.split(' ')],
  cell: (value: number) => string = String,
): string[] {
  const lines = readings.map((values, i) => [10 * i, ...values].map(cell).join(separator));
  return [header.join(separator), ...lines];
}

let files = 0;
async function read(
  content: string | Uint8Array,
  { name = 'pen.csv', reading: said }: { name?: string; reading?: TableReading } = {},
) {
  const file = join(folder, `${++files}-${name}`);
  await writeFile(file, content);
  const recordings: PenRecording[] = [];
  const problems: ReadProblem[] = [];
  const options = {
    onProblem: (problem: ReadProblem) => void problems.push(problem),
    ...(said && { reading: said }),
  };
  const refused = await drain(file, options, recordings);
  return {
    recordings,
    problems,
    refused,
    words: problems.map(({ message }) => message).join('\n'),
  };
}

async function drain(
  file: string,
  options: Parameters<typeof readRecordings>[1],
  recordings: PenRecording[],
): Promise<boolean> {
  try {
    for await (const recording of readRecordings(file, options)) recordings.push(recording);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'recordings-none' });
    return true;
  }
}

function expectReadings({ recordings }: { recordings: PenRecording[] }, count = rows): void {
  expect(recordings).toHaveLength(1);
  const [recording] = recordings as [PenRecording];
  expect(channelsIn(recording.mask).join(' ')).toBe(sevenChannels);
  expect(recording.timesMs).toHaveLength(count);
  expect(recording.lossyUnits).toBeUndefined();
  for (const [i, name] of sevenChannels.split(' ').entries()) {
    const channel = channelNames.findIndex((one) => one === name);
    const values = channelValues(recording, channel);
    values.forEach((value, row) => expect(value).toBeCloseTo(readings[row]![i]!, 3));
  }
  const spacing = (recording.timesMs.at(-1)! - recording.timesMs[0]!) / (count - 1);
  expect(spacing).toBeCloseTo(10, 6);
}

describe('encodings', () => {
  const text = table().join('\r\n');
  const wide = Buffer.from(text, 'utf16le');

  test.each([
    ['UTF-16 with a mark, as spreadsheets save it', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without a mark', wide],
    ['UTF-16 with the higher byte first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
  ])('%s', async (_, bytes) => {
    const result = await read(bytes);
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });

  test('a code page of one byte a letter: the units are read', async () => {
    const names = ['ax', 'ay', 'az'].map((name) => `${name} [m/s²]`);
    const turns = ['gx', 'gy', 'gz'].map((name) => `${name} [°/s]`);
    const header = ['Zeit [ms]', ...names, ...turns, 'Kraft [N]'];
    const inDegrees = readings.map((values, i) =>
      [10 * i, ...values.map((value, c) => (c > 2 && c < 6 ? (value * 180) / Math.PI : value))]
        .join(';')
        .replaceAll('.', ','),
    );
    const result = await read(Buffer.from([header.join(';'), ...inDegrees].join('\n'), 'latin1'));
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });
});

describe('line ends', () => {
  test.each([
    ['CR alone', '\r'],
    ['CR LF', '\r\n'],
    ['CR CR LF', '\r\r\n'],
  ])('%s', async (_, end) => {
    const result = await read(table().join(end));
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });
});

describe('separators', () => {
  test.each([
    [';', 'pen.csv'],
    ['\t', 'pen.tsv'],
    ['|', 'pen.txt'],
    [' ', 'pen.log'],
    [', ', 'pen'],
  ])('“%s” in %s', async (separator, name) => {
    expectReadings(await read(table(separator).join('\n'), { name }));
  });

  test('semicolons with decimal commas, quotes, and one more at the end of each line', async () => {
    const lines = table(';', undefined, (value) => `"${String(value).replace('.', ',')}"`);
    const result = await read(lines.map((line) => `${line};`).join('\n'));
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });

  test('commas between quoted decimal commas', async () => {
    const lines = table(',', undefined, (value) => `"${String(value).replace('.', ',')}"`);
    expectReadings(await read(lines.join('\n')));
  });

  test('commas as separator and as decimal mark are refused, with what to do', async () => {
    const lines = table(',', undefined, (value) => value.toFixed(2).replace('.', ','));
    const { refused, words } = await read(lines.join('\n'));
    expect(refused).toBe(true);
    expect(words).toMatch(/separate the values and mark their decimals.*semicolons/s);
  });
});

describe('what stands before the rows', () => {
  test.each([
    ['comments', Array.from({ length: 17 }, (_, i) => `# Sensor log line ${i}`)],
    ['text with numbers in it', ['Logger 3.2', 'Rate;100', 'Started 2026-11-30', '']],
    ['how a spreadsheet says what separates', ['sep=;']],
  ])('%s', async (_, preamble) => {
    const result = await read([...preamble, ...table(';')].join('\n'));
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });

  test('a header in a comment, and units in a line of their own', async () => {
    const [header = '', ...lines] = table(';');
    const units = 'ms;m/s^2;m/s^2;m/s^2;rad/s;rad/s;rad/s;N';
    const result = await read([`# ${header}`, units, ...lines].join('\n'));
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });

  test('the rest of a row, and two rows in one line, are counted as damage', async () => {
    const lines = table();
    const joined = `${lines[11]}${lines[12]}`;
    const result = await read(
      ['12,981', ...lines.slice(0, 11), joined, ...lines.slice(13)].join('\n'),
    );
    expect(result.recordings[0]!.timesMs).toHaveLength(rows - 2);
    expect(result.problems.map(({ line }) => line)).toEqual([1, 13]);
  });

  test('a header that stands again in the middle', async () => {
    const lines = table();
    const result = await read([...lines.slice(0, 60), lines[0], ...lines.slice(60)].join('\n'));
    expectReadings(result);
    expect(result.problems.map(({ line }) => line)).toEqual([61]);
  });
});

describe('names and units', () => {
  const g = (value: number) => value / standardGravity;
  const degrees = (value: number) => (value * 180) / Math.PI;
  const inUnits = (acceleration: (value: number) => number, rotation: (value: number) => number) =>
    readings.map((values) =>
      values.map((value, c) => (c < 3 ? acceleration(value) : c < 6 ? rotation(value) : value)),
    );

  test.each([
    ['acc_x[mg],acc_y[mg],acc_z[mg],gyro_x[dps],gyro_y[dps],gyro_z[dps],force', 1000],
    ['AccX (g),AccY (g),AccZ (g),GyrX (deg/s),GyrY (deg/s),GyrZ (deg/s),Pressure', 1],
    ['x_acc_g,y_acc_g,z_acc_g,x_gyro_dps,y_gyro_dps,z_gyro_dps,fsr', 1],
    [
      'accelerometerAccelerationX(G),accelerometerAccelerationY(G),accelerometerAccelerationZ(G),gyroRotationX(deg/s),gyroRotationY(deg/s),gyroRotationZ(deg/s),force',
      1,
    ],
    ['gFx,gFy,gFz,Gyro X [°/s],Gyro Y [°/s],Gyro Z [°/s],Force [N]', 1],
  ])('%s; without times the rate that is assumed is said', async (header, per) => {
    const lines = inUnits((value) => g(value) * per, degrees).map((values) => values.join(','));
    const result = await read([header, ...lines].join('\n'));
    expectReadings(result);
    expect(result.problems).toHaveLength(1);
    expect(result.words).toMatch(/no times; 100 readings a second are assumed/);
  });

  test('another rate can be said', async () => {
    const lines = readings.map((values) => values.join(','));
    const header = 'ax,ay,az,gx,gy,gz,force';
    const { recordings, problems } = await read([header, ...lines].join('\n'), {
      reading: { rateHz: 50 },
    });
    expect(problems).toEqual([]);
    expect(recordings[0]!.timesMs[10]).toBe(200);
  });

  test.each([
    ['Time (s)', (ms: number) => String(ms / 1000)],
    ['time_us', (ms: number) => String(ms * 1000)],
    ['timestamp', (ms: number) => new Date(1_796_040_000_000 + ms).toISOString()],
    [
      'Time',
      (ms: number) => new Date(Date.UTC(2026, 0, 1, 12, 59, 59) + ms).toISOString().slice(11, 23),
    ],
  ])('times as %s', async (name, time) => {
    const lines = readings.map((values, i) => [time(10 * i), ...values].join(','));
    expectReadings(await read([`${name},ax,ay,az,gx,gy,gz,force`, ...lines].join('\n')));
  });

  test('a header that says g and °/s over m/s² and rad/s is not believed', async () => {
    const header = ['t[ms]', 'ax[g]', 'ay[g]', 'az[g]', 'gx[deg/s]', 'gy[deg/s]', 'gz[deg/s]'];
    const result = await read(table(',', [...header, 'force']).join('\n'));
    expectReadings(result);
    expect(result.words).toMatch(/said to be in g.*gravity alone is 9\.81.*read in m\/s²/s);
  });

  test('m/s² beside °/s, as boards mix them', async () => {
    const lines = inUnits((value) => value, degrees).map((values, i) =>
      [10 * i, ...values].join(','),
    );
    expectReadings(await read(['t,ax,ay,az,gx,gy,gz,force', ...lines].join('\n')));
  });

  test('raw counts of a converter, as boards send them that convert nothing', async () => {
    const counts = readings.map((values, i) => {
      const acceleration = values.slice(0, 3).map((value) => Math.round(g(value) * 16_384));
      const rotation = values.slice(3, 6).map((value) => Math.round(degrees(value) * 131));
      return [10 * i, ...acceleration, ...rotation, values[6]].join(',');
    });
    const { recordings } = await read(['t,ax,ay,az,gx,gy,gz,force', ...counts].join('\n'));
    expect(recordings[0]!.lossyUnits).toBeUndefined();
    expect(channelValues(recordings[0]!, 2)[5]).toBeCloseTo(readings[5]![2]!, 2);
    expect(channelValues(recordings[0]!, 6)[5]).toBeCloseTo(readings[5]![3]!, 2);
  });

  test('of two accelerations the one with gravity is used, whatever they are called', async () => {
    // A hand moves in strokes: between them nothing but gravity is left.
    const moved = (values: number[], row: number) =>
      [values[0]!, values[1]! - 4, values[2]! - 8.6].map(
        (value) => value * Math.sin(row / 12) ** 2 + Math.sin(row) / 100,
      );
    for (const other of ['linear_acc', 'userAcceleration', 'acc2', 'accelB']) {
      const names = ['x', 'y', 'z'].map((axis) => `${other}_${axis}`);
      const header = ['t', ...names, 'acc_x', 'acc_y', 'acc_z', 'gx', 'gy', 'gz', 'force'];
      const lines = readings.map((values, i) => [10 * i, ...moved(values, i), ...values].join(','));
      const result = await read([header.join(','), ...lines].join('\n'));
      expectReadings(result);
    }
  });

  test('two that both have gravity are front and rear', async () => {
    const header = 't,a1x,a1y,a1z,a2x,a2y,a2z,gx,gy,gz';
    const lines = readings.map((values, i) => {
      const [x = 0, y = 0, z = 0, ...rest] = values;
      return [10 * i, x, y, z, x, -y, -z, ...rest.slice(0, 3)].join(',');
    });
    const { recordings } = await read([header, ...lines].join('\n'));
    expect(channelsIn(recordings[0]!.mask).join(' ')).toBe('ax ay az rx ry rz gx gy gz');
    expect(channelValues(recordings[0]!, 5)[7]).toBeCloseTo(-readings[7]![2]!, 4);
  });
});

describe('what the sensors did', () => {
  test('each reading seven times: repeats are counted and left out', async () => {
    const [header = ''] = table();
    const lines = readings.flatMap((values, i) =>
      Array.from({ length: 7 }, (_, k) => [(10 * i + 0.06 * k).toFixed(2), ...values].join(',')),
    );
    const result = await read([header, ...lines].join('\n'));
    expectReadings(result);
    expect(result.words).toMatch(/stands about 7 times.*720 repeats left out/s);
  });

  test('rows of NaN, then a sensor that freezes: what was before it is read', async () => {
    const lines = table();
    const [t, ...frozen] = lines[rows]!.split(',');
    const nothing = Array.from({ length: 7 }, () => 'nan');
    const end = Array.from({ length: 200 }, (_, i) =>
      [Number(t) + 10 * (i + 1), ...frozen].join(','),
    );
    const gap = [21, 22, 23, 24, 25].map((i) => [10 * (i - 1), ...nothing].join(','));
    const result = await read(
      [...lines.slice(0, 21), ...gap, ...lines.slice(26), ...end].join('\n'),
    );
    expect(result.recordings[0]!.timesMs).toHaveLength(rows - 5);
    expect(result.words).toMatch(/5 of 320 samples have a value that is no number/);
    expect(result.words).toMatch(/From 1\.19 s on every channel stands still for 201 samples/);
  });

  test('a pen that rests is not frozen: its noise moves it', async () => {
    const [header = ''] = table();
    const lines = Array.from({ length: 300 }, (_, i) => {
      const noise = (channel: number) => Math.round(Math.sin(i * (channel + 1.7)) * 2) / 1000;
      return [10 * i, noise(1), 4, 8.6, noise(2), 0, 0, 0].join(',');
    });
    const { recordings } = await read([header, ...lines].join('\n'));
    expect(recordings[0]!.timesMs).toHaveLength(300);
  });
});

describe('other shapes', () => {
  const named = (values: number[], i: number) => ({
    ...{ timestamp: 10 * i, a1x: values[0], a1y: values[1], a1z: values[2] },
    ...{ gx: values[3], gy: values[4], gz: values[5], force: values[6], counter: i },
  });

  test.each([
    ['a list under “data”', JSON.stringify({ data: readings.map(named) }), 'pen.json'],
    ['a bare list', JSON.stringify(readings.map(named), undefined, 1), 'pen.json'],
    [
      'one object a line',
      readings.map((v, i) => JSON.stringify(named(v, i))).join('\n'),
      'pen.txt',
    ],
    [
      'nested objects',
      readings
        .map(([x, y, z, a, b, c, force], i) =>
          JSON.stringify({ t: 10 * i, acc: { x, y, z }, gyro: [a, b, c], force }),
        )
        .join('\n'),
      'pen.jsonl',
    ],
    [
      'columns by name',
      JSON.stringify(
        Object.fromEntries(
          ['t', ...sevenChannels.split(' ')].map((name, c) => [
            name,
            readings.map((values, i) => (c === 0 ? 10 * i : values[c - 1])),
          ]),
        ),
      ),
      'pen.json',
    ],
  ])('JSON: %s', async (_, text, name) => {
    const result = await read(text, { name });
    expectReadings(result);
    expect(result.problems).toEqual([]);
  });

  test('JSON as the UbiComp 2021 challenge has it, labels and counts', async () => {
    const counts = readings.map((values, i) => ({
      ...named(values, i),
      ...{ a1x: 0, a1y: Math.round(Math.sin(i) * 100), a1z: 16_384 + i },
      ...{ a2x: 0, a2y: 0, a2z: 4096, mx: 400, my: 0, mz: 0, force: 2048 },
    }));
    const text = JSON.stringify({
      adaptation: [{ label: 'Haus', data: counts }],
      validation: [{ data: counts }, { data: counts }],
    });
    const { recordings } = await read(text, { name: 'pen.json' });
    expect(recordings.map(({ index, label }) => [index, label])).toEqual([
      [0, 'Haus'],
      [1, undefined],
      [2, undefined],
    ]);
    expect(channelValues(recordings[0]!, 2)[0]).toBeCloseTo(standardGravity, 3);
    expect(channelValues(recordings[0]!, 12)[0]).toBeCloseTo(2.66, 3);
  });

  test.each([
    ['A 0.1,0.2,9.8', (tag: string, values: number[]) => `${tag} ${values.join(',')}`],
    ['ACC: 0.1 0.2 9.8', (tag: string, values: number[]) => `${long(tag)}: ${values.join(' ')}`],
  ])('one sensor a line: %s', async (_, line) => {
    const lines = readings.flatMap((values) => [
      line('A', values.slice(0, 3)),
      line('G', values.slice(3, 6)),
      line('F', values.slice(6)),
    ]);
    expectReadings(await read(lines.join('\n'), { name: 'pen.log' }));
  });

  test('one sensor a line with times', async () => {
    const lines = readings.flatMap((values, i) => [
      `A;${20 * i};${values.slice(0, 3).join(';')}`,
      `G;${20 * i + 1};${values.slice(3, 6).join(';')}`,
    ]);
    const { recordings } = await read(lines.join('\n'), { name: 'pen.log' });
    expect([...recordings[0]!.timesMs.slice(0, 3)]).toEqual([0, 20, 40]);
  });

  test('rows without a header are asked about, and read when it is said what they are', async () => {
    const lines = readings.map((values, i) => [10 * i, ...values].join(' '));
    const asked = await read(lines.join('\n'), { name: 'pen.txt' });
    expect(asked.refused).toBe(true);
    expect(asked.words).toContain('--columns "time ax ay az gx gy gz force"');
    const columns = parseColumns('t ax ay az gx gy gz force');
    expectReadings(await read(lines.join('\n'), { name: 'pen.txt', reading: { columns } }));
    const short = parseColumns('ax ay az');
    const wrong = await read(lines.join('\n'), { name: 'pen.txt', reading: { columns: short } });
    expect(wrong.words).toContain('8 columns, and 3 were named');
    expect(() => parseColumns('ax nose')).toThrow(/“nose” is the name of no column/);
  });

  test('rows in brackets', async () => {
    const lines = readings.map((values, i) => `[${[10 * i, ...values].join(', ')}],`);
    const columns = parseColumns('t,ax,ay,az,gx,gy,gz,force');
    expectReadings(await read(lines.join('\n'), { name: 'pen.txt', reading: { columns } }));
  });

  test.each([
    ['a letter', 'Dear reader,\nthis is no recording.\n'],
    ['nothing', ''],
    ['JSON of something else', '{"name": "pen", "items": [1, 2, 3]}'],
    ['JSON that is cut', '[{"ax": 1, "ay": 2'],
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 131) % 256))],
  ])('%s is refused in words', async (_, content) => {
    const { refused } = await read(content, { name: 'pen.txt' });
    expect(refused).toBe(true);
  });
});

function long(tag: string): string {
  return { A: 'ACC', G: 'GYRO' }[tag] ?? 'FORCE';
}

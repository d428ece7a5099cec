import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { readCalibration } from '../../src-main/data/formats/calibration-file.ts';
import { readPickle } from '../../src-main/data/formats/pickle/read-pickle.ts';
import { readRecordings } from '../../src-main/data/recording.ts';
import { fileHeader, JournalScanner, sealRecord } from '../../src-main/data/sessions/journal.ts';
import { importWriter } from '../../src-main/data/writers/archive.ts';
import { parseWriterFile } from '../../src-main/data/writers/writer-file.ts';
import { defaultSettings } from '../../src-main/contract/settings.ts';
import { readPng } from '../../src-main/learning/images/read-png.ts';
import { parsePenProfile, penProfiles } from '../../src-main/pen/profiles.ts';
import { parseManifest } from '../../src-main/recognizer/model/manifest.ts';
import { unpackLanguage } from '../../src-main/recognizer/language/language-file.ts';
import { parseSettings } from '../../src-main/settings/settings-file.ts';
import { parsePenAddress } from '../../src-main/contract/pens.ts';
import { mutated } from './mutate.ts';
import { refusesInWords, type Target } from './target.ts';

const root = join(import.meta.dirname, '../..');
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** What is read of text that is in memory already. */
async function parsers(): Promise<Target[]> {
  const manifest = await readFile(join(root, 'models/pen-digits/manifest.json'));
  const writer = Buffer.from(
    JSON.stringify({
      ...{ format: 'quillwave-writer', formatVersion: 1, name: 'Ada', hand: 'right' },
      ...{ language: 'english', model: '', pen: '', createdAt: '2026-01-01', calibrations: {} },
    }),
  );
  const parser = (
    name: string,
    seeds: readonly Uint8Array[],
    parse: (text: string) => unknown,
  ) => ({
    name: `parser ${name}`,
    run: (random: Parameters<Target['run']>[0]) =>
      refusesInWords(() => parse(text(mutated(random.pick(seeds), random)))),
  });
  const profiles = penProfiles.map((profile) => Buffer.from(JSON.stringify(profile)));
  const addresses = ['simulated:a', 'serial:/dev/ttyACM0', 'ble:Pen@c0:ff:ee:00:00:02'];
  return [
    parser('settings', [Buffer.from(JSON.stringify(defaultSettings))], parseSettings),
    parser('pen profile', profiles, parsePenProfile),
    parser('writer', [writer], (json) => parseWriterFile(json, 'writer.json')),
    parser(
      'pen address',
      addresses.map((address) => Buffer.from(address)),
      parsePenAddress,
    ),
    parser('manifest', [manifest], (json) => parseManifest(parsedOr(json), 'manifest.json')),
  ];
}

/** JSON that is damaged is told by whoever reads the file. */
function parsedOr(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function journal(): Target {
  const seed = Buffer.concat([fileHeader(), ...[2, 4, 5].map(record)]);
  return {
    name: 'reader journal',
    run: (random) => {
      const scanner = new JournalScanner(0, () => undefined);
      const bytes = mutated(seed, random);
      const records = [...scanner.push(Buffer.from(bytes)), ...scanner.finish()];
      if (records.length > bytes.length / 20) throw new Error('more records than there can be');
    },
  };
}

function record(type: number): Buffer {
  const payload = Buffer.from('{"type":"segment","text":"a"}');
  const target = Buffer.alloc(payload.length + 20);
  payload.copy(target, 16);
  sealRecord(target, 0, type, 1000, payload.length);
  return target;
}

/** What is read from a file. @param folder for the files; its content is written over */
function files(folder: string, seeds: Readonly<Record<string, Uint8Array>>): Target[] {
  const reader = (name: string, file: string, read: (path: string) => unknown): Target => ({
    name: `reader ${name}`,
    share: 20,
    run: async (random) => {
      const path = join(folder, file);
      await writeFile(path, mutated(seeds[file]!, random));
      await refusesInWords(() => read(path));
    },
  });
  const recordings = async (path: string) => {
    let samples = 0;
    for await (const { timesMs } of readRecordings(path)) samples += timesMs.length;
    return samples;
  };
  return [
    reader('ndjson', 'a.ndjson', recordings),
    reader('gzipped ndjson', 'b.ndjson.gz', recordings),
    reader('csv', 'c.csv', recordings),
    reader('calibration', 'calibration.txt', readCalibration),
    reader('pickle', 'd.pkl', readPickle),
    reader('image', 'e.png', readPng),
    reader('language', 'f.bin', async (path) => unpackLanguage(await readFile(path), path)),
    reader('writer archive', 'g.tar.gz', (path) =>
      importWriter({ writers: join(folder, 'writers') }, path),
    ),
  ];
}

async function seedFiles(): Promise<Record<string, Uint8Array>> {
  const onhw = join(root, 'test/fixtures/onhw-raw');
  const csv = await readFile(join(onhw, 'sensor_data.csv'));
  const series = { ax: [0, 1, 2, 3], ay: [0, 1, 2, 3], force: [0, 1, 1, 0] };
  const line = JSON.stringify({ label: 'a', rateHz: 100, series });
  const ndjson = Buffer.from(`${line}\n${line}\n`);
  return {
    'a.ndjson': ndjson,
    'b.ndjson.gz': gzipSync(ndjson),
    'c.csv': csv.subarray(0, 4000),
    'calibration.txt': await readFile(join(onhw, 'calibration.txt')),
    'd.pkl': Buffer.from(
      '\x80\x02]q\x00(K\x01K\x02G?\xf0\x00\x00\x00\x00\x00\x00X\x01\x00\x00\x00ae.',
      'latin1',
    ),
    'e.png': png(),
    'f.bin': Buffer.from(`QWLANG${'\0'.repeat(200)}`),
    'g.tar.gz': gzipSync(Buffer.alloc(2048)),
  };
}

/** 8 × 8 grey pixels; its checksums are not looked at here, its lengths and sides are. */
function png(): Uint8Array {
  const chunk = (name: string, data: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(72, 128))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Every reader of what comes from elsewhere. */
export async function readers(folder: string): Promise<Target[]> {
  return [...(await parsers()), journal(), ...files(folder, await seedFiles())];
}

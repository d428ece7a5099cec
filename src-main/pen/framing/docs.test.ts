import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { channelIndex, channels, hasChannel } from '../../contract/sensors.ts';
import { genericProfile, parsePenProfile } from '../profiles.ts';
import { cobsDecode } from './cobs.ts';
import { crc16 } from './crc16.ts';
import { defaultFullScale, maximumFrameLength, maximumStringLength } from './frame-format.ts';
import { ascii, collect, join } from './testing.ts';

const documentation = (name: string) =>
  readFileSync(resolve(import.meta.dirname, '../../../docs/formats', name), 'utf8');
const protocol = documentation('wire-protocol.md');

/** Bytes of a block that begins with ```hex NAME; only the pairs of digits that a line begins with. */
function example(name: string): Uint8Array {
  const block = new RegExp(`\`\`\`hex ${name}\n([^\`]*)\`\`\``).exec(protocol)?.[1] ?? '';
  const digits = block.split('\n').map((line) => /^(?:[0-9a-f]{2}(?: |$))*/.exec(line)?.[0] ?? '');
  return Uint8Array.from(Buffer.from(digits.join('').replaceAll(' ', ''), 'hex'));
}

describe('wire-protocol.md', () => {
  test('its example bytes are what they are said to be', () => {
    const { decoder, samples, information } = collect(genericProfile);
    decoder.push(join(example('information'), example('samples'), example('battery')), 0);
    expect(decoder.statistics).toMatchObject({
      frames: 3,
      samples: 2,
      badFrames: 0,
      lostFrames: 0,
    });
    expect(information.at(-1)).toEqual({
      name: 'Demo pen',
      firmware: '1.0',
      rateHz: 100,
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'],
      battery: 0.87,
    });
    expect(samples.map(({ timeMs }) => timeMs)).toEqual([1000, 1010]);
    // Every "name  count → value unit" of the listing.
    const stated = [...protocol.matchAll(/^(?:[0-9a-f]{2} )+ +(\w+) {2}[−\d]+ → (\S+) \S+$/gmu)];
    expect(stated.length).toBe(7);
    const seen = { ax: 1, force: 0 };
    for (const [, name, text] of stated) {
      const channel = channelIndex(name as 'ax');
      const row = name === 'ax' ? 1 : name === 'force' ? seen.force++ : 0;
      const value = Number(text!.replace('−', '-'));
      expect(samples[row]!.values[channel]).toBeCloseTo(value, 4);
    }
  });

  test('the listing without COBS is the same frame', () => {
    const frame = example('samples').slice(0, -1);
    const body = new Uint8Array(frame.length);
    const length = cobsDecode(frame, 0, frame.length, body);
    expect([...body.subarray(0, length)]).toEqual([...example('samples-body')]);
  });

  test('its numbers are those of the code', () => {
    expect(crc16(ascii('123456789'))).toBe(0x29b1);
    expect(protocol).toContain('`0x29B1`');
    expect(protocol).toContain(`**${maximumFrameLength.toLocaleString('en')} bytes**`);
    expect(protocol).toContain(`at most ${maximumStringLength};`);
    const stated = /Scale set 0\*\*[^]*?refers to/.exec(protocol)![0];
    const numbers = [...stated.matchAll(/([\d.]+) (?:m\/s²|rad\/s|µT \(|N \()/g)].map(([, n]) =>
      Number(n),
    );
    expect(numbers.map(Math.fround)).toEqual([
      expect.closeTo(defaultFullScale.accelerometer, 4),
      defaultFullScale.gyroscope,
      defaultFullScale.magnetometer,
      defaultFullScale.force,
    ]);
  });

  test('its table of mask bits is the channel table', () => {
    const rows = [...protocol.matchAll(/^\| (\d+)(?:–\d+)? +\| ((?:`\w+` ?)+)/gm)];
    const listed = rows.flatMap(([, first, names]) =>
      [...names!.matchAll(/`(\w+)`/g)].map(([, name], index) => [Number(first) + index, name]),
    );
    expect(listed).toEqual(expect.arrayContaining(channels.map(({ name }, bit) => [bit, name])));
    expect(hasChannel(0x11c7, channelIndex('force'))).toBe(true);
  });
});

describe('pen-profiles.md', () => {
  const examples = [...documentation('pen-profiles.md').matchAll(/```json\n([^`]*)```/g)];

  test('every example is a profile', () => {
    expect(examples.length).toBe(4);
    for (const [, json] of examples) expect(parsePenProfile(json!).id).toMatch(/^my-/);
  });

  test('the rows of the first are read as it says', () => {
    const { decoder, samples } = collect(parsePenProfile(examples[0]![1]!));
    decoder.push(ascii('\n20,0,0,1,180,0,0,140\n'), 0);
    expect(samples[0]).toMatchObject({ timeMs: 20 });
    expect(samples[0]!.values[2]).toBeCloseTo(9.80665, 4);
    expect(samples[0]!.values[6]).toBeCloseTo(Math.PI, 4);
    expect(samples[0]!.values[12]).toBeCloseTo(0.98, 4);
  });
});

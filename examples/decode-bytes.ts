/** Shows what a profile makes of bytes: npx tsx examples/decode-bytes.ts PROFILE.json HEX */
import { readFileSync } from 'node:fs';
import { channelIndex, channelsIn } from '../src-main/contract/sensors.ts';
import { createDecoder } from '../src-main/pen/framing/decoder.ts';
import { parsePenProfile } from '../src-main/pen/profiles.ts';

const [profile, hex] = process.argv.slice(2);
if (profile === undefined || hex === undefined) throw new Error('Name a profile and bytes.');

const decoder = createDecoder(parsePenProfile(readFileSync(profile, 'utf8')), {
  onSample: ({ mask, values }) => {
    const shown = channelsIn(mask).map(
      (name) => `${name} ${values[channelIndex(name)]!.toFixed(3)}`,
    );
    console.log(shown.join('  '));
  },
  onInformation: () => undefined,
});
decoder.push(Buffer.from(hex, 'hex'), 0);
const { samples, badFrames, garbageBytes } = decoder.statistics;
console.log(`${samples} samples, ${badFrames} bad frames, ${garbageBytes} bytes passed over`);

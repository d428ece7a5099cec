/** Lets the simulated pen write a text into a file: npx tsx examples/make-a-recording.ts TEXT FILE.ndjson [SEED] */
import { allChannels } from '../src-main/contract/sensors.ts';
import { writePens } from '../src-main/data/formats/pens-writer.ts';
import { simulateText } from '../src-main/simulator/simulate.ts';

const [text, file, seed = '1'] = process.argv.slice(2);
if (text === undefined || file === undefined) throw new Error('Name a text and a file.');

const { length, rateHz, values } = simulateText(text, { seed: Number(seed) });
const timesMs = Float64Array.from({ length }, (_, index) => (index * 1000) / rateHz);
const writer = `simulated-${seed}`;
await writePens(file, [
  { file, index: 0, label: text, writer, mask: allChannels, timesMs, values },
]);
console.log(`${file}: ${length} samples of “${text}”`);

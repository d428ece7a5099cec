/** Reads what is written in recordings: npx tsx examples/read-a-file.ts FILE [MODEL] */
import { readRecordings } from '../src-main/data/recording.ts';
import { openRecognizer } from '../src-main/library/models.ts';
import { recognizeReadings } from '../src-main/recognizer/recognize-readings.ts';

const [file, model = 'words'] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a file of recordings.');

const recognizer = await openRecognizer(model);
for await (const recording of readRecordings(file)) {
  const { text, confidence } = await recognizeReadings(recognizer, recording);
  console.log(`${text}  (${Math.round(100 * confidence)} %, written: ${recording.label ?? '?'})`);
}
await recognizer.dispose();

import type { AdaptationRates } from '../../contract/adaptation.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import type { Adapted } from './adapt.ts';

/** The text beside the weights of an adapted model. */
export function adaptationCard(
  title: string,
  base: Pick<ModelManifest, 'name' | 'weights'>,
  { takes, before, after, method, seconds }: Adapted['result'],
): string {
  const row = (name: string, { cer, wer, loss }: AdaptationRates) =>
    `| ${name} | ${percent(cer)} | ${percent(wer)} | ${loss.toFixed(2)} |`;
  return `# ${title}

The model “${base.name}” (weights \`${base.weights.sha256}\`) after it learnt the hand of one writer
from ${takes} recordings: ${method}, ${seconds.toFixed(0)} s.

| by the best path, no dictionary | characters wrong (CER) | words wrong (WER) | CTC loss |
| --- | --- | --- | --- |
${row('before', before)}
${row('after', after)}

Every recording was read by a version that had not learnt it, after as many steps as the other parts
of the recordings asked for; characters that stand in no other part do not count. The model is the
mean of these versions.

## What it cannot do

- It knows one writer with one pen. Others may be read worse than by “${base.name}”.
- Characters that none of the recordings held are read about as before, or a little worse.
`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

import type { Dictionary } from '$contract/settings.ts';

/** Some words in the letters of the model in use, for choosing the size of the text. */
export function sampleText(alphabet: string | undefined, dictionary: Dictionary): string {
  if (alphabet !== undefined && !alphabet.includes('a')) return '0123456789';
  return dictionary === 'german' ? 'Was ich schreibe, steht hier.' : 'What I write stands here.';
}

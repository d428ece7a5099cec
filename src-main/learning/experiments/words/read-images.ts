import * as tf from '@tensorflow/tfjs-core';
import { textOf } from '../../../contract/alphabet.ts';
import { greedyDecode } from '../../../recognizer/ctc/greedy.ts';
import { characterErrors, errorRate, wordErrors } from '../../../recognizer/decoding/error-rate.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { JointModel } from '../../cmr/joint-model.ts';
import { imageInputs } from '../../images/grey-image.ts';
import { alphabetOf } from '../../recipe.ts';
import { WordPictures, type Picture } from '../../words/word-pictures.ts';
import type { WordsRecipe } from '../../words/words-recipe.ts';
import type { WordsMaterial } from './material.ts';

const batchSize = 32;

/** Greedy reading of images of the test texts, drawn by the test writers' hands. */
export async function readImages(
  joint: JointModel,
  recipe: WordsRecipe,
  { corpus, test }: WordsMaterial,
): Promise<{ cer: number; wer: number }> {
  const teacher = {
    ...recipe.teacher!,
    pictures: { ...recipe.teacher!.pictures, near: 0, own: 0, fonts: 0 },
  };
  const testHands = { writers: { ...corpus.writers, training: corpus.writers.test } };
  const draw = new WordPictures(teacher, testHands);
  const pictures = test
    .map(({ text }, i) => draw.draw({ text }, 0, new RandomGenerator(`test picture/${i}`))[0]!)
    .sort((a, b) => a.image.width - b.image.width);
  const characters: ReturnType<typeof characterErrors>[] = [];
  const words: ReturnType<typeof wordErrors>[] = [];
  for (let start = 0; start < pictures.length; start += batchSize) {
    const part = pictures.slice(start, start + batchSize);
    (await read(joint, part)).forEach((labels, i) => {
      const text = textOf(labels, alphabetOf(recipe));
      characters.push(characterErrors(part[i]!.text, text));
      words.push(wordErrors(part[i]!.text, text));
    });
  }
  return { cer: errorRate(characters), wer: errorRate(words) };
}

async function read(joint: JointModel, pictures: readonly Picture[]): Promise<Iterable<number>[]> {
  const { values, lengths, columns, height } = imageInputs(pictures.map(({ image }) => image));
  let steps: Int32Array | undefined;
  const logits = tf.tidy(() => {
    const inputs = tf.tensor3d(values, [pictures.length, columns, height]);
    const out = joint.readImages({ inputs, lengths });
    steps = out.frames;
    return out.logits;
  });
  const [, frames, classes] = logits.shape;
  const all = await logits.data<'float32'>();
  logits.dispose();
  return pictures.map((_, i) => {
    const start = i * frames * classes;
    const length = steps![i]!;
    const own = all.slice(start, start + length * classes);
    return greedyDecode(own, length, classes).labels;
  });
}

import { characterErrors, errorRate, wordErrors } from '../../recognizer/decoding/error-rate.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { JointModel } from '../../learning/cmr/joint-model.ts';
import { ImageReader, imageReaderWeights } from '../../learning/images/image-reader.ts';
import { alphabetOf } from '../../learning/kinds/digits/digits-recipe.ts';
import { WordPictures } from '../../learning/kinds/words/word-pictures.ts';
import type { WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import type { WordsMaterial } from './material.ts';

const batchSize = 32;

/** Greedy reading of images of the test texts, drawn by the test writers' hands. */
export async function readImages(
  joint: JointModel,
  recipe: WordsRecipe,
  { corpus, test }: Pick<WordsMaterial, 'corpus' | 'test'>,
): Promise<{ cer: number; wer: number }> {
  const { encoder, head, pictures: drawn } = recipe.teacher!;
  const teacher = { ...recipe.teacher!, pictures: { ...drawn, near: 0, own: 0, fonts: 0 } };
  const testHands = { writers: { ...corpus.writers, training: corpus.writers.test } };
  const draw = new WordPictures(teacher, testHands);
  const pictures = test
    .map(({ text }, i) => draw.draw({ text }, 0, new RandomGenerator(`test picture/${i}`))[0]!)
    .sort((a, b) => a.image.width - b.image.width);
  const description = { alphabet: [...alphabetOf(recipe)], encoder, head };
  const reader = await ImageReader.of(description, imageReaderWeights(await joint.weights()));
  const characters: ReturnType<typeof characterErrors>[] = [];
  const words: ReturnType<typeof wordErrors>[] = [];
  for (let start = 0; start < pictures.length; start += batchSize) {
    const part = pictures.slice(start, start + batchSize);
    const readings = await reader.read(part.map(({ image }) => image));
    readings.forEach(({ text }, i) => {
      characters.push(characterErrors(part[i]!.text, text));
      words.push(wordErrors(part[i]!.text, text));
    });
  }
  reader.dispose();
  return { cer: errorRate(characters), wer: errorRate(words) };
}

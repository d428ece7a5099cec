import { alphabets, labelsOf } from '../../../contract/alphabet.ts';
import { composeText } from '../../../simulator/composition/compose.ts';
import { composeCursive } from '../../../simulator/composition/compose-cursive.ts';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { supplementOf } from '../../../simulator/composition/supplement.ts';
import type { WriterHand } from '../../../simulator/composition/writer-hand.ts';
import { layOut } from '../../../simulator/layout.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import { drawWriterStyle, type WriterStyle } from '../../../simulator/writer.ts';
import { negativeBound } from '../../cmr/negatives.ts';
import type { TeachingImages } from '../../cmr/taught-step.ts';
import type { TeacherDescription } from '../../cmr/teacher.ts';
import { corruptText } from '../../cmr/corrupt-text.ts';
import { imageInputs, type GreyImage } from '../../images/grey-image.ts';
import { columnsPerStep } from '../../images/image-network.ts';
import { drawImageStyle, plainStyle } from '../../images/image-style.ts';
import { inkOfPage, type InkLine } from '../../samples/ink.ts';
import { renderInk, type RenderedInk } from '../../images/render-ink.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { PeoplesInk, type PersonsInk } from './peoples-ink.ts';
import type { WordsCorpus } from './words-corpus.ts';
import type { WordsRecipe } from './words-recipe.ts';

/** An image of a text. */
export interface Picture {
  readonly text: string;
  readonly image: GreyImage;
  readonly spans: RenderedInk['spans'];
}

/** Whose ink is drawn: that of the training parts. */
export type PicturedCorpus = Pick<WordsCorpus, 'writers' | 'people'>;

/** Share of joined script among the hands that are fonts. */
const joined = 0.6;
/** Writers tried before a font writes what few can. */
const attempts = 4;
/** What a nearly equal text differs by; what is rare would give it away. */
const letters = Array.from('abcdefghijklmnopqrstuvwxyzäöü');

/** Draws what teaches the pen: images of what was written, mostly in hands of others, and of texts that are nearly the same. */
export class WordPictures {
  readonly teacher: TeacherDescription;
  readonly #writers: readonly { readonly hand: WriterHand; readonly writes: ReadonlySet<string> }[];
  readonly #people: PeoplesInk;
  readonly #peopleShare: number;

  constructor(teacher: TeacherDescription, { writers, people }: PicturedCorpus) {
    this.teacher = teacher;
    this.#peopleShare = teacher.pictures.people ?? 0;
    this.#people = new PeoplesInk(this.#peopleShare > 0 ? (people?.training ?? []) : []);
    this.#writers = writers.training.map((hand) => ({
      hand,
      writes: new Set([' ', ...hand.characters, ...supplementOf(hand)]),
    }));
  }

  /** One image of the text of a recording, and now and then one of another text; `step` decides how near that is. */
  draw(
    writing: Pick<LabeledWindow, 'text' | 'ink' | 'writer'>,
    step: number,
    random: RandomGenerator,
  ): Picture[] {
    const { near, own } = this.teacher.pictures;
    const { text, ink, writer } = writing;
    const pictures = [
      ink && random.chance(own)
        ? this.#rendered(text, ink, random)
        : (this.#byAnother(text, writer, random) ?? this.#inAnotherHand(text, random)),
    ];
    if (random.chance(near)) pictures.push(...this.#nearly(text, step, random));
    return pictures;
  }

  /** A word that people wrote, as one of them did. @throws RangeError without people */
  ofPeople(random: RandomGenerator): Picture {
    return this.#ofPerson(this.#people.anyWord(random), random);
  }

  /** What is nearly the same text, nearer as training goes on; nothing where none is found. */
  #nearly(text: string, step: number, random: RandomGenerator): Picture[] {
    const edits = negativeBound(step, this.teacher.objective.negatives);
    if (this.#people.size > 0 && random.chance(this.#peopleShare)) {
      const near = this.#people.nearWord(text, edits, random);
      const written =
        near === undefined ? undefined : this.#people.sameWord(near, undefined, random);
      if (written) return [this.#ofPerson(written, random)];
    }
    const other = nearText(text, edits, random);
    return other === undefined ? [] : [this.#inAnotherHand(other, random)];
  }

  #byAnother(text: string, writer: string | undefined, random: RandomGenerator) {
    if (this.#people.size === 0 || !random.chance(this.#peopleShare)) return undefined;
    const written = this.#people.sameWord(text, writer, random);
    return written && this.#ofPerson(written, random);
  }

  #ofPerson({ text, ink, xHeight }: PersonsInk, random: RandomGenerator): Picture {
    return this.#rendered(text, ink, random, 2 * xHeight);
  }

  #inAnotherHand(text: string, random: RandomGenerator): Picture {
    const style = drawWriterStyle(random.integer(0, 0x7fff_ffff));
    return this.#rendered(text, this.#ink(text, style, random), random, 2 * style.xHeight);
  }

  #ink(text: string, style: WriterStyle, random: RandomGenerator): readonly InkLine[] {
    const characters = Array.from(text.normalize('NFC'));
    if (!random.chance(this.teacher.pictures.fonts)) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const { hand, writes } = random.pick(this.#writers);
        if (!characters.every((one) => writes.has(one))) continue;
        return composeText(text, hand, style, random).strokes;
      }
    }
    if (random.chance(joined)) return composeCursive(text, style, random).strokes;
    return inkOfPage(layOut(text, style, random).strokes);
  }

  #rendered(
    text: string,
    ink: readonly InkLine[],
    random: RandomGenerator,
    lowest?: number,
  ): Picture {
    const { pictures, encoder } = this.teacher;
    const { image, spans } = renderInk(ink, {
      height: encoder.height,
      style: pictures.plain ? plainStyle : drawImageStyle(random),
      ...(lowest !== undefined && { lowest }),
    });
    return { text, image, spans };
  }
}

/** @returns undefined when no text was found that is not held out */
function nearText(text: string, edits: number, random: RandomGenerator): string | undefined {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    let other = text;
    for (let edit = 0; edit < edits; edit += 1) other = corruptText(other, letters, random);
    other = other.trim();
    if (other !== '' && other !== text && isInVocabulary(other, 'training')) return other;
  }
  return undefined;
}

/** @throws RangeError without pictures; UserError `alphabet` */
export function teachingImages(
  { alphabet, teacher }: Pick<WordsRecipe, 'alphabet' | 'teacher'>,
  pictures: readonly Picture[],
): TeachingImages {
  return {
    inputs: imageInputs(
      pictures.map(({ image }) => image),
      columnsPerStep(teacher!.encoder),
    ),
    texts: pictures.map(({ text }) => text),
    labels: pictures.map(({ text }) => labelsOf(text, alphabets[alphabet])),
    spans: pictures.map(({ spans }) => spans),
  };
}

import { allChannels } from '../../contract/sensors.ts';
import { composeText } from '../../simulator/composition/compose.ts';
import type { HandwritingCorpus } from '../../simulator/composition/handwriting-corpus.ts';
import { moveThrough } from '../../simulator/motion.ts';
import { drawPenHardware, type PenHardwareOptions } from '../../simulator/pen-hardware.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { type SimulatedWriting, simulateTrajectory } from '../../simulator/simulate.ts';
import type { PenTrajectory } from '../../simulator/trajectory.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { accelerometer, channelOf, gyroscope, present, sensorBands } from './bands.ts';

/** A pen as the simulator draws them writing something; one for each seed. */
export interface DrawnPen {
  readonly seed: number;
  readonly writing: SimulatedWriting;
}

/** Drawn writers and pens, each composing a text from the characters of one of a corpus's writers. */
export function* composedByDrawnPens(
  corpus: HandwritingCorpus,
  texts: readonly string[],
  {
    count,
    rateHz,
    built,
  }: { readonly count: number; readonly rateHz: number; readonly built?: PenHardwareOptions },
): Generator<DrawnPen> {
  for (let seed = 0, drawn = 0; drawn < count && seed < 3 * count; seed++) {
    const hand = corpus.writers[seed % corpus.writers.length]!;
    const text = texts[seed % texts.length]!;
    const ink = Array.from(text.replace(/\s/gu, ''));
    if (ink.some((character) => hand.glyphs(character).length === 0)) continue;
    const style = drawWriterStyle(seed, hand.hand ? { hand: hand.hand } : {});
    const random = new RandomGenerator(seed).fork('fidelity');
    const { strokes, characters, bandwidth } = composeText(text, hand, style, random);
    const moved = moveThrough(strokes, characters, { ...style, bandwidth }, random, {
      leadMs: 200,
      trailMs: 200,
    });
    const pen = drawPenHardware(seed, built);
    yield {
      seed,
      writing: simulateTrajectory(moved.trajectory, { seed, writer: style, pen, rateHz }),
    };
    drawn++;
  }
}

/** Drawn writers and pens, each following a path that a real tip took. */
export function* followedByDrawnPens(
  paths: readonly PenTrajectory[],
  { count, rateHz }: { readonly count: number; readonly rateHz: number },
): Generator<DrawnPen> {
  for (let seed = 0; seed < count; seed++) {
    const writing = simulateTrajectory(paths[seed % paths.length]!, {
      seed,
      writer: drawWriterStyle(seed, { hand: 'right' }),
      pen: drawPenHardware(seed),
      rateHz,
      smoothingHz: 12,
    });
    yield { seed, writing };
  }
}

/** Rms by band of one recording: the accelerometer's bands, then the gyroscope's. */
export interface RecordingBands {
  readonly accelerometer: readonly number[];
  readonly gyroscope: readonly number[];
}

/** @param mask which channels count, so that a pen is compared with pens of its own kind */
export function bandsOfWriting(
  values: Float32Array,
  rateHz: number,
  mask: number = allChannels,
): RecordingBands {
  const axes = (names: Parameters<typeof present>[0]) =>
    sensorBands(
      present(names, mask).map((name) => channelOf(values, name)),
      rateHz,
    );
  return { accelerometer: axes(accelerometer), gyroscope: axes(gyroscope) };
}

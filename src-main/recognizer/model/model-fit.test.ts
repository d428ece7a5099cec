import { describe, expect, test } from 'vitest';
import { allChannels, channelNames, maskOf } from '../../contract/sensors.ts';
import { bestFittingModel, modelFit, type ModelNeeds } from './model-fit.ts';

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const words: ModelNeeds = {
  name: 'words',
  title: 'Words',
  rateHz: 100,
  channels: [...channelNames],
  alphabet: letters,
};
const digits: ModelNeeds = {
  name: 'digits',
  title: 'Digits',
  rateHz: 100,
  channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'],
  alphabet: Array.from('0123456789'),
};
const wrist: ModelNeeds = {
  name: 'wrist',
  title: 'Wrist',
  rateHz: 100,
  decoding: 'single-character',
  channels: ['ax', 'ay', 'az'],
  alphabet: letters.slice(0, 26),
};
const six = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);
const three = maskOf(['ax', 'ay', 'az']);

describe('how well a model fits a pen', () => {
  test('the fewer sensors, the less; which are lacking is said', () => {
    const scores = [allChannels, six, three].map((mask) => modelFit(words, { mask }).score);
    expect(scores[0]).toBe(1);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(modelFit(words, { mask: six }).lacking).toEqual([
      'rear-accelerometer',
      'magnetometer',
      'force',
    ]);
  });

  test('without acceleration, or far too slow, it does not fit, and says why', () => {
    expect(modelFit(words, { mask: maskOf(['ax', 'ay', 'gx']) })).toMatchObject({
      score: 0,
      reason: expect.stringContaining('accelerometer') as string,
    });
    expect(modelFit(words, { mask: six, rateHz: 20 })).toMatchObject({
      score: 0,
      reason: expect.stringContaining('makes 20') as string,
    });
    expect(modelFit(words, { mask: six, rateHz: 59.5 }).score).toBeGreaterThan(0);
  });
});

describe('the model that is picked', () => {
  const models = [digits, words, wrist];

  test.each([
    ['all channels', allChannels],
    ['six channels', six],
    ['three channels', three],
  ])('%s: words', (_, mask) => {
    expect(bestFittingModel(models, { mask })?.name).toBe('words');
  });

  test('none, when none can read the pen', () => {
    expect(bestFittingModel(models, { mask: maskOf(['force']) })).toBeUndefined();
    expect(bestFittingModel(models, { mask: six, rateHz: 10 })).toBeUndefined();
    const nothing: ModelNeeds[] = [];
    expect(bestFittingModel(nothing, { mask: allChannels })).toBeUndefined();
  });

  test('a model of digits alone when there is no other', () => {
    expect(bestFittingModel([digits, wrist], { mask: six })?.name).toBe('digits');
  });
});

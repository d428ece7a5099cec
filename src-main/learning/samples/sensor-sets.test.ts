import { expect, test } from 'vitest';
import { allChannels, channelsIn } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { drawSensorSet, sensorSets } from './sensor-sets.ts';
import { tinyWordsRecipe } from '../kinds/words/tiny-words.testing.ts';

test('the pens that lack sensors have the channels that their names say', () => {
  expect(channelsIn(sensorSets.rearAndMagnetometer)).toEqual([
    ...['ax', 'ay', 'az'],
    ...['gx', 'gy', 'gz'],
    'force',
  ]);
  expect(channelsIn(sensorSets.allButAccelerometerAndGyroscope)).toHaveLength(6);
  expect(channelsIn(sensorSets.allButAccelerometerForceAndTwoAxes)).toHaveLength(6);
  expect(channelsIn(sensorSets.allButAccelerometerAndForce)).toEqual(['ax', 'ay', 'az', 'force']);
});

test('they are drawn as often as the recipe says', () => {
  const { lacking } = tinyWordsRecipe().samples;
  const random = new RandomGenerator(1);
  const drawn = Array.from({ length: 2000 }, () => drawSensorSet(lacking, random));
  for (const set of Object.values(sensorSets)) {
    expect(drawn.filter((one) => one === set).length / 2000).toBeCloseTo(0.1, 1);
  }
  expect(drawn.filter((one) => one === allChannels).length / 2000).toBeCloseTo(0.5, 1);
});

import { readFile } from 'node:fs/promises';
import { UserError } from '../../contract/alerts.ts';
import { channelCount, channelIndex, channels } from '../../contract/sensors.ts';
import { neutralCalibration, type SensorCalibration } from '../../signal/calibration.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import { digipenCounts, unitFactor } from './units.ts';

/**
 * Reads a `calibration.txt` as OnHW has it: `key:value` lines, of which bgx bgy bgz (gyroscope
 * bias), bmx bmy bmz and smx smy smz (magnetometer bias and scale) mean something. Biases are in the
 * DigiPen's counts. A scale of 0 is passed over.
 * @returns the correction in units of the channel table; undefined when there is no such file
 * @throws UserError when the file cannot be read
 */
export async function readCalibration(file: string): Promise<SensorCalibration | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, file, 'read');
  }
  return parseCalibration(text);
}

/** The same of a file that must be there. @throws UserError `calibration` when it holds none */
export async function requireCalibration(file: string): Promise<SensorCalibration> {
  const calibration = await readCalibration(file);
  if (calibration && calibration !== neutralCalibration) return calibration;
  throw new UserError(
    'calibration',
    `${file} ${calibration ? 'holds no calibration' : 'does not exist'}.`,
    'Expected are lines such as bgx:12.5 (gyroscope bias in counts) and smx:1.02 (magnetometer scale).',
  );
}

/** Smaller ones would make infinite values. */
const smallestScale = 1e-6;

function parseCalibration(text: string): SensorCalibration {
  const bias = new Float32Array(channelCount);
  const scale = new Float32Array(channelCount).fill(1);
  let found = false;
  for (const match of text.matchAll(/^\s*([bs])([gm])([xyz])\s*:\s*(\S+)\s*$/gm)) {
    const channel = channelIndex(`${match[2] as 'g' | 'm'}${match[3] as 'x' | 'y' | 'z'}`);
    const value = Number(match[4]);
    if (!Number.isFinite(value)) continue;
    found = true;
    if (match[1] === 'b') {
      bias[channel] = value * unitFactor(channels[channel]!.sensor, digipenCounts)!;
    } else if (Math.abs(value) >= smallestScale) {
      scale[channel] = 1 / value;
    }
  }
  return found ? { bias, scale } : neutralCalibration;
}

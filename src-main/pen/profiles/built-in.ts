import * as v from 'valibot';
import { penProfileSchema, type PenProfile, type PenProfileInput } from './schema.ts';

function profile(input: PenProfileInput): PenProfile {
  return v.parse(penProfileSchema, input);
}

/** For pens that nothing is known about: decides between frames and text by the bytes. */
export const genericProfile: PenProfile = profile({
  id: 'generic',
  title: 'Any pen',
  description: 'Recognises Quillwave frames and rows of numbers; guesses columns and units.',
  transport: 'any',
  baudRate: 115_200,
  framing: 'auto',
});

export const quillwaveProfile: PenProfile = profile({
  id: 'quillwave',
  title: 'Quillwave frames',
  description: 'Firmware that speaks the protocol of docs/wire-protocol.md.',
  transport: 'any',
  baudRate: 115_200,
  framing: 'quillwave',
});

/** Ranges of the STABILO DigiPen as the OnHW data sets state them. */
const digiPenFront = { unit: 'g', scale: 2 / 32_768 } as const;
const digiPenRear = { unit: 'g', scale: 2 / 8192 } as const;
const digiPenGyroscope = { unit: '°/s', scale: 1000 / 32_768 } as const;
const digiPenMagnetometer = { unit: 'mT', scale: 2.4 / 8192 } as const;

export const onhwProfile: PenProfile = profile({
  id: 'onhw',
  title: 'OnHW columns (DigiPen counts)',
  description:
    'The 15 columns of sensor_data.csv: Millis; 13 channels; Time. Millis is when the tablet handled a sample, so the counter Time is what counts.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    'skip',
    { to: 'ax', ...digiPenFront },
    { to: 'ay', ...digiPenFront },
    { to: 'az', ...digiPenFront },
    { to: 'rx', ...digiPenRear },
    { to: 'ry', ...digiPenRear },
    { to: 'rz', ...digiPenRear },
    { to: 'gx', ...digiPenGyroscope },
    { to: 'gy', ...digiPenGyroscope },
    { to: 'gz', ...digiPenGyroscope },
    { to: 'mx', ...digiPenMagnetometer },
    { to: 'my', ...digiPenMagnetometer },
    { to: 'mz', ...digiPenMagnetometer },
    { to: 'force', unit: 'N', scale: 5.32 / 4096 },
    'counter',
  ],
});

const penovateProfile: PenProfile = profile({
  id: 'penovate',
  title: 'Penovate',
  description:
    'Rows of 12 numbers between START and END: two 6-axis sensors. The second gyroscope turns with the first and is left out. Units are not documented and therefore guessed.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'guess' },
    { to: 'ay', unit: 'guess' },
    { to: 'az', unit: 'guess' },
    { to: 'gx', unit: 'guess' },
    { to: 'gy', unit: 'guess' },
    { to: 'gz', unit: 'guess' },
    { to: 'rx', unit: 'guess' },
    { to: 'ry', unit: 'guess' },
    { to: 'rz', unit: 'guess' },
    'skip',
    'skip',
    'skip',
  ],
});

const peterPenProfile: PenProfile = profile({
  id: 'peterpen',
  title: 'PeterPen',
  description:
    'JSON rows [ax, ay, az, pressure, gx, gy, gz]. Units differ between versions and are guessed; the force resistor is not calibrated.',
  transport: 'serial',
  baudRate: 115_200,
  rateHz: 100,
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'guess' },
    { to: 'ay', unit: 'guess' },
    { to: 'az', unit: 'guess' },
    // A force resistor on a 10-bit converter; at about 10 N such resistors saturate.
    { to: 'force', unit: 'N', scale: 10 / 1023 },
    { to: 'gx', unit: 'guess' },
    { to: 'gy', unit: 'guess' },
    { to: 'gz', unit: 'guess' },
  ],
});

const dPointAcceleration = { type: 'int16', unit: 'mg', scale: 0.122 } as const;
const dPointRotation = { type: 'int16', unit: 'mdeg/s', scale: 17.5 } as const;

const dPointProfile: PenProfile = profile({
  id: 'd-point',
  title: 'D-POINT',
  description:
    'Records of 14 bytes in BLE notifications. The pressure is not calibrated: its rest value is taken off, and a tenth of full scale counts as 10 N.',
  transport: 'ble',
  rateHz: 143,
  ble: { name: 'DPOINT', characteristic: '19b10013-e8f2-537e-4f6c-d104768a1214' },
  framing: 'fixed',
  record: {
    boundaries: 'chunks',
    fields: [
      { to: 'ax', ...dPointAcceleration },
      { to: 'ay', ...dPointAcceleration },
      { to: 'az', ...dPointAcceleration },
      { to: 'gx', ...dPointRotation },
      { to: 'gy', ...dPointRotation },
      { to: 'gz', ...dPointRotation },
      { to: 'force', type: 'uint16', unit: 'N', bias: 1080, scale: 10 / 6554 },
    ],
  },
});

export const penProfiles: readonly PenProfile[] = [
  genericProfile,
  quillwaveProfile,
  onhwProfile,
  penovateProfile,
  peterPenProfile,
  dPointProfile,
];

/** @returns the built-in profile with this id */
export function findPenProfile(id: string): PenProfile | undefined {
  return penProfiles.find((candidate) => candidate.id === id);
}

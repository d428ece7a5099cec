import { penProfile } from '../schema.ts';

/** Ranges of the STABILO DigiPen as the OnHW data sets state them. */
const digiPenFront = { unit: 'g', scale: 2 / 32_768 } as const;
const digiPenRear = { unit: 'g', scale: 2 / 8192 } as const;
const digiPenGyroscope = { unit: '°/s', scale: 1000 / 32_768 } as const;
const digiPenMagnetometer = { unit: 'mT', scale: 2.4 / 8192 } as const;

export const onhwProfile = penProfile({
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

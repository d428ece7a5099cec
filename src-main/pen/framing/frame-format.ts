import {
  channelCount,
  channels,
  standardGravity,
  type SensorKind,
} from '../../contract/sensors.ts';

/** The numbers of docs/formats/wire-protocol.md. All multi-byte fields are little-endian. */
export const protocolVersion = 1;

export const frameType = { samples: 0x01, information: 0x02, battery: 0x03 } as const;

/** type u8, sequence u16, device time u32 in µs */
export const headerLength = 7;
export const checksumLength = 2;
/** Header, scale set u8, mask u16; records of offset u16 and int16 channels follow. */
export const samplesPrefixLength = headerLength + 3;
/** Header, version u8, scale set u8, mask u16, rate f32, five full scales f32; two strings follow. */
export const informationPrefixLength = headerLength + 28;
export const batteryLength = headerLength + 1;

/** Longest frame before COBS, checksum included; longer ones are damage. */
export const maximumFrameLength = 1024;
export const maximumStringLength = 64;

/** Sequence numbers run 0, 1, …, 65535, 1, 2, …: zero is only ever the first frame after a start. */
export const sequencePeriod = 65_535;

/** Order of the five full scales in an information frame. */
export const sensorOrder: readonly SensorKind[] = [
  'accelerometer',
  'rear-accelerometer',
  'gyroscope',
  'magnetometer',
  'force',
];

/** A full scale is the value that count 32768 stands for. */
export const countsPerFullScale = 32_768;

/** What scale set 0 means, in units of the channel table: ±8 g, ±2000 °/s, 0.15 µT and 0.5 mN a count. */
export const defaultFullScale: Readonly<Record<SensorKind, number>> = {
  accelerometer: Math.fround(8 * standardGravity),
  'rear-accelerometer': Math.fround(8 * standardGravity),
  gyroscope: Math.fround((2000 * Math.PI) / 180),
  magnetometer: Math.fround(4915.2),
  force: Math.fround(16.384),
};

/** SI value of one count, channel by channel. */
export function countScales(fullScale: Readonly<Record<SensorKind, number>>): Float64Array {
  const scales = new Float64Array(channelCount);
  channels.forEach((channel, index) => {
    scales[index] = fullScale[channel.sensor] / countsPerFullScale;
  });
  return scales;
}

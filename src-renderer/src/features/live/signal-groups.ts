import { channels, type ChannelDescription, type ChannelName } from '$contract/sensors.ts';

/** One strip of the plot: the axes of one sensor. */
export interface SignalGroup {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Smallest height shown, in its unit. */
  readonly least: number;
  readonly series: readonly SignalSeries[];
}

export interface SignalSeries {
  readonly name: ChannelName;
  /** Index in the channel table. */
  readonly index: number;
  readonly label: string;
  /** Custom property that holds its colour. */
  readonly color: string;
}

function group(
  id: string,
  title: string,
  sensor: ChannelDescription['sensor'],
  least: number,
): SignalGroup {
  const own = channels
    .map((channel, index) => ({ channel, index }))
    .filter(({ channel }) => channel.sensor === sensor);
  return {
    id,
    title,
    least,
    unit: own[0]!.channel.unit,
    series: own.map(({ channel, index }) => {
      const axis = own.length === 1 ? 'force' : channel.name.at(-1)!;
      const label = own.length === 1 ? channel.label : axis;
      return { name: channel.name, index, label, color: `--channel-${axis}` };
    }),
  };
}

export const signalGroups: readonly SignalGroup[] = [
  group('acceleration', 'Acceleration', 'accelerometer', 4),
  group('rotation', 'Rotation', 'gyroscope', 1),
  group('force', 'Force', 'force', 1),
  group('rear', 'Rear acceleration', 'rear-accelerometer', 4),
  group('magnetic', 'Magnetic field', 'magnetometer', 20),
];

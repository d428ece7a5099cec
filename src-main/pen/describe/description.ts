import type {
  DescribedColumn,
  LackingSensor,
  PenDescription,
} from '../../contract/pen-description.ts';
import type { ChannelName } from '../../contract/sensors.ts';
import { parsePenProfile, type PenProfile } from '../profiles.ts';

/** What of a profile a description does not hold. */
export type ProfileRest = Pick<PenProfile, 'id' | 'transport'> &
  Partial<Pick<PenProfile, 'ble' | 'baudRate' | 'usb' | 'description' | 'pace' | 'smoothingHz'>>;

/** @throws UserError `pen-profile` when the description makes no profile: what is wrong is said */
export function profileOf(description: PenDescription, rest: ProfileRest): PenProfile {
  const { title, framing, columns, marker, byteOrder, chunks, rateHz, mounting } = description;
  const common = { ...rest, title, rateHz, mounting };
  const boundaries = chunks === true ? 'chunks' : undefined;
  const profile =
    framing === 'text'
      ? { ...common, framing, boundaries, columns: columns.map(textColumn) }
      : {
          ...common,
          framing,
          record: { fields: columns.map(field), marker, byteOrder, boundaries },
        };
  // What is undefined is not written; the rest is checked as a file would be.
  return parsePenProfile(JSON.stringify(profile));
}

function textColumn(described: DescribedColumn) {
  const column = { ...described };
  delete column.type;
  return column;
}

function field(described: DescribedColumn) {
  const column = { ...described };
  delete column.key;
  return { type: 'int16', ...column };
}

/** The description of a profile that can be edited; undefined for those that describe themselves. */
export function descriptionOf(profile: PenProfile): PenDescription | undefined {
  const { title, rateHz, mounting } = profile;
  const common = { title, ...(rateHz && { rateHz }), ...(mounting && { mounting }) };
  if (profile.framing === 'text' && profile.columns) {
    const chunks = profile.boundaries === 'chunks' && { chunks: true };
    return { ...common, framing: 'text', columns: profile.columns, ...chunks };
  }
  if (profile.framing !== 'fixed') return undefined;
  const { fields, marker, byteOrder, boundaries, checksum, end } = profile.record;
  // A checksum cannot be edited here; it must not be lost silently.
  const differences = fields.some(({ subtractFrom }) => subtractFrom !== undefined);
  if (checksum !== undefined || end !== undefined || differences) return undefined;
  return {
    ...common,
    framing: 'fixed',
    columns: fields,
    ...(marker !== undefined && { marker }),
    ...(byteOrder && { byteOrder }),
    ...(boundaries === 'chunks' && { chunks: true }),
  };
}

/** Sensors of which not all axes are described, and that models read with. */
export function lackingIn({ columns }: Pick<PenDescription, 'columns'>): LackingSensor[] {
  const described = new Set(columns.map(({ to }) => to));
  const sensors: readonly (readonly [LackingSensor, readonly ChannelName[]])[] = [
    ['accelerometer', ['ax', 'ay', 'az']],
    ['gyroscope', ['gx', 'gy', 'gz']],
    ['magnetometer', ['mx', 'my', 'mz']],
    ['force', ['force']],
  ];
  return sensors
    .filter(([, names]) => !names.every((name) => described.has(name)))
    .map(([sensor]) => sensor);
}

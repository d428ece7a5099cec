import type { NamedTensors } from './weights.ts';

/** Named tensors with plain data beside them. */
export interface TensorFile {
  /** Must survive JSON. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly tensors: NamedTensors;
}

interface Header {
  readonly values: TensorFile['values'];
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** A uint32 length, JSON of that length, then float32 values, little-endian. */
export function packTensorFile({ values, tensors }: TensorFile): Buffer {
  const header: Header = {
    values,
    tensors: tensors.map((tensor) => ({ name: tensor.name, shape: tensor.shape })),
  };
  // Padded to four bytes, so that the values can be read in place.
  let json = JSON.stringify(header);
  json += ' '.repeat((4 - (Buffer.byteLength(json) % 4)) % 4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(json));
  const parts: Uint8Array[] = [length, Buffer.from(json)];
  for (const { values: floats } of tensors) {
    parts.push(Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength));
  }
  return Buffer.concat(parts);
}

/** @throws Error when the bytes are no such file, or not all of it */
export function unpackTensorFile(bytes: Buffer): TensorFile {
  const start = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, start)) as Header;
  const floats = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  let offset = 0;
  const tensors = header.tensors.map(({ name, shape }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const values = floats.slice(offset, offset + size);
    if (values.length !== size) throw new RangeError('the file is cut off');
    offset += size;
    return { name, shape: [...shape], values };
  });
  return { values: header.values, tensors };
}

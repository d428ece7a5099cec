/**
 * CRC-16 with polynomial 0x1021, initial value 0xFFFF, neither input nor output reflected, no final
 * exclusive or ("CCITT-FALSE", CRC-16/IBM-3740 in the catalogue of parametrised CRC algorithms).
 * Check value of "123456789": 0x29B1.
 */
const table = new Uint16Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 0x8000 ? (remainder << 1) ^ 0x1021 : remainder << 1;
  }
  table[byte] = remainder;
}

/** @returns checksum of `bytes[start..end)` */
export function crc16(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffff;
  for (let index = start; index < end; index += 1) {
    crc = ((crc << 8) & 0xffff) ^ table[(crc >> 8) ^ bytes[index]!]!;
  }
  return crc;
}

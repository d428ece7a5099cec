import { crc16 } from './crc16.ts';
import { expect, test } from 'vitest';

const bytes = (text: string) => new TextEncoder().encode(text);

test('check value and published values of CRC-16/IBM-3740', () => {
  expect(crc16(bytes('123456789'))).toBe(0x29b1);
  expect(crc16(bytes(''))).toBe(0xffff);
  expect(crc16(bytes('A'))).toBe(0xb915);
});

test('equals bit-by-bit division', () => {
  const message = Uint8Array.from({ length: 300 }, (_, index) => (index * 37 + 11) & 0xff);
  let register = 0xffff;
  for (const byte of message) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const out = ((register >> 15) & 1) ^ ((byte >> bit) & 1);
      register = (register << 1) & 0xffff;
      if (out === 1) register ^= 0x1021;
    }
  }
  expect(crc16(message)).toBe(register);
  expect(crc16(message, 100, 200)).toBe(crc16(message.slice(100, 200)));
});

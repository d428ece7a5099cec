// A sensor pen for Quillwave: an MPU-6050 on I2C and a force resistor on A0, 100 samples a second.
// Speaks the frames of docs/formats/wire-protocol.md and needs no library but Wire. Made for boards with
// 10-bit analogue inputs (Uno, Nano, Pro Micro); for others change FORCE_FULL_SCALE.
#include <Wire.h>

const uint8_t IMU_ADDRESS = 0x68;
const uint8_t FORCE_PIN = A0;
const uint32_t PERIOD_US = 10000;  // 100 Hz
const uint16_t INFORMATION_EVERY = 100;  // samples
const uint16_t MASK = 0x11C7;  // bits 0-2 ax ay az, 6-8 gx gy gz, 12 force
const uint8_t SCALE_SET = 1;  // 0 would mean the full scales of the protocol

// What count 32768 stands for, in m/s^2, m/s^2, rad/s, uT and N. Sensors send their raw counts.
const float ACCELEROMETER_FULL_SCALE = 8 * 9.80665;  // +-8 g
const float GYROSCOPE_FULL_SCALE = 2000 * PI / 180;  // +-2000 degrees/s
const float FORCE_FULL_SCALE = 32768.0 / 1023 * 10;  // the resistor saturates at about 10 N

uint8_t body[96];
uint8_t length;
uint16_t sequence = 0;
uint32_t nextSample;
uint16_t untilInformation = 0;

void put8(uint8_t value) { body[length++] = value; }
void put16(uint16_t value) { put8(value & 0xFF); put8(value >> 8); }
void put32(uint32_t value) { put16(value & 0xFFFF); put16(value >> 16); }
void putFloat(float value) { memcpy(body + length, &value, 4); length += 4; }
void putText(const char *text) { put8(strlen(text)); while (*text) put8(*text++); }

void beginFrame(uint8_t type, uint32_t time) {
  length = 0;
  put8(type);
  put16(sequence);
  put32(time);
  sequence = sequence == 65535 ? 1 : sequence + 1;  // 0 only ever is the first frame
}

// CRC-16, polynomial 0x1021, initial value 0xFFFF; "123456789" gives 0x29B1.
uint16_t checksum(const uint8_t *bytes, uint8_t count) {
  uint16_t crc = 0xFFFF;
  while (count--) {
    crc ^= (uint16_t)*bytes++ << 8;
    for (uint8_t bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
  }
  return crc;
}

// COBS for bodies of at most 253 bytes: every zero becomes the distance to the next one.
void sendFrame() {
  uint8_t encoded[sizeof body + 2];
  uint8_t codeAt = 0, count = 1;
  put16(checksum(body, length));
  for (uint8_t i = 0; i < length; i++) {
    if (body[i] == 0) {
      encoded[codeAt] = count - codeAt;
      codeAt = count++;
    } else {
      encoded[count++] = body[i];
    }
  }
  encoded[codeAt] = count - codeAt;
  encoded[count++] = 0;
  Serial.write(encoded, count);
}

void sendInformation() {
  beginFrame(0x02, micros());
  put8(1);  // protocol version
  put8(SCALE_SET);
  put16(MASK);
  putFloat(1e6 / PERIOD_US);
  putFloat(ACCELEROMETER_FULL_SCALE);
  putFloat(0);  // no rear accelerometer
  putFloat(GYROSCOPE_FULL_SCALE);
  putFloat(0);  // no magnetometer
  putFloat(FORCE_FULL_SCALE);
  putText("Quillwave pen");
  putText("1.0");
  sendFrame();
}

void sendSample(uint32_t time) {
  Wire.beginTransmission(IMU_ADDRESS);
  Wire.write(0x3B);  // accelerometer, temperature, gyroscope: 14 bytes, high byte first
  Wire.endTransmission(false);
  if (Wire.requestFrom(IMU_ADDRESS, (uint8_t)14) != 14) return;
  beginFrame(0x01, time);
  put8(SCALE_SET);
  put16(MASK);
  put16(0);  // microseconds since the time of the frame
  for (uint8_t word = 0; word < 7; word++) {
    uint16_t value = (uint16_t)Wire.read() << 8;
    value |= Wire.read();
    if (word != 3) put16(value);  // word 3 is the temperature
  }
  put16(analogRead(FORCE_PIN));
  sendFrame();
}

void writeRegister(uint8_t address, uint8_t value) {
  Wire.beginTransmission(IMU_ADDRESS);
  Wire.write(address);
  Wire.write(value);
  Wire.endTransmission();
}

void setup() {
  Serial.begin(115200);
  Wire.begin();
  Wire.setClock(400000);
  writeRegister(0x6B, 0x01);  // wake up, clock of the gyroscope
  writeRegister(0x1A, 0x03);  // low pass at 44 Hz
  writeRegister(0x1B, 0x18);  // gyroscope +-2000 degrees/s
  writeRegister(0x1C, 0x10);  // accelerometer +-8 g
  Serial.write((uint8_t)0);   // ends whatever the boot loader may have printed
  nextSample = micros();
}

void loop() {
  if ((int32_t)(micros() - nextSample) < 0) return;
  if (untilInformation == 0) {
    sendInformation();
    untilInformation = INFORMATION_EVERY;
  }
  untilInformation--;
  sendSample(micros());
  nextSample += PERIOD_US;
}

import { BluetoothRadio } from '../../src-main/pen/ble/bluetooth-radio.ts';
import { nordicUartOut } from '../../src-main/pen/ble/choose-characteristic.ts';
import {
  BluetoothPeripheral,
  type PeripheralOptions,
} from '../../src-main/pen/virtual/bluetooth-peripheral.ts';
import { VirtualBluetooth } from './virtual-bluetooth.ts';

const nordicUart = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';

/** A computer's adapter and pens, all within reach of each other. The computer has place 0. */
export class BluetoothLine {
  private constructor(
    readonly bluetooth: VirtualBluetooth,
    readonly radio: BluetoothRadio,
    readonly pens: readonly BluetoothPeripheral[],
    readonly name: string,
  ) {}

  /** @param pens what each pen has otherwise than one with the Nordic UART. Default: one pen */
  static async create(
    pens: readonly Partial<PeripheralOptions>[] = [{}],
    name = 'Test pen',
  ): Promise<BluetoothLine> {
    const bluetooth = await VirtualBluetooth.create(1 + pens.length);
    const peripherals: BluetoothPeripheral[] = [];
    for (const [place, options] of pens.entries()) {
      peripherals.push(
        await BluetoothPeripheral.open({
          uart: bluetooth.ports[1 + place]!,
          name,
          service: nordicUart,
          characteristic: nordicUartOut,
          ...options,
        }),
      );
    }
    const radio = new BluetoothRadio(() => ({ kind: 'uart', path: bluetooth.ports[0]! }));
    return new BluetoothLine(bluetooth, radio, peripherals, name);
  }

  get pen(): BluetoothPeripheral {
    return this.pens[0]!;
  }

  /** In notifications of 200 bytes. */
  send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length; sent += 200) {
      this.pen.notify(bytes.subarray(sent, sent + 200));
    }
    return Promise.resolve();
  }

  pull(): Promise<void> {
    return this.bluetooth.away(1);
  }

  plugIn(): Promise<void> {
    return this.bluetooth.back(1);
  }

  async dispose(): Promise<void> {
    await this.radio.close();
    for (const pen of this.pens) pen.close();
    await this.bluetooth.dispose();
  }
}

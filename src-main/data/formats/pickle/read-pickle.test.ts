import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../testing.ts';
import { StoredBytes } from './file-reader.ts';
import { isStoredArray, readPickle, type PickleValue } from './read-pickle.ts';
import { numbersOf } from './stored-array.ts';
import { pickle } from './write-pickle.testing.ts';

const folder = await temporaryFolder();

async function stored(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Arrays as shape and numbers, everything else as it is. */
async function plain(path: string, value: PickleValue): Promise<unknown> {
  const file = await open(path);
  const turn = async (one: PickleValue): Promise<unknown> => {
    if (Array.isArray(one)) return Promise.all((one as PickleValue[]).map(turn));
    if (isStoredArray(one)) return { shape: one.shape, numbers: [...(await numbersOf(one, file))] };
    return one;
  };
  return turn(value).finally(() => file.close());
}

/**
 * Python 3.11 with NumPy 2.4: pickle.dumps([np.arange(6, dtype='f8').reshape(2, 3),
 * np.asfortranarray(np.arange(6, dtype='f4').reshape(2, 3)), np.array([[1, -2], [3, 4]], dtype='>i4'),
 * np.int64(7), 5, 'ä', [59, 300, 70000], np.zeros((0, 13)),
 * np.array([np.ones(2), np.ones(3)], dtype=object)], protocol=0 … 5)
 */
const fromPython = [
  'KGxwMApjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcDEKKGNudW1weQpuZGFycmF5CnAyCihJMAp0cDMKY19jb2RlY3MKZW5jb2RlCnA0CihWYgpwNQpWbGF0aW4xCnA2CnRwNwpScDgKdHA5ClJwMTAKKEkxCihJMgpJMwp0cDExCmNudW1weQpkdHlwZQpwMTIKKFZmOApwMTMKSTAwCkkwMQp0cDE0ClJwMTUKKEkzClY8CnAxNgpOTk5JLTEKSS0xCkkwCnRwMTcKYkkwMApnNAooVlx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMPA/XHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwQFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMAhAXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwEEBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAUQApwMTgKZzYKdHAxOQpScDIwCnRwMjEKYmFnMQooZzIKKEkwCnRwMjIKZzgKdHAyMwpScDI0CihJMQooSTIKSTMKdHAyNQpnMTIKKFZmNApwMjYKSTAwCkkwMQp0cDI3ClJwMjgKKEkzCmcxNgpOTk5JLTEKSS0xCkkwCnRwMjkKYkkwMQpnNAooVlx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMEBAXHUwMDAwXHUwMDAwgD9cdTAwMDBcdTAwMDCAQFx1MDAwMFx1MDAwMFx1MDAwMEBcdTAwMDBcdTAwMDCgQApwMzAKZzYKdHAzMQpScDMyCnRwMzMKYmFnMQooZzIKKEkwCnRwMzQKZzgKdHAzNQpScDM2CihJMQooSTIKSTIKdHAzNwpnMTIKKFZpNApwMzgKSTAwCkkwMQp0cDM5ClJwNDAKKEkzClY+CnA0MQpOTk5JLTEKSS0xCkkwCnRwNDIKYkkwMApnNAooVlx1MDAwMFx1MDAwMFx1MDAwMAH////+XHUwMDAwXHUwMDAwXHUwMDAwA1x1MDAwMFx1MDAwMFx1MDAwMAQKcDQzCmc2CnRwNDQKUnA0NQp0cDQ2CmJhY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnA0NwooZzEyCihWaTgKcDQ4CkkwMApJMDEKdHA0OQpScDUwCihJMwpnMTYKTk5OSS0xCkktMQpJMAp0cDUxCmJnNAooVgdcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAKcDUyCmc2CnRwNTMKUnA1NAp0cDU1ClJwNTYKYUk1CmFW5ApwNTcKYShscDU4Ckk1OQphSTMwMAphSTcwMDAwCmFhZzEKKGcyCihJMAp0cDU5Cmc4CnRwNjAKUnA2MQooSTEKKEkwCkkxMwp0cDYyCmcxNQpJMDAKY19fYnVpbHRpbl9fCmJ5dGVzCnA2MwoodFJwNjQKdHA2NQpiYWcxCihnMgooSTAKdHA2NgpnOAp0cDY3ClJwNjgKKEkxCihJMgp0cDY5CmcxMgooVk84CnA3MApJMDAKSTAxCnRwNzEKUnA3MgooSTMKVnwKcDczCk5OTkktMQpJLTEKSTYzCnRwNzQKYkkwMAoobHA3NQpnMQooZzIKKEkwCnRwNzYKZzgKdHA3NwpScDc4CihJMQooSTIKdHA3OQpnMTUKSTAwCmc0CihWXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAw8D9cdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDDwPwpwODAKZzYKdHA4MQpScDgyCnRwODMKYmFnMQooZzIKKEkwCnRwODQKZzgKdHA4NQpScDg2CihJMQooSTMKdHA4NwpnMTUKSTAwCmc0CihWXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAw8D9cdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDDwP1x1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMPA/CnA4OApnNgp0cDg5ClJwOTAKdHA5MQpiYXRwOTIKYmEu',
  'XXEAKGNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAShjbnVtcHkKbmRhcnJheQpxAihLAHRxA2NfY29kZWNzCmVuY29kZQpxBChYAQAAAGJxBVgGAAAAbGF0aW4xcQZ0cQdScQh0cQlScQooSwEoSwJLA3RxC2NudW1weQpkdHlwZQpxDChYAgAAAGY4cQ1JMDAKSTAxCnRxDlJxDyhLA1gBAAAAPHEQTk5OSv////9K/////0sAdHERYkkwMApoBChYMQAAAAAAAAAAAAAAAAAAAAAAw7A/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABBAAAAAAAAAFEBxEmgGdHETUnEUdHEVYmgBKGgCKEsAdHEWaAh0cRdScRgoSwEoSwJLA3RxGWgMKFgCAAAAZjRxGkkwMApJMDEKdHEbUnEcKEsDaBBOTk5K/////0r/////SwB0cR1iSTAxCmgEKFgbAAAAAAAAAAAAQEAAAMKAPwAAwoBAAAAAQAAAwqBAcR5oBnRxH1JxIHRxIWJoAShoAihLAHRxImgIdHEjUnEkKEsBKEsCSwJ0cSVoDChYAgAAAGk0cSZJMDAKSTAxCnRxJ1JxKChLA1gBAAAAPnEpTk5OSv////9K/////0sAdHEqYkkwMApoBChYFAAAAAAAAAHDv8O/w7/DvgAAAAMAAAAEcStoBnRxLFJxLXRxLmJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpzY2FsYXIKcS8oaAwoWAIAAABpOHEwSTAwCkkwMQp0cTFScTIoSwNoEE5OTkr/////Sv////9LAHRxM2JoBChYCAAAAAcAAAAAAAAAcTRoBnRxNVJxNnRxN1JxOEsFWAIAAADDpHE5XXE6KEs7TSwBSnARAQBlaAEoaAIoSwB0cTtoCHRxPFJxPShLAShLAEsNdHE+aA9JMDAKY19fYnVpbHRpbl9fCmJ5dGVzCnE/KVJxQHRxQWJoAShoAihLAHRxQmgIdHFDUnFEKEsBKEsCdHFFaAwoWAIAAABPOHFGSTAwCkkwMQp0cUdScUgoSwNYAQAAAHxxSU5OTkr/////Sv////9LP3RxSmJJMDAKXXFLKGgBKGgCKEsAdHFMaAh0cU1ScU4oSwEoSwJ0cU9oD0kwMApoBChYEgAAAAAAAAAAAMOwPwAAAAAAAMOwP3FQaAZ0cVFScVJ0cVNiaAEoaAIoSwB0cVRoCHRxVVJxVihLAShLA3RxV2gPSTAwCmgEKFgbAAAAAAAAAAAAw7A/AAAAAAAAw7A/AAAAAAAAw7A/cVhoBnRxWVJxWnRxW2JldHFcYmUu',
  'gAJdcQAoY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEBY251bXB5Cm5kYXJyYXkKcQJLAIVxA2NfY29kZWNzCmVuY29kZQpxBFgBAAAAYnEFWAYAAABsYXRpbjFxBoZxB1JxCIdxCVJxCihLAUsCSwOGcQtjbnVtcHkKZHR5cGUKcQxYAgAAAGY4cQ2JiIdxDlJxDyhLA1gBAAAAPHEQTk5OSv////9K/////0sAdHERYoloBFgxAAAAAAAAAAAAAAAAAAAAAADDsD8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAUQHESaAaGcRNScRR0cRViaAFoAksAhXEWaAiHcRdScRgoSwFLAksDhnEZaAxYAgAAAGY0cRqJiIdxG1JxHChLA2gQTk5OSv////9K/////0sAdHEdYohoBFgbAAAAAAAAAAAAQEAAAMKAPwAAwoBAAAAAQAAAwqBAcR5oBoZxH1JxIHRxIWJoAWgCSwCFcSJoCIdxI1JxJChLAUsCSwKGcSVoDFgCAAAAaTRxJomIh3EnUnEoKEsDWAEAAAA+cSlOTk5K/////0r/////SwB0cSpiiWgEWBQAAAAAAAABw7/Dv8O/w74AAAADAAAABHEraAaGcSxScS10cS5iY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEvaAxYAgAAAGk4cTCJiIdxMVJxMihLA2gQTk5OSv////9K/////0sAdHEzYmgEWAgAAAAHAAAAAAAAAHE0aAaGcTVScTaGcTdScThLBVgCAAAAw6RxOV1xOihLO00sAUpwEQEAZWgBaAJLAIVxO2gIh3E8UnE9KEsBSwBLDYZxPmgPiWNfX2J1aWx0aW5fXwpieXRlcwpxPylScUB0cUFiaAFoAksAhXFCaAiHcUNScUQoSwFLAoVxRWgMWAIAAABPOHFGiYiHcUdScUgoSwNYAQAAAHxxSU5OTkr/////Sv////9LP3RxSmKJXXFLKGgBaAJLAIVxTGgIh3FNUnFOKEsBSwKFcU9oD4loBFgSAAAAAAAAAAAAw7A/AAAAAAAAw7A/cVBoBoZxUVJxUnRxU2JoAWgCSwCFcVRoCIdxVVJxVihLAUsDhXFXaA+JaARYGwAAAAAAAAAAAMOwPwAAAAAAAMOwPwAAAAAAAMOwP3FYaAaGcVlScVp0cVtiZXRxXGJlLg==',
  'gANdcQAoY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEBY251bXB5Cm5kYXJyYXkKcQJLAIVxA0MBYnEEh3EFUnEGKEsBSwJLA4ZxB2NudW1weQpkdHlwZQpxCFgCAAAAZjhxCYmIh3EKUnELKEsDWAEAAAA8cQxOTk5K/////0r/////SwB0cQ1iiUMwAAAAAAAAAAAAAAAAAADwPwAAAAAAAABAAAAAAAAACEAAAAAAAAAQQAAAAAAAABRAcQ50cQ9iaAFoAksAhXEQaASHcRFScRIoSwFLAksDhnETaAhYAgAAAGY0cRSJiIdxFVJxFihLA2gMTk5OSv////9K/////0sAdHEXYohDGAAAAAAAAEBAAACAPwAAgEAAAABAAACgQHEYdHEZYmgBaAJLAIVxGmgEh3EbUnEcKEsBSwJLAoZxHWgIWAIAAABpNHEeiYiHcR9ScSAoSwNYAQAAAD5xIU5OTkr/////Sv////9LAHRxImKJQxAAAAAB/////gAAAAMAAAAEcSN0cSRiY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnElaAhYAgAAAGk4cSaJiIdxJ1JxKChLA2gMTk5OSv////9K/////0sAdHEpYkMIBwAAAAAAAABxKoZxK1JxLEsFWAIAAADDpHEtXXEuKEs7TSwBSnARAQBlaAFoAksAhXEvaASHcTBScTEoSwFLAEsNhnEyaAuJQwBxM3RxNGJoAWgCSwCFcTVoBIdxNlJxNyhLAUsChXE4aAhYAgAAAE84cTmJiIdxOlJxOyhLA1gBAAAAfHE8Tk5OSv////9K/////0s/dHE9YoldcT4oaAFoAksAhXE/aASHcUBScUEoSwFLAoVxQmgLiUMQAAAAAAAA8D8AAAAAAADwP3FDdHFEYmgBaAJLAIVxRWgEh3FGUnFHKEsBSwOFcUhoC4lDGAAAAAAAAPA/AAAAAAAA8D8AAAAAAADwP3FJdHFKYmV0cUtiZS4=',
  'gASViQIAAAAAAABdlCiMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsCSwOGlGgEjAVkdHlwZZSTlIwCZjiUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYolDMAAAAAAAAAAAAAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAUQJR0lGJoA2gGSwCFlGgIh5RSlChLAUsCSwOGlGgNjAJmNJSJiIeUUpQoSwNoEU5OTkr/////Sv////9LAHSUYohDGAAAAAAAAEBAAACAPwAAgEAAAABAAACgQJR0lGJoA2gGSwCFlGgIh5RSlChLAUsCSwKGlGgNjAJpNJSJiIeUUpQoSwOMAT6UTk5OSv////9K/////0sAdJRiiUMQAAAAAf////4AAAADAAAABJR0lGJoAYwGc2NhbGFylJOUaA2MAmk4lImIh5RSlChLA2gRTk5OSv////9K/////0sAdJRiQwgHAAAAAAAAAJSGlFKUSwWMAsOklF2UKEs7TSwBSnARAQBlaANoBksAhZRoCIeUUpQoSwFLAEsNhpRoEIlDAJR0lGJoA2gGSwCFlGgIh5RSlChLAUsChZRoDYwCTziUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LP3SUYoldlChoA2gGSwCFlGgIh5RSlChLAUsChZRoEIlDEAAAAAAAAPA/AAAAAAAA8D+UdJRiaANoBksAhZRoCIeUUpQoSwFLA4WUaBCJQxgAAAAAAADwPwAAAAAAAPA/AAAAAAAA8D+UdJRiZXSUYmUu',
  'gAWVkwIAAAAAAABdlCiME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWMAAAAAAAAAAAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABBAAAAAAAAAFECUjAVudW1weZSMBWR0eXBllJOUjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwJLA4aUjAFDlHSUUpRoAyiWGAAAAAAAAAAAAAAAAABAQAAAgD8AAIBAAAAAQAAAoECUaAeMAmY0lImIh5RSlChLA2gLTk5OSv////9K/////0sAdJRiSwJLA4aUjAFGlHSUUpRoAyiWEAAAAAAAAAAAAAAB/////gAAAAMAAAAElGgHjAJpNJSJiIeUUpQoSwOMAT6UTk5OSv////9K/////0sAdJRiSwJLAoaUaA50lFKUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwGc2NhbGFylJOUaAeMAmk4lImIh5RSlChLA2gLTk5OSv////9K/////0sAdJRiQwgHAAAAAAAAAJSGlFKUSwWMAsOklF2UKEs7TSwBSnARAQBlaAMolgAAAAAAAAAAlGgKSwBLDYaUaA50lFKUaCOMDF9yZWNvbnN0cnVjdJSTlGgFjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwKFlGgHjAJPOJSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0s/dJRiiV2UKGgDKJYQAAAAAAAAAAAAAAAAAPA/AAAAAAAA8D+UaApLAoWUaA50lFKUaAMolhgAAAAAAAAAAAAAAAAA8D8AAAAAAADwPwAAAAAAAPA/lGgKSwOFlGgOdJRSlGV0lGJlLg==',
];

describe('readPickle', () => {
  test.each([0, 1, 2, 3, 4, 5])('reads what Python writes with protocol %i', async (protocol) => {
    const bytes = Buffer.from(fromPython[protocol]!, 'base64');
    const path = await stored(`python-${protocol}.pkl`, bytes);
    const grid = { shape: [2, 3], numbers: [0, 1, 2, 3, 4, 5] };
    expect(await plain(path, readPickle(path))).toEqual([
      grid,
      grid,
      { shape: [2, 2], numbers: [1, -2, 3, 4] },
      7,
      5,
      'ä',
      [59, 300, 70000],
      { shape: [0, 13], numbers: [] },
      [
        { shape: [2], numbers: [1, 1] },
        { shape: [3], numbers: [1, 1, 1] },
      ],
    ]);
  });

  test('reads what the fixture writer writes, across frames and batches', async () => {
    const numbers = Array.from({ length: 9000 }, (_, index) => index % 50);
    const arrays = (['f4', 'f8', 'i4', 'i8'] as const).map((type) => ({
      shape: [3000, 3] as const,
      type,
      numbers,
      fortranOrder: type === 'f4',
    }));
    const many = Array.from({ length: 2001 }, (_, index) => index);
    const path = await stored('ours.pkl', pickle([...arrays, many]));
    expect(await plain(path, readPickle(path))).toEqual([
      ...arrays.map(() => ({ shape: [3000, 3], numbers })),
      many,
    ]);
  });

  test('leaves the numbers of arrays in the file', async () => {
    const array = {
      shape: [100, 13] as const,
      type: 'f8' as const,
      numbers: new Array<number>(1300).fill(1),
    };
    const path = await stored('large.pkl', pickle([array]));
    const [value] = readPickle(path) as [PickleValue];
    expect(isStoredArray(value) && value.data).toBeInstanceOf(StoredBytes);
  });

  test('a file that ends anywhere is told as damaged', async () => {
    const whole = pickle([
      { shape: [40, 13], type: 'f8', numbers: new Array<number>(520).fill(2) },
      1,
    ]);
    for (let length = 0; length < whole.length - 1; length += 97) {
      const path = await stored('cut.pkl', whole.subarray(0, length));
      expect(() => readPickle(path)).toThrow(
        expect.objectContaining({ code: 'pickle-damaged' }) as Error,
      );
    }
  });

  test.each([
    ['os.system', "cos\nsystem\n(S'echo hacked'\ntR."],
    ['eval', "c__builtin__\neval\n(S'1+1'\ntR."],
    ['a class', 'c__main__\nThing\n)\x81.'],
    ['a method of an array', "cnumpy.core.multiarray\n_reconstruct\n(tR}S'push'\nS'x'\nsb."],
  ])('%s is not called', async (_, text) => {
    const path = await stored('hostile.pkl', Buffer.from(text, 'latin1'));
    expect(() => readPickle(path)).toThrow(
      expect.objectContaining({
        code: 'pickle-damaged',
        remedy: expect.any(String) as string,
      }) as Error,
    );
  });

  test('lists that hold one another over and over are refused at once', async () => {
    // Ten lists, each holding the one before it ten times: 10^10 values in some 300 bytes.
    let text = '\x80\x02]q\x00';
    for (let depth = 1; depth <= 10; depth++) {
      text += `](${`h${String.fromCharCode(depth - 1)}`.repeat(10)}eq${String.fromCharCode(depth)}`;
    }
    const path = await stored('bomb.pkl', Buffer.from(`${text}.`, 'latin1'));
    expect(() => readPickle(path)).toThrow('hold one another');
  });

  test('a file that is not there is told as such', () => {
    expect(() => readPickle(join(folder, 'none.pkl'))).toThrow('does not exist');
  });
});

import { RunNotFoundError } from '../../../src/core/run-not-found-error.js';
import type { StoreWriteError } from '../../../src/core/store-write-error.js';
import {
  asWriteError,
  openToRead,
  readExactly,
  tidily,
  withFile,
  writeAll,
  writing,
} from '../../../src/node/json-lines/disk.js';
import { errorOf, faultyFiles } from '../support/faulty-files.js';
import { MemoryFiles } from '../support/memory-files.js';
import { codeOf } from '../support/runs.js';

const PATH = '/store/file';
const filesWith = (text: string) => MemoryFiles.of(new Map([[PATH, Buffer.from(text)]]));

describe('writing', () => {
  it('should give what it made, and make a StoreWriteError of what went wrong', async () => {
    expect(await writing(PATH, () => Promise.resolve(5))).toBe(5);
    const cause = errorOf('EROFS');
    const error = await writing(PATH, () => Promise.reject(cause)).catch((e: unknown) => e);
    const { code, reason, file, cause: found } = error as StoreWriteError;

    expect([code, reason, file]).toEqual(['ERR_STORE_WRITE', 'EROFS', PATH]);
    expect(found).toBe(cause);
  });
});

describe('asWriteError', () => {
  it('should leave errors of this library as they are, and have a word for what has no code', () => {
    const known = new RunNotFoundError('run');
    expect(asWriteError(PATH, known)).toBe(known);
    for (const unknown of [new Error('no code'), 'text', null, undefined, { code: 5 }]) {
      expect((asWriteError(PATH, unknown) as StoreWriteError).reason).toBe('EUNKNOWN');
    }
  });
});

describe('writeAll', () => {
  it('should write on where a call has written less', async () => {
    const files = filesWith('0123456789');
    const hook = ({ operation }: { operation: string }) => (operation === 'write' ? 3 : undefined);
    const file = await faultyFiles(files, hook).open(PATH, 'edit');
    await writeAll(file, Buffer.from('abcdefgh'), 1);

    expect(files.contents().get(PATH)?.toString()).toBe('0abcdefgh9');
  });

  it('should fail where nothing is written, instead of trying for ever', async () => {
    const file = await faultyFiles(filesWith(''), ({ operation }) =>
      operation === 'write' ? 0 : undefined,
    ).open(PATH, 'edit');

    expect(await codeOf(() => writeAll(file, Buffer.from('abc'), 0))).toBe('EIO');
    await writeAll(file, Buffer.alloc(0), 0);
  });
});

describe('readExactly', () => {
  it('should read on where a call has read less, and less only at the end of the file', async () => {
    const files = filesWith('0123456789');
    const whole = await files.open(PATH, 'read');
    const slow = {
      ...whole,
      read: (into: Uint8Array, position: number) => whole.read(into.subarray(0, 3), position),
    };
    expect((await readExactly(slow, 1, 9)).toString()).toBe('12345678');
    expect((await readExactly(slow, 8, 20)).toString()).toBe('89');
    expect((await readExactly(slow, 10, 20)).length).toBe(0);
  });
});

describe('withFile', () => {
  it('should close the file, whether it was of use or not', async () => {
    let closed = 0;
    const files = faultyFiles(filesWith('abc'), ({ operation }) => {
      if (operation === 'close') closed++;
    });
    const size = await withFile(files, PATH, (file) => file.size());
    const broken = new Error('no use');
    await expectAsync(withFile(files, PATH, () => Promise.reject(broken))).toBeRejectedWith(broken);

    expect([size, closed]).toEqual([3, 2]);
  });
});

describe('openToRead', () => {
  it('should tell damage from what the system cannot do', async () => {
    const failing = (code: string) =>
      faultyFiles(filesWith(''), () => {
        throw errorOf(code);
      });
    expect(await codeOf(() => openToRead(filesWith(''), '/store/none'))).toBe('ERR_STORE_CORRUPT');
    expect(await codeOf(() => openToRead(failing('ELOOP'), PATH))).toBe('ERR_STORE_CORRUPT');
    expect(await codeOf(() => openToRead(failing('EMFILE'), PATH))).toBe('EMFILE');
  });
});

describe('tidily', () => {
  it('should not fail', async () => {
    let tidied = 0;
    await tidily(() => Promise.resolve(tidied++));
    await tidily(() => Promise.reject(new Error('not today')));
    await tidily(() => {
      throw new Error('not at all');
    });

    expect(tidied).toBe(1);
  });
});

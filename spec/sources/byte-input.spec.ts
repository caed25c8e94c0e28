import {
  checkInput,
  isBlob,
  isPath,
  isSeekable,
  isStream,
  nameOf,
} from '../../src/sources/byte-input.js';
import { bytes, streamOf } from './reading.js';

const file = new File(['a'], 'a.txt');
const url = new URL('file:///tmp/a.txt');
const hasFiles = typeof process === 'object';

/** A Node Readable, by its shape. */
const readable = (more: object) => ({
  read: () => null,
  on: () => undefined,
  destroy: () => undefined,
  ...more,
});

describe('checkInput', () => {
  it('should let pass what can be read, and functions that make it', () => {
    for (const input of [file, bytes('a'), streamOf([]), readable({}), () => 5]) {
      expect(() => checkInput('readLines', input)).not.toThrow();
    }
    if (hasFiles) expect(() => checkInput('readLines', url)).not.toThrow();
  });

  it('should name the function, and what is wrong', () => {
    expect(() => checkInput('readCsv', 5, 'result of input')).toThrowMatching(
      ({ code, message }: { code: string; message: string }) =>
        code === 'ERR_INVALID_ARG_TYPE' &&
        /^readCsv: "result of input" must be a path, .+; received 5 \(number\)$/.test(message),
    );
  });
});

describe('what an input is', () => {
  it('should be told by its shape, so that no platform is needed', () => {
    const inputs = ['a', url, new URL('https://a.org'), file, bytes('a'), streamOf([]), null];
    const told = (is: (input: never) => boolean, all: readonly unknown[]) =>
      all.map((input) => is(input as never));

    expect(told(isPath, inputs)).toEqual([true, true, false, false, false, false, false]);
    expect(told(isBlob, inputs.slice(0, -1))).toEqual([false, false, false, true, false, false]);
    expect(told(isStream, inputs.slice(0, -1))).toEqual([false, false, false, false, false, true]);
  });

  it('should have a place for every byte, but not as a stream or what a function makes', () => {
    const seekable = ['a', url, file, bytes('a')];
    const others = [streamOf([]), readable({ path: 'a', fd: 5 }), readable({ fd: 0 }), () => 'a'];

    expect(seekable.every(isSeekable)).toBeTrue();
    expect(others.some(isSeekable)).toBeFalse();
  });
});

describe('nameOf', () => {
  it('should be what messages call it', () => {
    const named = ['dir/a.txt', url, file, readable({ path: 'b.txt' }), readable({ fd: 0 })];

    expect(named.map(nameOf)).toEqual([
      'dir/a.txt',
      'file:///tmp/a.txt',
      'a.txt',
      'b.txt',
      'stdin',
    ]);
  });

  it('should be none for what has none', () => {
    const nameless = [new Blob([]), bytes('a'), streamOf([]), readable({ path: 5, fd: 1 }), null];

    expect(nameless.map(nameOf)).toEqual(nameless.map(() => undefined));
  });
});

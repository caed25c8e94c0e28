import * as sources from '../../src/sources/index.js';
import { bytes, streamOf } from './reading.js';

interface OptionError extends Error {
  readonly code?: string;
}

function told(call: () => unknown): string {
  try {
    call();
  } catch (thrown) {
    const error = thrown as OptionError;
    const type = error instanceof RangeError ? 'RangeError' : error.constructor.name;
    return `${type} ${error.code} ${error.message}`;
  }
  return 'accepted';
}

const type = (where: string, name: string, expected: string, received: string) =>
  `TypeError ERR_INVALID_ARG_TYPE ${where}: "${name}" must be ${expected}; received ${received}`;
const range = (where: string, name: string, expected: string, received: string) =>
  `RangeError ERR_OUT_OF_RANGE ${where}: "${name}" must be ${expected}; received ${received}`;

const INPUT =
  'a path, a file URL, a Blob, a Uint8Array, a Node Readable or a ReadableStream, or a function ' +
  'that makes one';
const WORDS = 'one of "auto", "none", "gzip"';
const MOST = 2 ** 31 - 1;
const hasFiles = typeof process === 'object';

/** Values that no option takes by their type, and how a message shows them. */
const OTHERS: readonly [unknown, string][] = [
  [null, 'null'],
  [{}, '(object)'],
  [5n, '5n (bigint)'],
  [Symbol('s'), 'Symbol(s) (symbol)'],
  [new Date(0), '(object)'],
  [new Map(), '(object)'],
  [Object(1), '(object)'],
];

for (const where of ['readLines', 'readJsonLines', 'readCsv'] as const) {
  const read = sources[where] as (input: unknown, options?: unknown) => unknown;
  const given = (options: unknown) => told(() => read(new Uint8Array(0), options));

  describe(`bad input of ${where}`, () => {
    it('should be refused as input', () => {
      const wrong = [...OTHERS, [undefined, 'undefined'], [5, '5 (number)'], [[], '(array)']];
      wrong.push([true, 'true'], [new ArrayBuffer(1), '(object)'], [[1, 2], '(array)']);
      wrong.push([new URL('https://example.org/a'), '(object)'], [new Int8Array(1), '(object)']);
      for (const [value, shown] of wrong) {
        expect(told(() => read(value))).toBe(type(where, 'input', INPUT, shown as string));
      }
    });

    it('should be refused as a stream that somebody reads', () => {
      const stream = streamOf([]);
      stream.getReader();

      expect(told(() => read(stream))).toBe(
        type(where, 'input', 'a ReadableStream that nobody has locked', '(object)'),
      );
    });

    it('should be no input that is right', () => {
      const right = [new Uint8Array(0), new Blob([]), streamOf([bytes('a')]), () => 'a'];
      for (const value of right) expect(told(() => read(value))).toBe('accepted');
      for (const options of [undefined, {}, Object.create(null)]) {
        expect(given(options)).toBe('accepted');
      }
    });

    it('should be a path where there are no files, and an empty one', () => {
      const none = 'no path where there are no files, as in a browser: pass a File, or bytes';
      const paths = [told(() => read('a.txt')), told(() => read(new URL('file:///a.txt')))];
      expect(paths).toEqual(
        hasFiles
          ? ['accepted', 'accepted']
          : [
              type(where, 'input', none, '"a.txt" (string)'),
              type(where, 'input', none, '(object)'),
            ],
      );
      if (hasFiles) {
        const expected = range(where, 'input', 'a path that is not empty', '"" (string)');
        expect(told(() => read(''))).toBe(expected);
      }
    });

    it('should be refused as options', () => {
      for (const [value, shown] of [...OTHERS, [5, '5 (number)'], [[], '(array)']] as const) {
        if (shown === '(object)' && Object.getPrototypeOf(value) === Object.prototype) continue;
        expect(given(value)).toBe(type(where, 'options', 'a plain object', shown));
      }
      expect(given({ compresion: 'gzip' })).toBe(
        `TypeError ERR_UNKNOWN_OPTION ${where}: unknown option "compresion"; did you mean "compression"?`,
      );
    });

    it('should be refused as "compression"', () => {
      for (const word of ['auto', 'none', 'gzip', undefined]) {
        expect(given({ compression: word })).toBe('accepted');
      }
      for (const word of ['', 'GZIP', 'br', '__proto__', 'constructor']) {
        expect(given({ compression: word })).toBe(
          range(where, 'compression', WORDS, `${JSON.stringify(word)} (string)`),
        );
      }
      for (const [value, shown] of [...OTHERS, [true, 'true'], [[], '(array)']] as const) {
        expect(given({ compression: value })).toBe(type(where, 'compression', WORDS, shown));
      }
    });

    it('should be refused as "maxLineBytes"', () => {
      for (const size of [1, 65_536, MOST]) expect(given({ maxLineBytes: size })).toBe('accepted');
      for (const size of [0, -1, 1.5, NaN, -Infinity]) {
        expect(given({ maxLineBytes: size })).toBe(
          range(where, 'maxLineBytes', 'an integer >= 1', `${size} (number)`),
        );
      }
      for (const size of [Infinity, 2 ** 31]) {
        expect(given({ maxLineBytes: size })).toBe(
          range(where, 'maxLineBytes', `an integer from 1 to ${MOST}`, `${size} (number)`),
        );
      }
      for (const [value, shown] of [...OTHERS, ['5', '"5" (string)']] as const) {
        expect(given({ maxLineBytes: value })).toBe(
          type(where, 'maxLineBytes', 'an integer >= 1', shown),
        );
      }
    });
  });
}

describe('bad input of readCsv alone', () => {
  const given = (options: object) =>
    told(() => sources.readCsv(new Uint8Array(0), options as sources.ReadCsvOptions));

  it('should be refused as "header"', () => {
    const expected = 'a boolean, or an array of different names';
    for (const header of [true, false, ['a'], ['', '__proto__']]) {
      expect(given({ header })).toBe('accepted');
    }
    for (const header of [[], ['a', 'a']]) {
      expect(given({ header })).toBe(range('readCsv', 'header', expected, '(array)'));
    }
    for (const header of [[1], ['a', undefined]]) {
      expect(given({ header })).toBe(type('readCsv', 'header', expected, '(array)'));
    }
    for (const [value, shown] of [...OTHERS, ['a', '"a" (string)'], [1, '1 (number)']] as const) {
      expect(given({ header: value })).toBe(type('readCsv', 'header', expected, shown));
    }
  });

  it('should be refused as "delimiter"', () => {
    const expected = 'one character, which is no quote and no end of a line';
    for (const delimiter of [',', ';', '\t', '|', ' ', '§']) {
      expect(given({ delimiter })).toBe('accepted');
    }
    for (const delimiter of ['', ',,', '"', '\n', '\r', '\uFEFF', '😀', ',\n']) {
      expect(given({ delimiter })).toBe(
        range('readCsv', 'delimiter', expected, `${JSON.stringify(delimiter)} (string)`),
      );
    }
    for (const [value, shown] of [...OTHERS, [5, '5 (number)'], [[','], '(array)']] as const) {
      expect(given({ delimiter: value })).toBe(type('readCsv', 'delimiter', expected, shown));
    }
  });

  it('should be refused by all three, and nothing else is public that takes any', () => {
    const functions = Object.entries(sources)
      .filter(([, value]) => !(value.prototype instanceof Error))
      .map(([name]) => name);

    expect(functions.sort()).toEqual(['isMalformed', 'readCsv', 'readJsonLines', 'readLines']);
  });
});

import { DeadlineExceededError } from '../../../src/core/deadline-exceeded-error.js';
import { FatalError } from '../../../src/core/fatal-error.js';
import { incompatibleOptions, invalidType, outOfRange } from '../../../src/core/option-error.js';
import { unknownOption } from '../../../src/core/option-error.js';
import { WorkResultError } from '../../../src/core/work-result-error.js';
import {
  classifyError,
  isTooLarge,
  isUnavailable,
} from '../../../src/work/retry/classify-error.js';
import { HOSTILE } from './hostile.js';

const PASSING = [408, 425, 429];
const because = (cause: unknown) => new Error('outer', { cause });
/** Each way in which an error carries a status. */
const withStatus = (status: number): readonly unknown[] => [
  { status },
  Object.assign(new Error('x'), { statusCode: status }),
  { response: { status } },
  { response: { statusCode: status } },
  because({ status }),
  because(because({ response: { status } })),
];

describe('classifyError', () => {
  it('should call a FatalError fatal, in the causes too, and of another copy of the library', () => {
    const fatal = new FatalError('no licence');
    expect([fatal, because(fatal), { code: 'ERR_FATAL' }].map(classifyError)).toEqual([
      'fatal',
      'fatal',
      'fatal',
    ]);
  });

  it('should call an HTTP status of the client tolerable, wherever it stands', () => {
    for (let status = 400; status < 500; status++) {
      const expected = PASSING.includes(status) ? 'retryable' : 'tolerable';
      for (const error of withStatus(status)) expect(classifyError(error)).toBe(expected);
    }
  });

  it('should call every other status retryable', () => {
    for (const status of [100, 200, 301, 399, 500, 501, 502, 503, 504, 599]) {
      for (const error of withStatus(status)) expect(classifyError(error)).toBe('retryable');
    }
    const odd = [{ status: 4040 }, { status: 40 }, { status: '404' }, { status: NaN }];
    for (const error of odd) {
      expect(classifyError(error)).toBe('retryable');
      // No status, so the next cause is asked.
      expect(classifyError({ ...error, cause: { status: 404 } })).toBe('tolerable');
    }
  });

  it('should call answers that do not fit, and wrong options, tolerable', () => {
    const errors = [
      new WorkResultError('2 values for 3 items', 3, []),
      invalidType('f', 'a', 'a number', 'x'),
      outOfRange('f', 'a', 'a number > 0', 0),
      unknownOption('f', 'b', ['a']),
      incompatibleOptions('f', 'a without b'),
    ];
    for (const error of errors) {
      expect([classifyError(error), classifyError(because(error))]).toEqual([
        'tolerable',
        'tolerable',
      ]);
    }
  });

  it('should call all else retryable', () => {
    const errors = [
      new Error('x'),
      new TypeError('fetch failed'),
      new DeadlineExceededError('attempt', 5),
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
      { status: 500, cause: { code: 'ENOENT' } },
    ];
    for (const error of errors) expect(classifyError(error)).toBe('retryable');
  });

  it('should believe the outer error before its causes', () => {
    expect(classifyError({ status: 503, cause: { status: 404 } })).toBe('retryable');
    expect(classifyError({ status: 404, cause: { status: 503 } })).toBe('tolerable');
    expect(classifyError({ status: 404, response: { status: 503 } })).toBe('tolerable');
  });

  it('should call retryable whatever else is thrown, and never throw', () => {
    for (const error of HOSTILE) expect(classifyError(error)).toBe('retryable');
  });
});

describe('isTooLarge', () => {
  it('should be 413 and a full quota, in the causes too', () => {
    const quota = new DOMException('full', 'QuotaExceededError');
    const errors = [...withStatus(413), quota, because(quota), { inner: quota }];
    for (const error of errors) expect(isTooLarge(error)).toBeTrue();
  });

  it('should be nothing else', () => {
    const errors = [400, 412, 414, 429, 503].flatMap(withStatus);
    for (const error of [...errors, new Error('413'), ...HOSTILE]) {
      expect(isTooLarge(error)).toBeFalse();
    }
  });
});

describe('isUnavailable', () => {
  it('should be statuses that speak of the service', () => {
    for (const error of [429, 502, 503, 504].flatMap(withStatus)) {
      expect(isUnavailable(error)).toBeTrue();
    }
  });

  it('should be no other status, whatever its causes', () => {
    for (const error of [400, 404, 408, 413, 425, 500, 501].flatMap(withStatus)) {
      expect(isUnavailable(error)).toBeFalse();
    }
  });

  it('should be a connection that failed, in the words of each platform', () => {
    const codes = ['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN'];
    const all = [...codes, 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
    const fetchFailed = [
      'fetch failed',
      'Failed to fetch',
      'NetworkError when attempting to fetch resource.',
      'Load failed',
    ];
    const errors = [
      ...all.map((code) => Object.assign(new Error('x'), { code })),
      ...fetchFailed.map((message) => new TypeError(message)),
    ];
    for (const error of errors) {
      expect([isUnavailable(error), isUnavailable(because(error))]).toEqual([true, true]);
    }
  });

  it('should be nothing else', () => {
    const errors = [
      new Error('x'),
      new Error('the last fetch failed'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      new DeadlineExceededError('attempt', 5),
    ];
    for (const error of [...errors, ...HOSTILE]) expect(isUnavailable(error)).toBeFalse();
  });
});

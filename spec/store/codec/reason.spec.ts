import { UnstorableValueError } from '../../../src/core/unstorable-value-error.js';
import { reasonMembers } from '../../../src/store/codec/reason.js';

/** The members, as an object. */
const membersOf = (reason: unknown) =>
  JSON.parse(`{"place":0${reasonMembers(reason)}}`) as Record<string, unknown>;

const throwing = (name: string) =>
  Object.defineProperty(new Error('x'), name, {
    get: () => {
      throw new Error('getter');
    },
  });

describe('reasonMembers', () => {
  it('should keep what JSON can hold as it is, and write nothing for nothing', () => {
    for (const reason of ['text', '', null, 0, false, { status: 404 }, ['a', { b: null }]]) {
      expect(membersOf(reason)).toEqual({ place: 0, reason });
    }
    expect(membersOf(undefined)).toEqual({ place: 0 });
  });

  it('should keep name, message, code and cause of an error', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

    expect(membersOf(new TypeError('no', { cause }))).toEqual({
      place: 0,
      error: {
        name: 'TypeError',
        message: 'no',
        cause: { name: 'Error', message: 'refused', code: 'ECONNREFUSED' },
      },
    });
    expect(membersOf(new DOMException('late', 'TimeoutError'))['error']).toEqual({
      name: 'TimeoutError',
      message: 'late',
      code: 23,
    });
    expect(membersOf(new UnstorableValueError('it is NaN'))['error']).toEqual({
      name: 'UnstorableValueError',
      message: 'the value cannot be stored without a change: it is NaN',
      code: 'ERR_UNSTORABLE_VALUE',
    });
  });

  it('should keep a cause that is no error as its text', () => {
    const { error } = membersOf(new Error('no', { cause: 'because' })) as {
      error: { cause: unknown };
    };
    expect(error.cause).toEqual({ name: 'Error', message: '"because" (string)' });
  });

  it('should describe what JSON cannot hold', () => {
    expect(membersOf(NaN)).toEqual({ place: 0, error: { name: 'Error', message: 'NaN (number)' } });
    expect(membersOf(new Map())).toEqual({
      place: 0,
      error: { name: 'Error', message: '(object)' },
    });
  });

  it('should follow five causes, be it in a circle', () => {
    const circular = new Error('again');
    circular.cause = circular;

    expect(JSON.stringify(membersOf(circular)).split('again').length - 1).toBe(6);
  });

  it('should cut long messages off', () => {
    const long = 'm'.repeat(10_000);
    expect(membersOf(new Error(long))['error']).toEqual({
      name: 'Error',
      message: `${long.slice(0, 8192)}…`,
    });
    const exact = 'm'.repeat(8192);
    expect(membersOf(new Error(exact))['error']).toEqual({ name: 'Error', message: exact });
  });

  it('should leave out what throws when it is read, and codes that are none', () => {
    for (const name of ['message', 'name', 'code', 'cause']) {
      const { error } = membersOf(throwing(name)) as { error: Record<string, unknown> };
      expect(error['name']).toBe('Error');
      expect(error['message']).toBe(name === 'message' ? '' : 'x');
      expect(Object.keys(error)).toEqual(['name', 'message']);
    }
    for (const code of [NaN, Infinity, {}, null, 5n]) {
      const { error } = membersOf(Object.assign(new Error('x'), { code }));
      expect(Object.keys(error as object)).toEqual(['name', 'message']);
    }
  });

  it('should not be stopped by a proxy that answers nothing', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(Object.keys(membersOf(proxy))).toEqual(['place', 'error']);
  });
});

import { inspect } from '../../../src/core/inspect.js';
import { retryAfterOf } from '../../../src/work/retry/retry-after.js';
import { HOSTILE } from './hostile.js';

const NOW = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT');
const asked = (error: unknown) => retryAfterOf(error, NOW);
const header = (value: unknown) => asked({ headers: { 'retry-after': value } });

describe('retryAfterOf', () => {
  it('should read seconds', () => {
    expect([header('120'), header('0'), header(' 1.5 '), header(7)]).toEqual([
      120_000, 0, 1500, 7000,
    ]);
  });

  it('should read a date, one that is past being now', () => {
    expect(header('Sun, 06 Nov 1994 08:50:37 GMT')).toBe(60_000);
    expect(header('Sunday, 06-Nov-94 08:50:37 GMT')).toBe(60_000);
    expect(header('sun, 6 Nov 1994 08:50:37 gmt')).toBe(60_000);
    expect(header('Sun, 06 Nov 1994 08:49:36 GMT')).toBe(0);
  });

  it('should read nothing from what is neither', () => {
    const values = ['', 'soon', '-1', '1e3', '0x10', '5 s', '1994-11-06', 'Sun, 99', -1, NaN];
    for (const value of [...values, Infinity, true, null, {}, 5n]) {
      expect(header(value)).withContext(inspect(value)).toBeUndefined();
    }
  });

  it('should find the header in Headers and in records, whatever its capitals', () => {
    expect(asked({ headers: new Headers({ 'Retry-After': '2' }) })).toBe(2000);
    expect(asked({ headers: new Map([['retry-after', '2']]) })).toBe(2000);
    expect(asked({ headers: { 'Retry-After': '2' } })).toBe(2000);
    expect(asked({ headers: { 'retry-after': ['2', '3'] } })).toBe(2000);
    expect(asked({ headers: { 'x-retry-after': '2' } })).toBeUndefined();
    expect(asked({ headers: new Headers() })).toBeUndefined();
  });

  it('should find it at the error, its response, and its causes', () => {
    const headers = { 'retry-after': '2' };
    expect(asked(Object.assign(new Error('busy'), { headers }))).toBe(2000);
    expect(asked({ response: { headers } })).toBe(2000);
    expect(asked(new Error('busy', { cause: new Response('', { headers }) }))).toBe(2000);
    expect(asked(new Error('busy', { cause: { response: { headers } } }))).toBe(2000);
  });

  it('should take a number of milliseconds, before any header', () => {
    expect(asked({ retryAfter: 5 })).toBe(5);
    expect(asked({ retryAfter: 5, headers: { 'retry-after': '2' } })).toBe(5);
    expect(asked(new Error('busy', { cause: { retryAfter: 0 } }))).toBe(0);
    for (const retryAfter of [-1, NaN, '5', 5n, null]) {
      expect(asked({ retryAfter })).toBeUndefined();
      expect(asked({ retryAfter, headers: { 'retry-after': '2' } })).toBe(2000);
    }
  });

  it('should give what a timer can hold at most', () => {
    expect([asked({ retryAfter: Infinity }), header('99999999999')]).toEqual([
      2 ** 31 - 1,
      2 ** 31 - 1,
    ]);
  });

  it('should read nothing from an error that asks for nothing, and never throw', () => {
    for (const error of HOSTILE) expect(asked(error)).toBeUndefined();
  });
});

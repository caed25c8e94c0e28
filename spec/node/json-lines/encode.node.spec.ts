import { UnstorableValueError } from '../../../src/core/unstorable-value-error.js';
import { encoded } from '../../../src/node/json-lines/encode.js';
import type { ChunkRecord } from '../../../src/store/result-store.js';
import { codeOf, record } from '../support/runs.js';
import { jsonValues } from '../../../src/store/codec/json-values.js';

const ENCODING = { where: 'jsonLinesStore', format: jsonValues };

/** The members of a record as an object. */
function membersOf(given: ChunkRecord, nth = 0) {
  const { members, ...rest } = encoded(given, nth, ENCODING);
  return { ...rest, members: JSON.parse(`{${members.join('')}}`) as Record<string, unknown> };
}

describe('encoded', () => {
  it('should write the ranges and the values', () => {
    expect(membersOf(record(3, 5, ['a', { b: [null] }]))).toEqual({
      members: { ranges: [[3, 5]], values: ['a', { b: [null] }] },
      count: 2,
      failed: 0,
      unstorable: undefined,
    });
  });

  it('should begin with the ranges, by which damaged lines are told', () => {
    const { members } = encoded({ ...record(3, 5), keys: ['a', 'b'] }, 2, ENCODING);
    expect(members[0]).toMatch(/^"ranges":\[\[3,5\]\],"nth":2,/);
  });

  it('should leave out values that are all undefined, and mark those that are where others are not', () => {
    expect(membersOf(record(0, 2, [undefined, undefined])).members).toEqual({ ranges: [[0, 2]] });
    expect(membersOf(record(0, 3, [undefined, null, undefined])).members).toEqual({
      ranges: [[0, 3]],
      undefined: [0, 2],
      values: [null, null, null],
    });
  });

  it('should write failures with their places, and count them', () => {
    const failures = new Map([[1, { kind: 'skipped', reason: 'twice' } as const]]);
    const given = { ...record(0, 3, ['a', undefined, 'c']), failures };

    expect(membersOf(given)).toEqual({
      members: {
        ranges: [[0, 3]],
        failures: [{ place: 1, kind: 'skipped', reason: 'twice' }],
        values: ['a', null, 'c'],
      },
      count: 3,
      failed: 1,
      unstorable: undefined,
    });
  });

  it('should write keys, and how many records came before in the same write', () => {
    const given = { ...record(0, 2), keys: ['__proto__', '\ud800'] };
    expect(membersOf(given, 3).members).toEqual({
      ranges: [[0, 2]],
      nth: 3,
      keys: ['__proto__', '\ud800'],
      values: [0, 1],
    });
  });

  it('should make failures of values that JSON would change, and tell which', () => {
    const values = [1, NaN, 'fine', { at: new Date(0) }, undefined, [5n]];
    const { members, failed, unstorable } = membersOf(record(0, values.length, values));

    expect(failed).toBe(3);
    expect([...(unstorable ?? [])].map(([place, { detail }]) => [place, detail])).toEqual([
      [1, 'it is NaN (number)'],
      [3, '.at is an instance of Date'],
      [5, 'it cannot be written: Do not know how to serialize a BigInt'],
    ]);
    expect(unstorable?.get(1)).toBeInstanceOf(UnstorableValueError);
    expect(members['values']).toEqual([1, null, 'fine', null, null, null]);
    expect(members['undefined']).toEqual([4]);
    expect((members['failures'] as { place: number }[])[0]).toEqual({
      place: 1,
      kind: 'rejected',
      error: {
        name: 'UnstorableValueError',
        message: 'the value cannot be stored without a change: it is NaN (number)',
        code: 'ERR_UNSTORABLE_VALUE',
      },
    } as never);
  });

  it('should find what JSON writes as something else, too', () => {
    const { members, unstorable } = membersOf(record(0, 3, [1, -0, { at: new Date(0) }]));

    expect([...(unstorable?.keys() ?? [])]).toEqual([1, 2]);
    expect(members['values']).toEqual([1, null, null]);
  });

  it('should leave the failure of an item as it is, whatever stands in its place', () => {
    const failures = new Map([[0, { kind: 'cancelled', reason: 'late' } as const]]);
    const { members, failed, unstorable } = membersOf({ ...record(0, 2, [NaN, 1]), failures });

    expect([failed, unstorable]).toEqual([1, undefined]);
    expect(members['failures']).toEqual([{ place: 0, kind: 'cancelled', reason: 'late' }]);
  });

  it('should not be led astray by an array that writes itself', () => {
    const values = Object.assign([1, NaN], { toJSON: () => ['other', 'values'] });
    const { members, unstorable } = membersOf(record(0, 2, values));

    expect(members['values']).toEqual([1, null]);
    expect([...(unstorable ?? new Map()).keys()]).toEqual([1]);
  });

  it('should refuse values that are more or fewer than the positions', async () => {
    for (const values of [[], [1], [1, 2, 3]]) {
      const given = { ...record(0, 2), values };
      expect(await codeOf(() => encoded(given, 0, ENCODING))).toBe('ERR_INVALID_ARG_TYPE');
    }
  });
});

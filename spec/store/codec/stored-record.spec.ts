import { outcomesIn, stretchesOf } from '../../../src/store/codec/stored-record.js';
import type { RecordLine } from '../../../src/node/json-lines/format.js';

function line(record: Partial<RecordLine>): RecordLine {
  return { ranges: [[0, 3]], done: [], items: 0, failed: 0, at: 0, ...record };
}

describe('stretchesOf', () => {
  it('should give each range with the place of its first item', () => {
    const ranges = [
      [7, 9],
      [0, 1],
      [20, 24],
    ] as const;
    expect(stretchesOf(line({ ranges }))).toEqual([
      { start: 7, end: 9, place: 0 },
      { start: 0, end: 1, place: 2 },
      { start: 20, end: 24, place: 3 },
    ]);
  });

  it('should leave out ranges of nothing', () => {
    const ranges = [
      [3, 3],
      [5, 6],
    ] as const;
    expect(stretchesOf(line({ ranges }))).toEqual([{ start: 5, end: 6, place: 0 }]);
  });
});

describe('outcomesIn', () => {
  const whole = { start: 0, end: 3, place: 0 };

  it('should give values with their positions', () => {
    expect(outcomesIn(line({ values: ['a', null, 'c'] }), { start: 4, end: 7, place: 0 })).toEqual([
      { position: 4, status: 'fulfilled', value: 'a' },
      { position: 5, status: 'fulfilled', value: null },
      { position: 6, status: 'fulfilled', value: 'c' },
    ]);
  });

  it('should tell undefined from null, and take missing values for undefined', () => {
    const some = outcomesIn(line({ values: [null, null, 'c'], undefined: [1] }), whole);
    expect(some.map((each) => 'value' in each && each.value)).toEqual([null, undefined, 'c']);
    expect(outcomesIn(line({}), whole).map((each) => 'value' in each && each.value)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('should give failures their kind and reason, an error before anything else', () => {
    const error = { name: 'Error', message: 'no' };
    const failures = [
      { place: 0, kind: 'rejected', error },
      { place: 1, kind: 'skipped', reason: 'twice' },
      { place: 2, kind: 'cancelled' },
    ] as const;
    expect(outcomesIn(line({ failures, values: [null, null, null] }), whole)).toEqual([
      { position: 0, status: 'rejected', reason: error },
      { position: 1, status: 'skipped', reason: 'twice' },
      { position: 2, status: 'cancelled', reason: undefined },
    ]);
  });

  it('should give a part of a record what stands in its places', () => {
    const record = line({
      ranges: [
        [0, 2],
        [8, 10],
      ],
      values: ['a', 'b', 'c', null],
      failures: [{ place: 3, kind: 'skipped', reason: 'twice' }],
      keys: ['A', 'B', 'C', 'D'],
    });
    expect(outcomesIn(record, { start: 8, end: 10, place: 2 })).toEqual([
      { position: 8, key: 'C', status: 'fulfilled', value: 'c' },
      { position: 9, key: 'D', status: 'skipped', reason: 'twice' },
    ]);
  });
});

import { WorkResultError } from '../../src/core/work-result-error.js';
import { allFailed, readAnswer } from '../../src/work/read-answer.js';
import { settled } from '../../src/work/settled.js';

const none = new Map();

describe('readAnswer', () => {
  it('should take an array as it is, one value per item', () => {
    const answer = ['A', undefined];

    expect(readAnswer(answer, 2)).toEqual({ values: ['A', undefined], failures: none });
    expect(readAnswer(answer, 2).values).toBe(answer);
  });

  it('should take undefined as "all went well, no values"', () => {
    expect(readAnswer(undefined, 2)).toEqual({ values: [undefined, undefined], failures: none });
  });

  it('should split settled outcomes into values and failures, by place', () => {
    const { values, failures } = readAnswer<string>(
      settled<string>([
        { status: 'rejected', reason: 'r' },
        { status: 'fulfilled', value: 'A' },
        { status: 'skipped', reason: undefined },
      ]),
      3,
    );

    expect(values).toEqual([undefined, 'A', undefined]);
    expect([...failures]).toEqual([
      [0, { kind: 'rejected', reason: 'r' }],
      [2, { kind: 'skipped', reason: undefined }],
    ]);
  });

  it('should refuse another number of values, and say both numbers', () => {
    const message = 'work must answer with one value per item: 1 came for 2';
    for (const answer of [['A'], settled([{ status: 'fulfilled', value: 'A' }])]) {
      expect(() => readAnswer(answer, 2)).toThrow(
        jasmine.objectContaining({ code: 'ERR_WORK_RESULT', message, expected: 2 }),
      );
    }
  });

  it('should refuse what is no answer, and say what it was', () => {
    const error = new WorkResultError(
      'work must answer with an array, settled(array) or undefined; it gave "AB" (string)',
      2,
      'AB',
    );
    expect(() => readAnswer('AB', 2)).toThrow(error);
    for (const answer of [null, 0, true, {}, new Map(), () => []]) {
      expect(() => readAnswer(answer, 0)).toThrowError(WorkResultError);
    }
  });

  it('should refuse an outcome that says nothing, or something unknown', () => {
    const missing = new Array<never>(2);
    const wrong: unknown[][] = [
      missing,
      [undefined, undefined],
      [null, null],
      [1, 2],
      [{}, {}],
      [{ status: 'pending' }, { status: 'cancelled' }],
    ];
    for (const items of wrong) {
      expect(() => readAnswer(settled(items as never[]), 2)).toThrowError(
        WorkResultError,
        /settled outcomes are 'fulfilled', 'rejected' or 'skipped'; one had /,
      );
    }
  });
});

describe('allFailed', () => {
  it('should fail every item for the one reason', () => {
    const { values, failures } = allFailed('rejected', 'why', 3);

    expect(values).toEqual([undefined, undefined, undefined]);
    expect([...failures]).toEqual(
      [0, 1, 2].map((place) => [place, { kind: 'rejected', reason: 'why' }]),
    );
  });
});

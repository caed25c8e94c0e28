import { NEVER } from 'rxjs';
import { rejected } from '../../src/core/outcome.js';
import { Copying, readTolerance, Tolerance } from '../../src/work/tolerance.js';

const failures = (count: number) =>
  Array.from({ length: count }, (_, place) => rejected('x', place, `reason ${place}`));

describe('readTolerance', () => {
  it('should take a number for the most items', () => {
    expect({ ...readTolerance('f', 3) }).toEqual({ max: 3 });
    expect(readTolerance('f', undefined)).toBeUndefined();
  });
});

describe('Tolerance', () => {
  it('should say how many failed, for which reason the last', () => {
    const tolerance = new Tolerance<string>({ max: 2 });
    expect(tolerance.count(5, failures(2))).toBeUndefined();
    expect(tolerance.count(5, [])).toBeUndefined();
    const error = tolerance.count(4, failures(3));

    expect([error?.failed, error?.done, error?.limit, error?.cause]).toEqual([
      5,
      14,
      { max: 2 },
      'reason 2',
    ]);
  });

  it('should judge a ratio only of 50 items and more', () => {
    const tolerance = new Tolerance<string>({ ratio: 0.5 });

    expect(tolerance.count(49, failures(49))).toBeUndefined();
    expect(tolerance.count(1, failures(1))?.limit).toEqual({ ratio: 0.5 });
  });

  it('should have nothing to copy without failures or without a sink', () => {
    const deadLetter = () => undefined;

    expect(new Tolerance<string>({}).copying(failures(1))).toBeUndefined();
    expect(new Tolerance<string>({ deadLetter }).copying([])).toBeUndefined();
    expect(new Tolerance<string>({ deadLetter }).copying(failures(1))).toBeInstanceOf(Copying);
  });
});

describe('Copying', () => {
  it('should tell its end once', () => {
    const log: unknown[] = [];
    const then = (fulfil: (value: unknown) => void, reject: (reason: unknown) => void) => {
      fulfil(1);
      reject('late');
      throw 'later';
    };
    new Copying(() => ({ then })).begin(
      () => log.push('done'),
      (reason) => log.push(reason),
    );

    expect(log).toEqual(['done']);
  });

  it('should tell nothing after it is cancelled, with the reason in its signal', () => {
    const signals: AbortSignal[] = [];
    const told = jasmine.createSpy();
    const copying = new Copying(({ signal }) => {
      signals.push(signal);
      return NEVER;
    });
    copying.begin(told, told);
    copying.cancel('enough');
    copying.cancel('again');

    expect(told).not.toHaveBeenCalled();
    expect(signals[0]?.reason).toBe('enough');
  });
});

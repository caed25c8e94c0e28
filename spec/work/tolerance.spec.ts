import { NEVER, Subject } from 'rxjs';
import { rejected } from '../../src/core/outcome.js';
import {
  Copying,
  LaneTolerance,
  readTolerance,
  Tolerance,
  type TolerateOptions,
} from '../../src/work/tolerance.js';

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

describe('LaneTolerance', () => {
  function setUp(options: TolerateOptions<string>) {
    const log: unknown[] = [];
    const lane = new LaneTolerance(new Tolerance<string>(options), (reason) => log.push(reason));
    return { lane, log, then: () => log.push('then') };
  }

  it('should go on at once where nothing is to be copied', () => {
    const deadLetter = () => NEVER;
    for (const [options, failed] of [
      [{}, failures(1)],
      [{ deadLetter }, []],
    ] as const) {
      const { lane, log, then } = setUp(options);
      lane.settle(2, failed, then);

      expect(log).toEqual(['then']);
    }
  });

  it('should go on when all is copied, and each time anew', () => {
    const copied$ = new Subject<void>();
    const { lane, log, then } = setUp({ deadLetter: () => copied$ });
    lane.settle(2, failures(1), then);
    expect(log).toEqual([]);
    copied$.complete();
    expect(log).toEqual(['then']);
    lane.settle(2, failures(2), then);

    expect(log).toEqual(['then', 'then']);
  });

  it('should end the run where too many have failed, and copy none of them', () => {
    const deadLetter = jasmine.createSpy();
    const { lane, log, then } = setUp({ max: 1, deadLetter });
    lane.settle(2, failures(2), then);

    expect(log).toEqual([jasmine.objectContaining({ code: 'ERR_TOO_MANY_FAILURES', failed: 2 })]);
    expect(deadLetter).not.toHaveBeenCalled();
  });

  it('should end the run where they cannot be copied', () => {
    const { lane, log, then } = setUp({
      deadLetter: () => {
        throw 'full';
      },
    });
    lane.settle(1, failures(1), then);

    expect(log).toEqual(['full']);
  });

  it('should go on no more once it is cancelled, be it by the sink', () => {
    const copied$ = new Subject<void>();
    const signals: AbortSignal[] = [];
    const { lane, log, then } = setUp({
      deadLetter: (_failed, { signal }) => {
        signals.push(signal);
        if (signals.length > 1) lane.cancel('left');
        return copied$;
      },
    });
    lane.settle(1, failures(1), then);
    lane.cancel('enough');
    lane.settle(1, failures(1), then);
    expect(copied$.observed).toBeFalse();
    copied$.complete();

    expect(log).toEqual([]);
    expect(signals.map(({ reason }) => reason as unknown)).toEqual(['enough', 'left']);
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

import {
  BehaviorSubject,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  Subscriber,
  throwError,
} from 'rxjs';
import { integer } from '../../src/core/options.js';
import { ambientGate, swapAmbient } from '../../src/flow/ambient.js';
import { Gate } from '../../src/flow/gate.js';
import { initially, live, type Live } from '../../src/flow/live.js';

const size = live<number>('size', integer(1, 100));

/** Follows an option, and what the operator that owns it was told. */
function follow(option: Live<number> | undefined) {
  const seen: unknown[] = [];
  const owner = new Subscriber<never>({
    next: () => undefined,
    error: (error: { code?: string }) => seen.push(error.code ?? error),
    complete: () => seen.push('complete'),
  });
  size.follow('mine', option, owner, (value) => seen.push(value));
  return { seen, owner };
}

describe('live', () => {
  it('should take what its rule takes, and Observables', () => {
    const verdicts = [1, 100, NEVER, 0, 101, '1', null, [1], Promise.resolve(1)].map((value) =>
      size.rule.check(value),
    );

    expect(verdicts).toEqual([
      ...(['ok', 'ok', 'ok', 'range', 'range', 'type', 'type', 'type', 'type'] as const),
    ]);
    expect(size.rule.expected).toBe('an integer from 1 to 100, or an Observable');
  });

  it('should tell nothing of a plain value, nor of none', () => {
    expect(follow(5).seen).toEqual([]);
    expect(follow(undefined).seen).toEqual([]);
  });

  it('should tell each value, at once where it comes at once', () => {
    const size$ = new BehaviorSubject(3);
    const { seen } = follow(size$);
    size$.next(4);

    expect(seen).toEqual([3, 4]);
  });

  it('should end nothing when the Observable completes', () => {
    expect(follow(of(1, 2)).seen).toEqual([1, 2]);
  });

  it('should be an error of the owner what is wrong by the rule, and what the Observable errors with', () => {
    const size$ = new Subject<number>();
    const { seen } = follow(size$);
    size$.next(7);
    size$.next(0);
    size$.next(8);

    expect(seen).toEqual([7, 'ERR_OUT_OF_RANGE']);
    expect(size$.observed).toBeFalse();
    expect(follow(of(1, '2' as never, 3)).seen).toEqual([1, 'ERR_INVALID_ARG_TYPE']);
    expect(follow(throwError(() => 'broken')).seen).toEqual(['broken']);
  });

  it('should leave the Observable with the owner', () => {
    const size$ = new Subject<number>();
    const { seen, owner } = follow(size$);
    owner.unsubscribe();

    expect(size$.observed).toBeFalse();
    expect(seen).toEqual([]);
  });

  it('should stop an Observable that emits in one go, when a value ends the owner', () => {
    const seen: number[] = [];
    const owner = new Subscriber<never>();
    size.follow('mine', range(1, 1_000_000), owner, (value) => {
      seen.push(value);
      owner.unsubscribe();
    });

    expect(seen).toEqual([1]);
  });

  it('should let the Observable find no gate, and put back the one that there was', () => {
    const gate = new Gate();
    const found: unknown[] = [];
    const before = swapAmbient(gate);
    try {
      follow(
        new Observable<number>(() => {
          found.push(ambientGate());
        }),
      );
      found.push(ambientGate());
    } finally {
      swapAmbient(before);
    }

    expect(found).toEqual([undefined, gate]);
  });
});

describe('initially', () => {
  it('should be the value itself, and the other one where none is known', () => {
    expect([initially(5, 1), initially(undefined, 1), initially(of(5), 1)]).toEqual([5, 1, 1]);
  });
});

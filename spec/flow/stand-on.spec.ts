import { NEVER, Observable, of, type OperatorFunction } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { standOn } from '../../src/flow/stand-on.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

interface Signalled {
  readonly signal: AbortSignal;
}

/** Keeps the signals that it is given, and never answers. */
function keeper() {
  const signals: AbortSignal[] = [];
  const keep = ({ signal }: Signalled) => {
    signals.push(signal);
    return NEVER;
  };
  return { signals, keep };
}

const endless = function* () {
  for (let i = 0; ; i++) yield i;
};

describe('standOn', () => {
  it('should pass everything on, and leave the source with whoever leaves', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-|');
      const e1subs = ['  ^----!', '^-!'];
      const e2 = cold('  -a-#');
      const e2subs = '   ^--!';
      const unsub = '    --!-';

      expectObservable(e1.pipe(standOn(new Gate()))).toBe('-a-b-|');
      expectObservable(e1.pipe(standOn(new Gate())), unsub).toBe('-a-');
      expectObservable(e2.pipe(standOn(new Gate()))).toBe('-a-#');
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
    });
  });

  it('should be the end of the flow: its gate hears the events of all above', () => {
    const gate = new Gate();
    const seen: unknown[] = [];
    gate.observe(({ type }) => seen.push(type));
    const source = {
      pull: () => [1],
      close: () => {
        throw new Error('stuck');
      },
    };
    const subscription = fromSource(source)
      .pipe(
        chunkBy(1),
        processChunks(() => NEVER),
        standOn(gate),
      )
      .subscribe();
    subscription.unsubscribe();

    expect(seen).toContain('closeFailed');
  });

  const operators: Record<
    string,
    (keep: (context: Signalled) => typeof NEVER) => OperatorFunction<number, unknown>
  > = {
    processChunks: (keep) => (source) =>
      source.pipe(
        chunkBy(2),
        processChunks((_, context) => keep(context)),
      ),
    eachItem: (keep) => (source) =>
      source.pipe(chunkBy(2), processChunks(eachItem((_, context) => keep(context)))),
    'mapConcurrent of outcomes': (keep) =>
      mapConcurrent((_, context) => keep(context), { outcomes: true }),
    'mapConcurrent of inners': (keep) => mapConcurrent((_, context) => keep(context)),
    'mapConcurrent of inner sources': (keep) =>
      mapConcurrent(() =>
        fromSource((context: Signalled) => {
          keep(context);
          return NEVER;
        }),
      ),
  };

  for (const [name, operator] of Object.entries(operators)) {
    it(`should say to the signals of ${name}, and of the source, why all is given up`, () => {
      const gate = new Gate();
      const { signals, keep } = keeper();
      const subscription = fromSource((context) => {
        keep(context);
        return endless();
      })
        .pipe(operator(keep), standOn(gate))
        .subscribe();
      const reason = new Error('enough');
      gate.tree.reason = reason;
      subscription.unsubscribe();

      expect(signals.length).toBeGreaterThan(2);
      expect(signals.map((signal) => signal.reason as unknown)).toEqual(signals.map(() => reason));
    });

    it(`should leave the signals of ${name}, and of the source, an AbortError without a reason`, () => {
      const { signals, keep } = keeper();
      fromSource((context) => {
        keep(context);
        return endless();
      })
        .pipe(operator(keep))
        .subscribe()
        .unsubscribe();

      expect(signals.length).toBeGreaterThan(2);
      for (const { reason } of signals) {
        expect(reason).toEqual(jasmine.objectContaining({ name: 'AbortError' }));
      }
    });
  }

  it('should let a source that ends the pipeline in one go be heard', () => {
    const seen: unknown[] = [];
    of(1, 2)
      .pipe(standOn(new Gate()))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') });
    new Observable<never>((subscriber) => subscriber.error('broken'))
      .pipe(standOn(new Gate()))
      .subscribe({ error: (error) => seen.push(error) });

    expect(seen).toEqual([1, 2, '|', 'broken']);
  });
});

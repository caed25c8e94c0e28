import { of, Subject, timer, type Observable } from 'rxjs';
import { SourceTypeError } from '../../../src/core/source-type-error.js';
import { fromSource } from '../../../src/flow/from-source.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { marbles } from '../../support/marbles.js';
import { Reader } from '../../support/reader.js';
import { macrotask } from '../../support/ticks.js';

const free = { flow: null };

interface Script {
  /** What `pull` gives, in order; then null. A function is called. */
  readonly pages: readonly unknown[];
  readonly later?: boolean;
}

/** A pull source that counts its closings. */
function scripted({ pages, later = false }: Script) {
  const left = [...pages];
  const counts = { pulls: 0, closes: 0 };
  const source = {
    pull: () => {
      counts.pulls++;
      const page = left.length > 0 ? left.shift() : null;
      const give = (): unknown => (typeof page === 'function' ? (page as () => unknown)() : page);
      return later ? Promise.resolve().then(give) : give();
    },
    close: () => {
      counts.closes++;
    },
  } as PullSource<number>;
  return { source, counts };
}

for (const later of [false, true]) {
  describe(`fromSource of a pull source that answers ${later ? 'by promises' : 'at once'}`, () => {
    const ends = {
      'no page': { pages: [], items: [], end: 'complete' as const, pulls: 1 },
      'one page': { pages: [[1, 2]], items: [1, 2], end: 'complete' as const, pulls: 2 },
      'many pages': {
        pages: [[1], [2, 3], [4, 5, 6]],
        items: [1, 2, 3, 4, 5, 6],
        end: 'complete' as const,
        pulls: 4,
      },
      'empty pages between': {
        pages: [[], [], [1], [], [2], [], []],
        items: [1, 2],
        end: 'complete' as const,
        pulls: 8,
      },
      'an error in the first pull': {
        pages: [fail],
        items: [],
        end: { error: 'broken' },
        pulls: 1,
      },
      'an error after a page': {
        pages: [[1, 2], fail],
        items: [1, 2],
        end: { error: 'broken' },
        pulls: 2,
      },
    };
    for (const [what, { pages, items, end, pulls }] of Object.entries(ends)) {
      it(`should read ${what}, and close it once`, async () => {
        const { source, counts } = scripted({ pages, later });
        const reader = new Reader().read(fromSource(source, free));
        await reader.over;

        expect(reader.items).toEqual(items);
        expect(reader.end).toEqual(end);
        expect(counts).toEqual({ pulls, closes: 1 });
      });
    }

    const wrongPages = {
      undefined: undefined,
      'a string': 'abc',
      'a number': 7,
      'like an array': { length: 1, 0: 'a' },
      'a set': new Set([1]),
    };
    for (const [kind, page] of Object.entries(wrongPages)) {
      it(`should fail with SourceTypeError at a page that is ${kind}`, async () => {
        const { source, counts } = scripted({ pages: [[1], page], later });
        const reader = new Reader().read(fromSource(source, free));
        await reader.over;

        const { error } = reader.end as { error: SourceTypeError };
        expect(error).toBeInstanceOf(SourceTypeError);
        expect(error.code).toBe('ERR_SOURCE_TYPE');
        expect(error.received).toBe(page);
        expect(error.message).toContain('fromSource: "pull" must give an array or null; it gave ');
        expect(reader.items).toEqual([1]);
        expect(counts).toEqual({ pulls: 2, closes: 1 });
      });
    }

    it('should close before it completes, so that what follows finds it closed', async () => {
      const { source, counts } = scripted({ pages: [[1]], later });
      let closesAtEnd: number | undefined;
      await new Promise<void>((resolve) => {
        fromSource(source, free).subscribe({
          complete: () => {
            closesAtEnd = counts.closes;
            resolve();
          },
        });
      });

      expect(closesAtEnd).toBe(1);
    });

    for (const pages of [[[1]], [fail]]) {
      const end = pages[0] === fail ? 'failed' : 'ended';
      it(`should be closed once when it is left while it is closed, having ${end}`, async () => {
        const { source, counts } = scripted({ pages, later });
        const reader = new Reader();
        const { close } = source;
        const closed = new Promise<void>((resolve) => {
          source.close = () => {
            close?.call(source);
            reader.leave();
            resolve();
          };
        });
        reader.read(fromSource(source, free));
        await closed;
        await macrotask();

        expect(counts.closes).toBe(1);
      });
    }
  });
}

describe('fromSource of a pull source', () => {
  it('should call its methods as methods, with the size of a page and the signal', () => {
    const pull = jasmine.createSpy('pull').and.returnValue(null);
    const close = jasmine.createSpy('close');
    const source = { pull, close };
    fromSource(source, free).subscribe();

    expect(pull).toHaveBeenCalledOnceWith(500, jasmine.any(AbortSignal));
    expect(pull.calls.first().object).toBe(source);
    expect(close).toHaveBeenCalledOnceWith();
    expect(close.calls.first().object).toBe(source);
  });

  it('should do without a close method', () => {
    const reader = new Reader().read(fromSource({ pull: () => null }, free));

    expect(reader.end).toBe('complete');
  });

  it('should take a page that is larger than it asked for', async () => {
    const { source } = scripted({ pages: [Array.from({ length: 1_200 }, (_, i) => i)] });
    const reader = new Reader().read(fromSource(source, free));
    await reader.over; // on a busy machine it yields on the way

    expect(reader.items.length).toBe(1_200);
    expect(reader.end).toBe('complete');
  });

  it('should not pull again before the promise of a page has settled', async () => {
    const answers: ((page: number[] | null) => void)[] = [];
    const source: PullSource<number> = {
      pull: () => new Promise((resolve) => answers.push(resolve)),
    };
    const reader = new Reader().read(fromSource(source, free));
    await macrotask();
    expect(answers.length).toBe(1);
    answers[0]?.([1]);
    await macrotask();
    expect(answers.length).toBe(2);
    answers[1]?.(null);
    await reader.over;

    expect(reader.items).toEqual([1]);
  });

  it('should pull no page while it has one to give', () => {
    const { source, counts } = scripted({ pages: [[1, 2, 3], [4]] });
    const working: Subject<number>[] = [];
    const reader = new Reader().read(
      fromSource(source).pipe(
        mapConcurrent(
          () => {
            const work$ = new Subject<number>();
            working.push(work$);
            return work$;
          },
          { concurrency: 1, prefetch: 0 },
        ),
      ),
    );
    const pulls = [1, 2, 3, 4].map(() => {
      const { pulls } = counts;
      working.shift()?.complete();
      return pulls;
    });

    expect(pulls).toEqual([1, 1, 1, 2]);
    expect(reader.end).toBe('complete');
    expect(counts.closes).toBe(1);
  });

  it('should keep a page that comes while the gate is closed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      // Two sources share one gate; the page of the second comes when the first has taken the slot.
      const slow: PullSource<string> = {
        pull: jasmine
          .createSpy()
          .and.returnValues(
            { then: (give: (page: string[]) => void) => timer(2).subscribe(() => give(['b'])) },
            null,
          ),
      };
      const e1 = cold('  ----x|');
      const e2 = cold('       -y|');
      const e1subs = '   ^----!';
      const e2subs = '   -----^-!';
      const expected = ' ----x-y|';
      const inners: Record<string, Observable<string>> = { a: e1, b: e2 };
      const result$ = of(0, 1).pipe(
        mapConcurrent((place) => (place === 0 ? fromSource(slow) : fromSource(['a']))),
        mapConcurrent((item) => inners[item]!, { concurrency: 1, prefetch: 0 }),
      );

      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
    });
  });

  it('should leave a rejection unnoticed that comes after its own code has left it', async () => {
    const reader = new Reader();
    let closes = 0;
    const source: PullSource<number> = {
      pull: () => {
        reader.leave();
        return Promise.reject(new Error('nobody waits for it'));
      },
      close: () => closes++,
    };
    reader.read(fromSource(source, free));
    await macrotask();

    expect(reader.end).toBe('complete');
    expect(closes).toBe(1);
  });

  it('should give nothing of a page that comes after it was left', async () => {
    let answer: (page: number[]) => void = () => undefined;
    const source: PullSource<number> = { pull: () => new Promise((resolve) => (answer = resolve)) };
    const reader = new Reader().read(fromSource(source, free));
    reader.leave();
    answer([1, 2]);
    await macrotask();

    expect(reader.items).toEqual([]);
  });
});

function fail(): never {
  throw 'broken';
}

import { Observable, of } from 'rxjs';
import type { Targets } from '../../src/run/batch-job.js';
import { generated, isGenerator } from '../../src/run/generated.js';
import { fixedStrategy } from '../../src/chunk/strategies/fixed-strategy.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Probe } from '../support/probe.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';

function* pairs(targets: Iterable<number>): Generator<number[], void> {
  let pair: number[] = [];
  for (const target of targets) {
    pair.push(target);
    if (pair.length < 2) continue;
    yield pair;
    pair = [];
  }
  if (pair.length > 0) yield pair;
}

async function* pairsLater(targets: AsyncIterable<number>): AsyncGenerator<number[], void> {
  let pair: number[] = [];
  for await (const target of targets) {
    pair.push(target);
    if (pair.length < 2) continue;
    yield pair;
    pair = [];
  }
  if (pair.length > 0) yield pair;
}

/** What a reader gets of the chunks that are made of targets. */
function read(strategy: typeof pairs | typeof pairsLater, targets: Targets<number>) {
  return new Reader<readonly number[]>().read(
    fromSource(generated('spec', strategy, targets), { flow: null }),
  );
}

const incompatible = jasmine.objectContaining({ code: 'ERR_INCOMPATIBLE_OPTIONS' });

describe('isGenerator', () => {
  it('should tell generator functions from functions that make a strategy', () => {
    expect([isGenerator(pairs), isGenerator(pairsLater)]).toEqual([true, true]);
    expect([isGenerator('fixed'), isGenerator(fixedStrategy<number>(2))]).toEqual([false, false]);
  });
});

describe('generated', () => {
  it('should read targets that are there by a generator', () => {
    const sources: Targets<number>[] = [[1, 2, 3], new Set([1, 2, 3]), () => [1, 2, 3]];
    for (const targets of sources) {
      expect(read(pairs, targets).items).toEqual([[1, 2], [3]]);
    }
  });

  it('should read any targets by an async generator', async () => {
    const sources: Targets<number>[] = [
      [1, 2, 3],
      () => of(1, 2, 3),
      { pull: pulling([[1, 2], [3]]) },
    ];
    for (const targets of sources) {
      const reader = read(pairsLater, targets);
      await reader.over;

      expect([reader.items, reader.end]).toEqual([[[1, 2], [3]], 'complete']);
    }
  });

  it('should refuse targets that a generator cannot read', () => {
    const sources: Targets<number>[] = [of(1), { pull: () => null }, Promise.resolve(1)];
    for (const targets of sources) expect(() => read(pairs, targets)).toThrow(incompatible);

    expect(read(pairs, () => of(1)).end).toEqual({ error: incompatible });
  });

  it('should tell a function of targets when they are no longer wanted', () => {
    const log: string[] = [];
    const reader = new Reader<readonly number[]>();
    reader.onItem = () => reader.leave();
    const targets: Targets<number> = ({ signal }) => {
      signal.addEventListener('abort', () => log.push('aborted'));
      return endless(new Probe());
    };
    reader.read(fromSource(generated('spec', pairs, targets), { flow: null }));

    expect(log).toEqual(['aborted']);
  });

  it('should read no further than it is asked, and give the targets back', () => {
    const probe = new Probe();
    const reader = new Reader<readonly number[]>();
    reader.onItem = () => reader.leave();
    reader.read(
      fromSource(
        generated('spec', pairs, () => endless(probe)),
        { flow: null },
      ),
    );

    expect([reader.items, probe.pulls, probe.closed]).toEqual([[[0, 1]], 2, 1]);
  });

  it('should leave targets that never come, though the generator waits for one', async () => {
    let left = false;
    const targets = new Observable<number>(() => () => (left = true));
    const reader = read(pairsLater, targets);
    await macrotask();
    reader.leave();

    expect(left).toBeTrue();
  });

  it('should read an iterator once, since what is left of it is not the whole', async () => {
    for (const strategy of [pairs, pairsLater] as const) {
      const targets = [1, 2, 3].values();
      const first = read(strategy, targets);
      await first.over;
      const second = read(strategy, targets);
      await second.over;

      expect(first.items).toEqual([[1, 2], [3]]);
      expect(second.end).toEqual({
        error: jasmine.objectContaining({ code: 'ERR_SOURCE_CONSUMED' }),
      });
    }
  });

  it('should end with what the generator throws, and with what the targets throw', async () => {
    const error = new Error('no');
    function* failing(targets: Iterable<number>): Generator<number[], void> {
      for (const target of targets) {
        if (target === 2) throw error;
        yield [target];
      }
    }
    const broken = function* () {
      yield 1;
      throw error;
    };
    const later = read(pairsLater, () => broken());
    await later.over;

    expect(read(failing as typeof pairs, [1, 2, 3])).toEqual(
      jasmine.objectContaining({ items: [[1]], end: { error } }),
    );
    expect(read(pairs, () => broken()).end).toEqual({ error });
    expect(later.end).toEqual({ error });
  });
});

function* endless(probe: Probe): Generator<number, void> {
  try {
    for (;;) yield probe.pull();
  } finally {
    probe.close();
  }
}

function pulling(pages: readonly number[][]): () => number[] | null {
  const left = [...pages];
  return () => left.shift() ?? null;
}

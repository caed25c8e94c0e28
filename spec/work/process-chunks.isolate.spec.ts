import { lastValueFrom, map, of, Subject, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { FatalError } from '../../src/core/fatal-error.js';
import { MalformedItem } from '../../src/core/malformed.js';
import { scriptedWork } from '../../src/testing/scripted-work.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks, type ProcessChunksOptions } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import { marbles } from '../support/marbles.js';
import { broken, hearing, shown } from '../support/trials.js';

const letters = (text: string) => Array.from(text);

/** Work that fails where there is an `x`, and remembers what it was called with. */
function picky(reasonOf: (items: readonly string[], call: number) => unknown = () => broken) {
  const calls: string[] = [];
  const contexts: WorkContext[] = [];
  const work = (items: readonly string[], context: WorkContext) => {
    calls.push(items.join(''));
    contexts.push(context);
    if (items.includes('x')) throw reasonOf(items, calls.length);
    return items.map((item) => item.toUpperCase());
  };
  return { calls, contexts, work };
}

async function search(
  text: string,
  options: ProcessChunksOptions = {},
  worker = picky(),
): Promise<ChunkResult<string, string>> {
  const result$ = of(letters(text)).pipe(processChunks(worker.work, { isolate: true, ...options }));
  return lastValueFrom(result$);
}

const word = ({ values, failures }: ChunkResult<unknown, unknown>) =>
  values.map((value, place) => (failures.has(place) ? '!' : String(value))).join('');

describe('processChunks with isolate', () => {
  it('should find the bad item in a few calls, one after the other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  abcxefgh|');
      const e1subs = '   ^-------!';
      const expected = ' -------------------(x|)';

      const work = scriptedWork((items: readonly string[]) => ({
        frames: 2,
        answer: items.includes('x') ? broken : items.map((item) => item.toUpperCase()),
      }));
      const result$ = e1.pipe(chunkBy(8), processChunks(work, { isolate: true }), shown());
      expectObservable(result$).toBe(expected, { x: 'ABC!EFGH' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(work.calls.map(({ items }) => items.join(''))).toEqual([
        ...['abcxefgh', 'abcx', 'ab', 'c', 'x', 'efgh'],
      ]);
    });
  });

  it('should give good items their values, in any number and place', async () => {
    for (const text of ['x', 'xa', 'ax', 'xxx', 'abxdefxh', 'xbcdefgx', 'abcdefgh']) {
      const expected = text.toUpperCase().replaceAll('X', '!');
      expect(word(await search(text))).toBe(expected);
    }
  });

  it('should leave a chunk as it is without', async () => {
    const worker = picky();

    expect(word(await search('abxd', { isolate: false }, worker))).toBe('!!!!');
    expect(worker.calls).toEqual(['abxd']);
  });

  it('should count the calls in all, and those of each item, and number them by its items', async () => {
    const worker = picky();
    const result = await search('abxd', {}, worker);

    expect(worker.calls).toEqual(['abxd', 'ab', 'x', 'd']);
    expect(worker.contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 2, 2]);
    expect([result.attempts, result.attemptsByPlace]).toEqual([4, [2, 2, 2, 2]]);
    expect([...outcomesOf(result)].map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2]);
  });

  it('should add the attempts that work tells of its own', async () => {
    const work = (items: readonly string[]) => {
      if (items.length > 1) throw broken;
      return settled([{ status: 'fulfilled' as const, value: 1, attempts: 3 }]);
    };
    const { attemptsByPlace } = await lastValueFrom(
      of(['a', 'b']).pipe(processChunks(work, { isolate: true })),
    );

    expect(attemptsByPlace).toEqual([4, 4]);
  });

  it('should try each part again before it is halved', async () => {
    const worker = picky();
    const retry = { count: 1, delay: () => of(1) };
    const result = await search('ax', { retry }, worker);

    expect(worker.calls).toEqual(['ax', 'ax', 'a', 'x', 'x']);
    expect(worker.contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 3, 4]);
    expect(result.attemptsByPlace).toEqual([3, 4]);
  });

  it('should not search for what is no fault of items', async () => {
    const gone = Object.assign(new Error('gone'), { status: 503 });
    const worker = picky(() => gone);

    expect(word(await search('abxd', {}, worker))).toBe('!!!!');
    expect(worker.calls).toEqual(['abxd']);
  });

  it('should reject a part for which the service was not there, and go on with others', async () => {
    const gone = Object.assign(new Error('gone'), { status: 503 });
    const worker = picky((items) => (items.length === 2 ? gone : broken));
    const result = await search('xbcd', {}, worker);

    expect(worker.calls.slice(0, 2)).toEqual(['xbcd', 'xb']);
    expect(word(result)).toBe('!!CD');
  });

  it('should call both halves of what was too large', async () => {
    const calls: string[] = [];
    const work = (items: readonly string[]) => {
      calls.push(items.join(''));
      if (items.length > 2) throw Object.assign(new Error('large'), { status: 413 });
      return items;
    };
    const result = await lastValueFrom(
      of(letters('abcde')).pipe(processChunks(work, { isolate: true })),
    );

    expect(calls).toEqual(['abcde', 'ab', 'cde', 'c', 'de']);
    expect(word(result)).toBe('abcde');
  });

  it('should hand no malformed item to any call, and keep all in their places', async () => {
    const items = ['a', new MalformedItem(broken), 'x', 'd'] as unknown as string[];
    const worker = picky();
    const result = await lastValueFrom(
      of(items).pipe(processChunks(worker.work, { isolate: true })),
    );

    expect(worker.calls).toEqual(['axd', 'a', 'x', 'd']);
    expect(word(result)).toBe('A!!D');
    expect(result.attemptsByPlace).toEqual([2, 0, 2, 2]);
  });

  it('should name each part by its own positions', async () => {
    const worker = picky();
    await search('abxd', {}, worker);
    const names = worker.contexts.map(({ idempotencyKey }) => idempotencyKey.split(':')[1]);

    expect(names).toEqual(['0-3', '0-1', '2', '3']);
  });

  it('should keep the order of the input', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  xab|');
      const e1subs = '   ^--!';
      const expected = ' -------(xb|)';

      const work = scriptedWork((items: readonly string[]) => ({
        frames: 2,
        answer: items.includes('x') ? broken : items,
      }));
      const options = { isolate: true, ordered: true };
      const result$ = e1.pipe(chunkBy(2), processChunks(work, options), shown());
      expectObservable(result$).toBe(expected, { x: '!a', b: 'b' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should need no stack for 20,000 bad items', async () => {
    const { failures } = await search('x'.repeat(20_000));

    expect(failures.size).toBe(20_000);
  });

  it('should end the run with what is fatal in a part', () => {
    const fatal = new FatalError('enough');
    const worker = picky((items) => (items.length === 1 ? fatal : broken));
    const errors: unknown[] = [];
    of(letters('xb'))
      .pipe(processChunks(worker.work, { isolate: true }))
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect([errors, worker.calls]).toEqual([[fatal], ['xb', 'x']]);
  });

  it('should keep what is known when the time of the chunk is up, and reject the rest', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  abcx|');
      const e1subs = '   ^---!';
      const expected = ' --------(y|)';

      const work = scriptedWork((items: readonly string[]) => ({
        frames: 2,
        answer: items.includes('x') ? broken : items,
      }));
      const options = { isolate: true, timeout: { chunk: 5 } };
      const codes = map(({ failures }: ChunkResult<string, string>) =>
        [0, 1, 2, 3].map((place) => (failures.get(place)?.reason as { code?: string })?.code),
      );
      const late = 'ERR_DEADLINE_EXCEEDED';
      const result$ = e1.pipe(chunkBy(4), processChunks(work, options), codes);
      expectObservable(result$).toBe(expected, { y: [undefined, undefined, late, late] });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell what follows a failure, and what was found', async () => {
    const { flow, heard } = hearing('attemptFailed');
    const found = hearing('isolated');
    await search('abxd', { flow });
    await search('abxd', { flow: found.flow });

    expect(heard.map(({ size, position, next }) => [size, position, next])).toEqual([
      [4, 0, 'isolate'],
      [1, 2, 'reject'],
    ]);
    expect(found.heard).toEqual([{ type: 'isolated', size: 4, position: 0, calls: 4, failed: 1 }]);
  });

  it('should call nothing more when it is left', () => {
    const source = new Subject<string[]>();
    const worker = picky();
    const result$ = source.pipe(
      processChunks(
        (items: readonly string[], context) => {
          if (items.length === 2) subscription.unsubscribe();
          return items.length === 2 ? throwError(() => broken) : worker.work(items, context);
        },
        { isolate: true },
      ),
    );
    const subscription = result$.subscribe();
    source.next(letters('xbcd'));

    expect(worker.calls).toEqual(['xbcd']);
  });
});

import { NEVER, Observable } from 'rxjs';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import type { Progress } from '../../src/progress/progress.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import type { RunLife } from '../../src/run/run-life.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { macrotask } from '../support/ticks.js';

type Run = BatchRun<number, unknown>;

interface Signalled {
  readonly signal: AbortSignal;
}

/** A run whose work ends when it is let go, and that counts what it reads. */
function held(targets: number, options: RunOptions<number> = {}) {
  const counts = { read: 0 };
  const release: (() => void)[] = [];
  const source = function* () {
    while (counts.read < targets) yield counts.read++;
  };
  const work = () =>
    new Promise<void>((resolve) => {
      release.push(resolve);
    });
  const run: Run = new BatchProcessor().process(source, work, {
    ...{ chunkSize: 1, maxConcurrentChunks: 2 },
    ...options,
  });
  /** Ends all work that is begun, and that which follows from it. */
  const letGo = async () => {
    while (release.length > 0) {
      for (const end of release.splice(0)) end();
      await macrotask();
    }
  };
  return { run, counts, letGo };
}

const VERBS: Record<string, (run: Run) => unknown> = {
  pause: (run) => {
    run.pause();
  },
  resume: (run) => {
    run.resume();
  },
  drain: (run) => run.drain(),
  'drain by 0': (run) => run.drain({ deadline: 0 }),
  'drain by an hour': (run) => run.drain({ deadline: 3_600_000 }),
  abort: (run) => run.abort('reason'),
  close: (run) => run.close(),
};
const ENDS = /abort|close|by 0/;

/** How a run with these verbs in that order has to end, and whether it has to have read on. */
function ending(phase: string, verbs: readonly string[]) {
  const first = phase === 'over' ? undefined : verbs.find((verb) => ENDS.test(verb));
  if (first !== undefined) {
    const late = first === 'drain by 0' ? new DeadlineExceededError('drain', 0) : undefined;
    return { state: 'aborted', error: late ?? (first === 'abort' ? 'reason' : undefined) };
  }
  const isDrained =
    phase !== 'over' && phase !== 'read' && verbs.some((verb) => /drain/.test(verb));
  return { state: isDrained ? 'drained' : 'completed', error: undefined };
}

describe('the verbs of a run', () => {
  for (const phase of ['waiting', 'reading', 'paused', 'read', 'over']) {
    for (const a of Object.keys(VERBS)) {
      it(`should be idempotent and in any order: ${a} and another, of a run that is ${phase}`, async () => {
        for (const b of Object.keys(VERBS)) {
          const { run, counts, letGo } = held(phase === 'read' ? 2 : 6);
          run.results$.subscribe({ error: () => undefined });
          if (phase !== 'waiting') await macrotask();
          if (phase === 'paused') run.pause();
          if (phase === 'over') {
            await letGo();
            await run.done;
          }
          const readBefore = counts.read;
          for (const verb of [a, b, a]) void VERBS[verb]?.(run);
          await letGo();
          const readWhilePaused = counts.read;
          run.resume();
          await macrotask();
          await letGo();
          const { state, error } = await run.done;

          const verbs = `${a}, ${b}, ${a}`;
          expect({ state, error })
            .withContext(verbs)
            .toEqual(ending(phase, [a, b]) as never);
          if (state !== 'completed') expect(readWhilePaused).withContext(verbs).toBe(readBefore);
        }
      });
    }
  }
});

describe('a run', () => {
  it('should say to all signals why it is given up', async () => {
    const reasons: string[] = [];
    const keep =
      (name: string) =>
      ({ signal }: Signalled) => {
        signal.addEventListener('abort', () => reasons.push(`${name} ${String(signal.reason)}`));
        return NEVER;
      };
    const processor = new BatchProcessor({ chunkSize: 1, maxConcurrentChunks: 1 });
    const source = (context: Signalled) => {
      keep('source')(context);
      return [1, 2, 3, 4, 5, 6, 7].values();
    };
    const each = processor.process(source, (_, context) => keep('target')(context));
    const chunks = processor.processChunks(source, (_, context) => keep('chunk')(context));
    const streamed = processor.process(source, (_, context) => keep('streamed')(context), {
      mode: 'streaming',
      maxConcurrentTargets: 1,
    });
    const fails = () => {
      throw new Error('bad');
    };
    const deadLetter = (_: unknown, context: Signalled) => keep('sink')(context);
    const copying = processor.process(source, fails, { tolerate: { deadLetter } });
    processor.addResultProcessor((_, context) => {
      keep('result')(context);
      return new Promise(() => undefined);
    });
    const resulting = processor.process(source, (n) => n);
    for (const run of [each, chunks, streamed, copying, resulting]) keep('run')(run);
    await macrotask();
    for (const run of [each, chunks, streamed, copying, resulting]) await run.abort('enough');

    expect(reasons).toEqual([
      ...['run enough', 'source enough', 'target enough'],
      ...['run enough', 'source enough', 'chunk enough'],
      ...['run enough', 'source enough', 'streamed enough'],
      ...['run enough', 'source enough', 'sink enough'],
      ...['run enough', 'source enough', 'result enough'],
    ]);
  });

  it('should give post-processors the signal, and a strategy that reads an async source', async () => {
    const reasons: unknown[] = [];
    const processor = new BatchProcessor();
    processor.addPostProcessor((_results, _stats, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Promise(() => undefined);
    });
    const run = processor.process([1], (n) => n);
    await macrotask();
    await run.abort('enough');

    const strategy = async function* (targets: AsyncIterable<number>) {
      for await (const target of targets) yield [target];
    };
    const source = ({ signal }: Signalled) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Observable<number>();
    };
    const reading = new BatchProcessor().process(source, (n) => n, { strategy });
    await macrotask();
    await reading.abort('left');

    expect(reasons).toEqual(['enough', 'left']);
  });

  it('should have a signal that says what a run failed with', async () => {
    const error = new Error('no source');
    const run = new BatchProcessor().process(
      () => {
        throw error;
      },
      (n) => n,
    );
    await run.done;

    expect(run.signal.reason).toBe(error);
  });

  it('should be aborted by a signal, and start nothing if that has aborted before', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { run } = held(9, { signal });
    await macrotask();
    controller.abort('outside');
    const late = held(9, { signal });
    const [summary, lateSummary] = [await run.done, await late.run.done];

    expect([summary.state, summary.error]).toEqual(['aborted', 'outside']);
    expect([lateSummary.state, lateSummary.error]).toEqual(['aborted', 'outside']);
    expect(late.counts.read).toBe(0);
  });

  it('should leave no listener with a signal that 10,000 runs were given', async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = ((_: string, listener: unknown) => listeners.add(listener)) as never;
    signal.removeEventListener = ((_: string, listener: unknown) =>
      listeners.delete(listener)) as never;
    const processor = new BatchProcessor({ signal, enableProgressTracking: false });
    let most = 0;
    for (let i = 0; i < 10_000; i++) {
      const run = processor.process([1], (n) => n);
      most = Math.max(most, listeners.size);
      await run.done;
    }

    expect([most, listeners.size]).toEqual([1, 0]);
  });

  it('should abort a draining that is late, and keep what was stored', async () => {
    const store = memoryStore();
    const { run } = held(9, { store, runId: 'run' });
    await macrotask();
    const { state, error } = await run.drain({ deadline: 5 });

    expect([state, error]).toEqual(['aborted', new DeadlineExceededError('drain', 5)]);
    expect(run.signal.reason).toBe(error);
  });

  it('should refuse a deadline that is none, at the call', () => {
    const { run } = held(1);
    for (const deadline of [-1, NaN, Infinity, '5', null]) {
      expect(() => run.drain({ deadline: deadline as number })).toThrowError(
        /drain: "deadline" must/,
      );
    }
    expect(() => run.drain({ dead: 1 } as never)).toThrowError(/unknown option/);
    void run.abort();
  });

  it('should tell of its life, each change once', async () => {
    const { run, letGo } = held(9);
    const seen: unknown[] = [];
    const { _life } = run as unknown as { _life: RunLife };
    _life.gate.observe((event) => {
      if (/^(started|paused|resumed|draining|ended)$/.test(event.type)) seen.push(event);
    });
    await macrotask();
    run.pause();
    run.pause();
    run.resume();
    run.resume();
    void run.drain();
    void run.drain();
    run.pause();
    await letGo();
    await run.done;
    run.pause();
    await run.abort();

    expect(seen).toEqual([
      { type: 'started', runId: undefined },
      { type: 'paused' },
      { type: 'resumed' },
      { type: 'draining', deadline: undefined },
      { type: 'ended', state: 'drained' },
    ]);
  });

  it('should tell progress when it is paused, resumed, and at its end', async () => {
    const states = async (end: (run: Run) => unknown) => {
      const { run, letGo } = held(9);
      const seen: string[] = [];
      run.progress$.subscribe(({ state, waitingOn }: Progress) =>
        seen.push(`${state} ${waitingOn}`),
      );
      await macrotask();
      run.pause();
      run.resume();
      void end(run);
      await letGo();
      await run.done;
      return seen;
    };
    const paused = ['running pause', 'running work'];

    expect(await states((run) => run.drain())).toEqual(
      jasmine.arrayContaining([...paused, 'drained nothing']),
    );
    expect((await states((run) => run.abort())).slice(-3)).toEqual([...paused, 'aborted nothing']);
  });

  it('should tell of what a progress callback asks for after what it was told', async () => {
    const { run } = held(9);
    const seen: string[] = [];
    run.progress$.subscribe(({ waitingOn }) => {
      if (waitingOn === 'pause') run.resume();
    });
    run.progress$.subscribe(({ waitingOn }) => seen.push(waitingOn));
    await macrotask();
    run.pause();
    await run.abort();

    expect(seen.slice(-3)).toEqual(['pause', 'work', 'nothing']);
  });
});

import { debugLog } from '../../src/flow/debug-log.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { expectUnhandled } from '../support/claims.js';

const THROWN = new Error('thrown by a subscriber');
const upper = (text: string) => text.toUpperCase();

function run(fn: (text: string) => unknown = upper, options: object = {}) {
  const settings = { chunkSize: 2, mode: 'sequential', ...options } as const;
  return new BatchProcessor().process(['a', 'b', 'c'], fn, settings);
}

/** All that is told until the run completes its events. */
function read(running: BatchRun<unknown, unknown>): Promise<FlowEvent[]> {
  const events: FlowEvent[] = [];
  return new Promise((resolve, reject) => {
    running.events$.subscribe({
      next: (event) => events.push(event),
      error: reject,
      complete: () => {
        resolve(events);
      },
    });
  });
}

const types = (events: readonly FlowEvent[]) => events.map(({ type }) => type);

describe('the events of a run', () => {
  it('should begin with started, end with ended, and tell of each chunk and record', async () => {
    const events = await read(run(upper, { store: memoryStore(), runId: 'run' }));

    expect(types(events)).toEqual([
      ...(['started', 'opened'] as const),
      ...(['chunkStarted', 'chunkSettled', 'stored'] as const),
      ...(['chunkStarted', 'chunkSettled', 'stored'] as const),
      'ended',
    ]);
    expect(events[0]).toEqual({ type: 'started', runId: 'run' });
    expect(events.at(-1)).toEqual({ type: 'ended', state: 'completed' });
  });

  it('should complete when the run fails or is aborted, with the error of the end', async () => {
    const error = new Error('no more');
    const failing = run(
      () => {
        throw error;
      },
      { enableErrorRecovery: false },
    );
    const aborted = run();
    const [ofFailing, ofAborted] = [read(failing), read(aborted)];
    void aborted.abort('enough');

    expect((await ofFailing).at(-1)).toEqual(
      jasmine.objectContaining({ type: 'ended', state: 'failed' }) as never,
    );
    expect(await ofAborted).toEqual([{ type: 'ended', state: 'aborted', error: 'enough' }]);
  });

  it('should be complete for whoever comes after the end', async () => {
    const running = run();
    await running.done;

    expect(await read(running)).toEqual([]);
  });

  it('should leave the run alone when a subscriber throws, and tell the others', async () => {
    const running = run();
    running.events$.subscribe((event) => {
      if (event.type === 'chunkSettled') throw THROWN;
    });
    const events = read(running);

    expect((await running.done).state).toBe('completed');
    expect(types(await events).filter((type) => type === 'chunkSettled').length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expectUnhandled(THROWN, THROWN);
  });

  it('should be told with no progress tracking, too', async () => {
    const events = await read(run(upper, { enableProgressTracking: false }));

    expect(types(events)).toContain('chunkSettled');
  });

  it('should be folded into its statistics, though nobody listens', async () => {
    let calls = 0;
    const flaky = () => {
      if (++calls === 1) throw new Error('busy');
    };
    const { stats } = await run(flaky, { retry: { count: 1, delay: 0 } }).done;

    expect(stats.retries).toBe(1);
    expect(stats.health.stalls).toBe(0);
  });

  it('should be in the debug log under the name of the run, each once', async () => {
    const lines: string[] = [];
    debugLog('control,store', (line) => lines.push(line));
    try {
      await run(upper, { store: memoryStore(), runId: 'import', chunkSize: 3 }).done;
    } finally {
      debugLog();
    }

    expect(lines.map((line) => line.replace(/^sluice \+\d\.\d{3}s | ms=.*/g, ''))).toEqual([
      'import control started runId=import',
      'import store opened runId=import items=0',
      'import store stored runId=import size=3 position=0',
      'import control ended state=completed',
    ]);
  });
});

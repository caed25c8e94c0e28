import { of, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { debugLog } from '../../src/flow/debug-log.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { expectUnhandled } from '../support/claims.js';
import { marbles } from '../support/marbles.js';

const failing = () => {
  throw new Error('no');
};

/** Logs a pipeline in virtual time, whose chunks take 2 frames. */
function logged(groups: string, flow = createFlow()): string[] {
  const lines: string[] = [];
  debugLog(groups, (line) => lines.push(line));
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const e1 = cold('  ab|');
    const e1subs = '   ^-!';
    const expected = ' -----(x|)';

    const result$: Observable<unknown> = e1.pipe(
      chunkBy(2),
      processChunks(() => cold<undefined>('----|')),
      storeTo(memoryStore(), { runId: 'run', flow }),
    );
    expectObservable(result$).toBe(expected, { x: jasmine.anything() });
    expectSubscriptions(e1.subscriptions).toBe(e1subs);
  });
  // Ids are of the process: other specs have used some.
  return lines.map((line) => line.replace(/ id=\d+/, ' id=1'));
}

describe('debugLog', () => {
  afterEach(() => {
    debugLog();
  });

  it('should log what a pipeline tells, with the time since it began and its run', () => {
    expect(logged('*')).toEqual([
      'sluice +0.000s run store opened runId=run items=0',
      'sluice +0.001s run work chunkStarted id=1 size=2 position=0',
      'sluice +0.005s run work chunkSettled id=1 size=2 position=0 attempts=1 ms=4 failures=0',
      'sluice +0.005s run store stored runId=run size=2 position=0 ms=0',
    ]);
  });

  it('should log only the groups that are named, once, whoever else listens', () => {
    const flow = createFlow();
    flow.events$.subscribe();

    expect(logged('store', flow).length).toBe(2);
  });

  it('should log nothing when it is switched off', () => {
    expect(logged('')).toEqual([]);
  });

  it('should measure chunks with the group work only', () => {
    const measured = spyOn(performance, 'measure');
    logged('store');
    expect(measured).not.toHaveBeenCalled();
    logged('work');
    expect(measured).toHaveBeenCalledTimes(1);
  });

  it('should log errors of work', () => {
    const lines: string[] = [];
    debugLog('work', (line) => lines.push(line));

    of(['a']).pipe(processChunks(failing)).subscribe();

    expect(lines.find((line) => line.includes('attemptFailed'))).toContain('reason=Error: no');
  });

  it('should say which name is no group', () => {
    expect(logged('sotre')).toEqual(['sluice: there is no group "sotre" to log']);
  });

  it('should let the pipeline go on when the function that it was given throws', async () => {
    const error = new Error('full');
    debugLog('work', () => {
      throw error;
    });
    const results: unknown[] = [];

    of(['a'])
      .pipe(processChunks(() => undefined))
      .subscribe((result) => results.push(result));
    await new Promise((resolve) => setTimeout(resolve, 1));

    expect(results.length).toBe(1);
    expectUnhandled(error, error);
  });

  it('should refuse what is no text and no function', () => {
    expect(() => {
      debugLog(5 as never);
    }).toThrowMatching((error: { code?: string }) => error.code === 'ERR_INVALID_ARG_TYPE');
    expect(() => {
      debugLog('*', 'console' as never);
    }).toThrowMatching((error: { code?: string }) => error.code === 'ERR_INVALID_ARG_TYPE');
  });
});
